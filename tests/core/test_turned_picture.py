"""A photograph that is turned is read, where a digit tells how it was held."""

import numpy as np
import pytest

from core import prediction, turned_picture
from core.preprocessing import image_files
from core.turned_picture import quarters_to_read, turn
from tests.support.photographed import FAULTS, fault, taken

pytestmark = pytest.mark.thorough

# Turned, each of these is no digit, or the network is not sure that it is.
ONE_WAY = {3, 4, 7}


def digits(picture):
    """Return what is read of a picture."""
    return [reading.digit for reading in prediction.shipped().read_number(picture)]


@pytest.mark.parametrize("name", FAULTS)
def test_pictures_that_failed_are_read(name):
    picture = image_files.open_upload(fault(name))
    quarters = quarters_to_read(picture, prediction.shipped())
    assert digits(turn(picture, quarters)) == [FAULTS[name]]


@pytest.fixture(scope="module")
def photographs():
    """Photographs of digits that can be read in one way only."""
    all_ways = taken("pen, plain", 40, seed=5)
    return [photograph for photograph in all_ways if photograph.label in ONE_WAY]


@pytest.mark.parametrize("quarters", range(4))
def test_a_turned_digit_is_turned_back(photographs, quarters):
    right = 0
    for photograph in photographs:
        turned = turn(photograph.pixels, quarters)
        back = quarters_to_read(turned, prediction.shipped())
        right += digits(turn(turned, back)) == [photograph.label]
    assert len(photographs) == 12
    # Upside down, some a 4 is a 7.
    assert right >= len(photographs) - 2


def test_what_is_read_is_not_turned(seven):
    assert quarters_to_read(seven, prediction.shipped()) == 0


def test_what_is_no_digit_in_any_way_is_not_turned():
    scribble = np.full((260, 260, 4), 255, np.uint8)
    scribble[40:220:20, 40:220, :3] = 0
    scribble[40:220, 40:220:20, :3] = 0
    assert quarters_to_read(scribble, prediction.shipped()) == 0


def test_paper_without_ink_is_not_turned():
    empty = np.full((90, 60, 4), 255, np.uint8)
    assert quarters_to_read(empty, prediction.shipped()) == 0


def test_four_quarters_are_a_whole_turn():
    picture = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    once = turned_picture.turn(picture, 1)
    np.testing.assert_array_equal(once[0, -1], picture[0, 0])
    np.testing.assert_array_equal(turn(once, 3), picture)
