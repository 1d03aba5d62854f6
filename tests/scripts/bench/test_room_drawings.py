"""What the bench gives to a class, and finds again on its wall."""

import numpy as np
import pytest
import streamlit

from core.rooms.records import ClassDrawing, DrawingState
from core.ui.room import wall
from scripts.bench import room_drawings


def test_no_two_drawings_are_alike():
    drawings = room_drawings.drawings(40)
    assert len({each.picture for each in drawings}) == 40
    assert all(len(each.picture) == 28 * 28 for each in drawings)


@pytest.mark.parametrize("shown", [0, 1, 7, 40])
def test_each_is_found_again_on_the_wall(shown, monkeypatch):
    drawings = room_drawings.drawings(40)[:shown]
    on_wall = [
        ClassDrawing(
            number,
            "a" * 32,
            0,
            255 - np.frombuffer(each.picture, np.uint8).reshape(28, 28),
            DrawingState.ON_WALL,
            1,
        )
        for number, each in enumerate(drawings)
    ]
    drawn: list[object] = []
    monkeypatch.setattr(streamlit, "html", drawn.append)
    monkeypatch.setattr(streamlit, "caption", lambda text: None)
    monkeypatch.setattr(wall, "t", lambda text, **values: text)
    monkeypatch.setattr(wall, "tn", lambda one, several, n: str(n))
    wall.panel(on_wall)
    found = [each for html in drawn for each in room_drawings.pictures(str(html))]
    # The newest comes first.
    assert found == [each.picture for each in drawings[::-1]]
