"""Strokes that the browser has sent are found, also where no page was drawn since."""

from types import SimpleNamespace

import pytest

from core.ui.seat import seating
from core.ui.state.page_state import CANVASES, Drawing

STROKE = {"type": "path", "path": [["M", 1, 2], ["L", 3, 4]], "strokeWidth": 20}


@pytest.fixture
def canvas(monkeypatch):
    """A canvas: what it has sent, and what the page was drawn with."""
    state = SimpleNamespace(sent=None, drawing=Drawing(generation=CANVASES + 1))

    def reported(key, name):
        assert (key, name) == ("canvas-1", "drawing")
        return state.sent

    monkeypatch.setattr(seating, "reported", reported)
    visit = SimpleNamespace(work=state)
    monkeypatch.setattr(seating, "session", lambda: visit)
    return state


def test_new_strokes_are_news_until_the_page_is_drawn_with_them(canvas):
    assert not seating.has_unread_strokes()
    canvas.sent = {"raw": {"objects": [STROKE]}, "data": None}
    assert seating.has_unread_strokes()
    canvas.drawing = Drawing(CANVASES + 1, (), (STROKE,))
    assert not seating.has_unread_strokes()


@pytest.mark.parametrize(
    "sent",
    [3, "raw", {}, {"raw": None}, {"raw": 7}, {"raw": {"objects": "x"}}, [{"raw": 1}]],
)
def test_what_is_no_drawing_is_no_news(canvas, sent):
    canvas.sent = sent
    assert not seating.has_unread_strokes()
