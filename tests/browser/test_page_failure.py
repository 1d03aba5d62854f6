"""A page whose code raises, in a real browser, with either way to start Trazo."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.patience import wait_for
from tests.support.root import ROOT
from tests.support.server import serve
from tests.support.stillness import press_steadily

# Words come from the page's script, and a way to start Trazo changes none of them.
WAYS = [("app.py", "en-US"), ("app.py", "es-ES"), ("hosted.py", "es-ES")]
pytestmark = [
    pytest.mark.page_fails,
    pytest.mark.parametrize(
        ("broken", "language"), WAYS, indirect=True, scope="module"
    ),
]

SECRET = "3f2b6c0e9d5a4e718899aabbccddeeff"
# The Home page of the app, with parts below it that raise when they are asked to.
BROKEN = f"""
import streamlit as st
from core.ui import layout

def fail():
    raise LookupError("{SECRET}")

@st.fragment
def fragment():
    if st.button("In a fragment", key="fragment"):
        fail()

layout.open_page(layout.HOME)
st.button("In a callback", key="callback", on_click=fail)
st.download_button("In a download", fail, key="download", on_click="ignore")
fragment()
if st.button("In the page", key="page"):
    fail()
st.text("The page is whole")
"""
HOSTED = """
from pathlib import Path
import streamlit as st
from scripts.hosting.serve import lifespan, middleware

app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    middleware=middleware("'self'"),
)
"""
FAILED = {
    "en-US": "Something failed inside Trazo",
    "es-ES": "Algo ha fallado dentro de Trazo",
}
AGAIN = {"en-US": "Load this page again", "es-ES": "Volver a cargar esta página"}
NO_FILE = {
    "en-US": "This file could not be made",
    "es-ES": "No se ha podido hacer este archivo",
}


@pytest.fixture(scope="module")
def broken(request, tmp_path_factory):
    """The app with a broken Home page, by `streamlit run` and as hosts run it."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "pages").symlink_to(ROOT / "pages")
    (folder / "app.py").write_text(BROKEN)
    (folder / "hosted.py").write_text(HOSTED)
    script = str(folder / request.param)
    with serve(folder, script=script, PYTHONPATH=str(ROOT), TRAZO_LOG="warning") as app:
        yield app


def failures(log: Path) -> list[dict[str, str]]:
    """Return the failures in a log; fail if it says more than it may."""
    text = log.read_text(encoding="utf-8")
    assert SECRET not in text
    assert "Traceback" not in text
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"].endswith(" failed")]


@pytest.fixture(scope="module")
def language(request):
    """The visitor's language."""
    return request.param


@pytest.fixture(scope="module")
def visitor(windows, broken, language):
    """A visitor of the broken Home page, who goes on with it after each failure."""
    with windows.opener(broken) as opener:
        yield opener("/?epochs=3", locale=language)


@pytest.mark.parametrize("part", ["page", "fragment", "callback"])
def test_a_visitor_reads_a_sentence_and_goes_on(broken, visitor, part, language):
    page, whole = visitor.page, visitor.page.get_by_text("The page is whole")
    whole.wait_for()
    identity, before = visitor.identity(), len(failures(broken.log))
    visitor.press(part)
    expect(page.get_by_role("alert")).to_contain_text(FAILED[language])
    expect(page.get_by_test_id("stException")).to_have_count(0)
    (failure,) = failures(broken.log)[before:]
    assert (failure["event"], failure["error"]) == ("page failed", "LookupError")
    assert failure["where"].endswith(" fail")
    address = page.url
    with page.expect_navigation():
        press_steadily(page.get_by_role("link", name=AGAIN[language]))
    whole.wait_for()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.url == address
    assert visitor.identity() == identity


def test_a_file_that_cannot_be_made_is_said_at_its_button(broken, visitor, language):
    visitor.page.get_by_text("The page is whole").wait_for()
    before = len(failures(broken.log))
    visitor.press("download")
    said = visitor.page.get_by_test_id("stDownloadButtonError")
    words = wait_for(
        lambda: said.evaluate("e => getComputedStyle(e, '::after').content")
    )
    assert NO_FILE[language] in words
    assert said.evaluate("e => getComputedStyle(e).fontSize") == "0px"
    (failure,) = failures(broken.log)[before:]
    assert failure["event"] == "download failed"
    assert failure["where"].startswith("LookupError")
