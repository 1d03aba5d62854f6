"""The connected parts of a drawing, and their shapes."""

import numpy as np
import pytest

from core.preprocessing import components
from core.preprocessing.mnist_format import Box


def ink_of(*boxes):
    """Return ink, (200, 200) uint8, that fills boxes: top, left, bottom, right."""
    ink = np.zeros((200, 200), np.uint8)
    for top, left, bottom, right in boxes:
        ink[top:bottom, left:right] = 255
    return ink


def test_parts_stand_from_left_to_right():
    found = components.find(ink_of((20, 120, 180, 130), (20, 40, 180, 60)))
    assert [part.box.left for part in found] == [40, 120]


def test_a_part_has_its_own_ink_alone():
    ink = ink_of((20, 20, 180, 30), (170, 40, 180, 90))
    ink[50:60, 25:35] = 90
    papers = [components.on_paper([part], ink.shape) for part in components.find(ink)]
    np.testing.assert_array_equal(np.max(papers, axis=0), ink)


def test_specks_are_no_parts():
    found = components.find(ink_of((20, 20, 180, 160), (190, 190, 192, 192)))
    assert [part.box for part in found] == [Box(20, 20, 180, 160)]


def test_paper_has_no_parts():
    assert components.find(np.zeros((50, 50), np.uint8)) == []


@pytest.mark.parametrize(("height", "width"), [(100, 10), (10, 100), (7, 7), (1, 30)])
def test_a_rectangle_is_straight_and_has_its_sides(height, width):
    (part,) = components.find(ink_of((20, 20, 20 + height, 20 + width)))
    assert part.straight
    longer, shorter = sorted((height, width), reverse=True)
    assert part.sides == pytest.approx(longer / shorter, rel=0.05)
    assert part.thickness == pytest.approx(shorter, rel=0.05)


def test_a_corner_is_not_straight():
    ink = ink_of((20, 20, 120, 30), (110, 20, 120, 120))
    (part,) = components.find(ink)
    assert not part.straight
