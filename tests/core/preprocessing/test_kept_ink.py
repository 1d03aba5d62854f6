"""The ink of a picture is extracted once, and forgotten with the picture."""

import gc
import weakref

import numpy as np
import pytest

from core import prediction, turned_picture
from core.errors import EmptyDrawing
from core.preprocessing import kept_ink, sheet
from core.preprocessing.ink import extract_ink
from tests.support.photographed import taken


@pytest.fixture
def extracted(monkeypatch):
    """Return the shapes of the pictures whose ink is extracted from now on."""
    seen = []
    original = sheet.cut_out

    def noted(picture):
        seen.append(picture.shape)
        return original(picture)

    monkeypatch.setattr(sheet, "cut_out", noted)
    return seen


def stroke(place=20):
    """Return a stroke on white paper, (60, 60) uint8."""
    picture = np.full((60, 60), 255, np.uint8)
    picture[10:50, place : place + 4] = 0
    return picture


def test_the_ink_of_a_frozen_picture_is_extracted_once(extracted):
    picture = kept_ink.frozen(stroke())
    first = extract_ink(picture)
    assert extract_ink(picture) is first
    assert len(extracted) == 1
    np.testing.assert_array_equal(first, extract_ink(stroke()))
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1


def test_a_picture_that_changes_is_extracted_again(extracted):
    picture = stroke()
    before = extract_ink(picture)
    picture[10:50, 40:44] = 0
    assert not np.array_equal(extract_ink(picture), before)
    assert len(extracted) == 2


def test_a_frozen_view_of_a_picture_that_changes_is_extracted_again(extracted):
    picture = stroke()
    view = picture[:]
    view.flags.writeable = False
    before = extract_ink(view)
    picture[10:50, 40:44] = 0
    assert not np.array_equal(extract_ink(view), before)


def test_ink_is_forgotten_with_its_picture():
    for place in range(5, 50):
        picture = kept_ink.frozen(stroke(place))
        # A new picture often gets the place in memory of the one before.
        columns = extract_ink(picture).any(axis=0)
        assert np.flatnonzero(columns).tolist() == list(range(place, place + 4))
        ink = weakref.ref(extract_ink(picture))
        gc.collect()
        assert ink() is not None
        del picture
        gc.collect()
        assert ink() is None


def test_paper_without_ink_is_said_to_be_empty_each_time():
    picture = kept_ink.frozen(np.full((60, 60), 255, np.uint8))
    for _ in range(2):
        with pytest.raises(EmptyDrawing):
            extract_ink(picture)


@pytest.mark.thorough
def test_a_photograph_that_stands_upright_is_extracted_once(extracted):
    (photograph,) = taken("pencil, squared, 20 to 44", 1, seed=4)
    network = prediction.shipped()
    picture = turned_picture.turn(photograph.pixels, 0)
    quarters = turned_picture.quarters_to_read(picture, network)
    assert quarters == 0
    number = network.read_drawing(turned_picture.turn(picture, quarters))
    assert [reading.digit for reading in number.digits] == [photograph.label]
    assert len(extracted) == 1
