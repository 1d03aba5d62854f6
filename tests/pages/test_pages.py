"""What pages say and ask for, in both languages."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.download import Download
from core.errors import (
    BadCanvas,
    DataBroken,
    DataUnavailable,
    DiskFull,
    EmptyDrawing,
    EngineUnavailable,
    NetworkGone,
    SettingOutOfRange,
    TrainingFailed,
    UploadTooBig,
    UploadUnreadable,
    WorkerLost,
)
from core.settings import RunSettings

ROOT = Path(__file__).parent.parent.parent
TITLES = {
    "app.py": {
        "es": "Una máquina que aprende a leer números",
        "en": "A machine that learns to read digits",
    },
    "pages/train.py": {"es": "Entrenar", "en": "Train"},
    "pages/draw.py": {"es": "Dibujar", "en": "Draw"},
}
SCRIPTS = list(TITLES)
SEVEN = {
    "objects": [
        {
            "type": "Path",
            "strokeWidth": 20,
            "path": [["M", 70, 60], ["L", 190, 60], ["L", 115, 215]],
        }
    ]
}


@pytest.fixture(autouse=True)
def no_download(monkeypatch):
    """Nothing is fetched: no thread outlives a test."""
    monkeypatch.setattr(Download, "start", lambda self, again=False: None)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_page_opens_in_both_languages(open_page, script, lang):
    page = open_page(script)
    page.query_params["lang"] = lang
    page.run()
    assert not page.exception
    assert page.title[0].value == TITLES[script][lang]
    assert page.get("segmented_control")[0].value == lang


def test_the_train_page_wakes_the_engine(open_page, engine):
    open_page("pages/train.py").run()
    assert engine.woken == 1


def test_train_starts_a_run_with_the_settings_of_the_link(open_page, engine):
    page = open_page("pages/train.py")
    page.query_params["train_epochs"] = "4"
    page.query_params["train_seed"] = "9"
    page.run().button(key="train_start").click().run()
    assert engine.started[0].settings == RunSettings(epochs=4, seed=9)
    assert not [button for button in page.button if button.key == "train_start"]


def test_sliders_change_the_settings(open_page, engine):
    page = open_page("pages/train.py").run()
    page.slider(key="train_epochs").set_value(2).run()
    page.select_slider(key="train_batch_size").set_value(512).run()
    page.slider(key="train_images").set_value(1000).run()
    page.button(key="train_start").click().run()
    assert engine.started[0].settings == RunSettings(2, 512, 1000)


def answer(page):
    """Return the big answer, as HTML."""
    bodies = [element.proto.body for element in page.get("html")]
    return next(body for body in bodies if "role='status'" in body)


def test_a_drawing_gets_an_answer(open_page, canvas):
    page = open_page("pages/draw.py").run()
    assert "Draw something." in answer(page)
    canvas.json_data = SEVEN
    page.run()
    assert "<p class='answer'>7</p>" in answer(page)


def test_nonsense_from_a_canvas_is_told(open_page, canvas):
    canvas.json_data = {"objects": "no strokes"}
    page = open_page("pages/draw.py").run()
    assert not page.exception
    assert "cannot be read" in page.warning[0].value


ERRORS = [
    SettingOutOfRange("epochs", 99, 1, 30),
    NetworkGone("path"),
    DataUnavailable("path"),
    DataBroken("path"),
    DiskFull("path"),
    EmptyDrawing(),
    BadCanvas("reason"),
    UploadTooBig(6 * 2**20, 5 * 2**20, "bytes"),
    UploadTooBig(10**9, 25 * 10**6, "pixels"),
    UploadUnreadable("reason"),
    WorkerLost("killed"),
    EngineUnavailable("lost"),
    TrainingFailed("reason"),
]


def say(index: int, lang: str) -> None:
    """Show what an error says, as a page would."""
    import streamlit as st  # noqa: PLC0415  the source of this function is a script

    from core.ui.messages import sentence  # noqa: PLC0415  as above
    from core.ui.session import session  # noqa: PLC0415  as above
    from tests.pages.test_pages import ERRORS  # noqa: PLC0415  as above

    session().language = lang
    st.text(sentence(ERRORS[index]))


@pytest.mark.parametrize("index", range(len(ERRORS)), ids=lambda i: repr(ERRORS[i]))
def test_every_error_has_a_sentence_in_each_language(index):
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415  imports Streamlit

    said = []
    for lang in ("es", "en"):
        page = AppTest.from_function(say, kwargs={"index": index, "lang": lang}).run()
        assert not page.exception
        said.append(page.text[0].value)
    assert said[0] != said[1]
    assert all(len(sentence) > 20 and sentence[0].isupper() for sentence in said)


WEB = """
import sys, types
fake = types.ModuleType("streamlit_drawable_canvas")
fake.st_canvas = lambda **arguments: types.SimpleNamespace(json_data=None)
sys.modules["streamlit_drawable_canvas"] = fake
from streamlit.testing.v1 import AppTest
for script in sys.argv[1:]:
    page = AppTest.from_file("app.py", default_timeout=60)
    page = page if script == "app.py" else page.switch_page(script)
    assert not page.run().exception
heavy = {"tensorflow", "keras", "core.training"} & set(sys.modules)
sys.exit(f"the web process imported {heavy}" if heavy else 0)
"""


def test_the_web_process_never_loads_tensorflow(trazo_home, empty_cache):
    ended = subprocess.run([sys.executable, "-c", WEB, *SCRIPTS], cwd=ROOT, check=False)
    assert ended.returncode == 0
