"""Where code of a page raises, visitors read a sentence of ours and can go on."""

import functools
import logging
import random
import threading

import pytest

from core import errors
from core.ui import layout, page_failure
from core.ui.data import digit_browser
from core.ui.digit import answer
from core.ui.home import roadmap
from core.ui.state import services
from core.ui.state.session import Session
from core.ui.streamlit_compat import (
    endless_reruns,
    known_widgets,
    late_reports,
    whole_presses,
)
from tests.support.root import ROOT

pytestmark = pytest.mark.page_fails

FAILED = {
    "en": "Something failed inside Trazo",
    "es": "Algo ha fallado dentro de Trazo",
}
AGAIN = {"en": "Load this page again", "es": "Volver a cargar esta página"}
SAVED = {"en": "your work is saved", "es": "tu trabajo está guardado"}
UNSAVED = {"en": "cannot be saved just now", "es": "no se puede guardar"}
SECRET = "3f2b6c0e9d5a4e718899aabbccddeeff"
CORE = str(ROOT / "core")
# Streamlit calls them between two runs of a page too, where no page can fail.
OF_STREAMLIT = {
    module.__file__
    for module in (endless_reruns, known_widgets, late_reports, whole_presses)
}


def fail(*_: object, **__: object) -> None:
    """Raise what nobody has foreseen, with something that no log may hold."""
    raise LookupError(SECRET)


def says_so(page, language="en", words=SAVED):
    """Check what a visitor reads: one sentence, a way on, no box of Streamlit's."""
    assert not page.exception
    (said,) = [e.value for e in page.error if e.value.startswith(FAILED[language])]
    assert words[language] in said
    (link,) = [
        e.proto.body for e in page.get("html") if 'target="_self"' in e.proto.body
    ]
    assert AGAIN[language] in link


@pytest.fixture
def logged(caplog):
    """Return the facts of failures in the log."""
    caplog.set_level(logging.ERROR, logger="core")

    def read():
        assert SECRET not in caplog.text
        events = [r for r in caplog.records if hasattr(r, "facts")]
        return [(r.event, r.facts) for r in events]

    return read


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_body(open_page, monkeypatch, logged, language):
    monkeypatch.setattr(roadmap, "panel", fail)
    page = open_page("app.py")
    page.query_params["lang"] = language
    says_so(page.run(), language)
    ((event, facts),) = logged()
    assert (event, facts["error"]) == ("page failed", "LookupError")
    assert "app.py:" in facts["where"]
    assert facts["where"].endswith(" fail")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_fragment(open_page, monkeypatch, logged, language):
    page = open_page("pages/draw.py")
    monkeypatch.setattr(answer, "answer", fail)
    page.query_params["lang"] = language
    says_so(page.run(), language)
    ((_, facts),) = logged()
    assert "pages/draw.py:" in facts["where"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_callback_and_the_page_goes_on_afterwards(
    open_page, monkeypatch, logged, language
):
    with monkeypatch.context() as broken:
        broken.setattr(digit_browser, "_turn_to", fail)
        page = open_page("pages/data.py")
        page.query_params["lang"] = language
        page.run()
        assert not page.error
        says_so(page.button(key="data_next").click().run(), language)
        assert len(logged()) == 1
    page.run()
    assert not page.error
    assert page.title


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_cached_function(open_page, monkeypatch, logged, language):
    monkeypatch.setattr(roadmap, "panel", functools.cache(fail))
    page = open_page("app.py")
    page.query_params["lang"] = language
    says_so(page.run(), language)
    says_so(page.run(), language)
    assert len(logged()) == 2


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_does_not_promise_what_is_not_saved(
    open_page, monkeypatch, engine, language
):
    engine.repository.is_saving = False
    monkeypatch.setattr(roadmap, "panel", fail)
    page = open_page("app.py")
    page.query_params["lang"] = language
    says_so(page.run(), language, UNSAVED)


@pytest.mark.parametrize("language", ["en", "es"])
def test_where_there_is_no_session_the_link_says_the_language(
    open_page, monkeypatch, language
):
    monkeypatch.setattr(services, "engine", fail)
    monkeypatch.setattr(Session, "__init__", fail)
    page = open_page("app.py")
    page.query_params["lang"] = language
    says_so(page.run(), language, UNSAVED)


def test_a_failure_of_the_sentence_itself_ends_nothing(open_page, monkeypatch, logged):
    monkeypatch.setattr(roadmap, "panel", fail)
    monkeypatch.setattr(page_failure, "render", fail)
    page = open_page("app.py").run()
    assert not page.exception
    assert page.error[0].value.startswith(FAILED["en"])
    assert [event for event, _ in logged()] == ["page failed"] * 2


RAISED = (
    RuntimeError,
    KeyError,
    ValueError,
    OSError,
    ZeroDivisionError,
    MemoryError,
    errors.TrazoError,
    errors.StoreUnavailable,
)


# Faults in each page.
ROUNDS = 12


class Fault:
    """Counts the calls of functions in core, and raises in one of them.

    Args:
        at: Number of the call that raises; None only counts.
        kind: What it raises.
    """

    def __init__(self, at: int | None, kind: type[Exception] = RuntimeError) -> None:
        self.calls = 0
        self.raised_in = ""
        self._at, self._kind = at, kind

    def __call__(self, frame, event, _):
        """Note an event of a thread, as `sys.setprofile` has it."""
        file = frame.f_code.co_filename
        if event != "call" or not file.startswith(CORE) or file in OF_STREAMLIT:
            return
        # Importing a module and making a class are calls too, and leave halves behind.
        if frame.f_code.co_name.startswith("<") or not frame.f_code.co_flags & 1:
            return
        self.calls += 1
        if self.calls == self._at:
            self.raised_in = f"{frame.f_code.co_filename}:{frame.f_code.co_name}"
            raise self._kind(SECRET)

    def run(self, page):
        """Run a page with this fault."""
        threading.setprofile(self)
        try:
            return page.run()
        finally:
            threading.setprofile(None)


@pytest.mark.thorough
@pytest.mark.parametrize("script", [page.script for page in layout.EVERY_PAGE])
def test_any_call_of_core_may_raise(open_page, script, logged):
    chosen = random.Random(f"0 {script}")
    open_page(script).run()
    count = Fault(None)
    assert not count.run(open_page(script)).error
    assert count.calls > 100
    failed = 0
    for _ in range(ROUNDS):
        fault = Fault(chosen.randint(1, count.calls), chosen.choice(RAISED))
        page = fault.run(open_page(script))
        assert not page.exception, fault.raised_in
        shown = [e for e in page.error if e.value.startswith(FAILED["en"])]
        # What Trazo foresees is said in other words, or makes no difference.
        assert len(shown) == 1 or page.title, fault.raised_in
        failed += len(shown)
        assert not page.run().exception, fault.raised_in
        assert not [e for e in page.error if e.value.startswith(FAILED["en"])]
    assert failed >= 3
    assert len(logged()) >= failed
