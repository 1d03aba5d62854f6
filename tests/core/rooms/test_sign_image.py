"""The network's input of a sign has all of its parts, however it is drawn."""

import numpy as np
import pytest
from scipy import ndimage

from core.errors import BadCanvas, EmptyDrawing
from core.preprocessing import strokes
from core.preprocessing.mnist_format import CENTRE, DIGIT_SIDE
from core.preprocessing.strokes import CANVAS_SIDE
from core.rooms.lookalikes import rivals
from core.rooms.sign_image import image_of, rendered
from core.rooms.signs import BOX, catalogue

pytestmark = pytest.mark.thorough
SIGNS = catalogue()
PENS = (4, 12, 20)
# The largest leaves no margin.
SIZES = (100, 170, 252)
TOUCHING = np.ones((3, 3))
# A pixel of the network is soft: half of its ink may be the next part's.
INK = 64
# Parts so far apart, in the network's pixels, stay two.
GAP = 2.5


def drawn(lines, pen, size):
    """Return lines as the canvas sends them, (260, 260, 4) uint8."""
    left = (CANVAS_SIDE - size) / 2
    at = [[(left + x * size / BOX, left + y * size / BOX) for x, y in e] for e in lines]
    entries = [
        {
            "strokeWidth": pen,
            # A tap of a pen is a line of no length.
            "path": [["M", *line[0]], *(["L", *point] for point in line[1:] or line)],
        }
        for line in at
    ]
    picture = strokes.render(entries, CANVAS_SIDE, CANVAS_SIDE)
    assert picture is not None
    return picture


def parts(mask):
    """Return the pieces of ink that do not touch, each as a mask."""
    labels, count = ndimage.label(mask, TOUCHING)
    return [labels == number for number in range(1, count + 1)]


def scale_of(picture):
    """Return the network's pixels for each of the canvas: the ink's box gets 20."""
    rows, columns = np.nonzero(picture[..., 0] < 200)
    return DIGIT_SIDE / (max(np.ptp(rows), np.ptp(columns)) + 1)


def lost(picture):
    """Return the parts of a drawing that have no ink in the network's input."""
    rows, columns = np.nonzero(picture[..., 0] < 200)
    seen, scale = image_of(picture), scale_of(picture)
    top, left = (axis.min() for axis in np.nonzero(seen >= INK))
    missing = []
    for part in parts(picture[..., 0] < 128):
        y, x = np.nonzero(part)
        place = tuple(
            slice(
                max(0, round((axis.min() - start) * scale + corner) - 1),
                round((axis.max() - start) * scale + corner) + 2,
            )
            for axis, start, corner in ((y, rows.min(), top), (x, columns.min(), left))
        )
        if seen[place].max() < INK:
            missing.append(part)
    return missing


def run_together(picture):
    """Return whether parts of a drawing that are well apart touch in the input."""
    pieces = parts(picture[..., 0] < 200)
    distances = [
        ndimage.distance_transform_edt(~piece)[other].min()
        for number, piece in enumerate(pieces)
        for other in pieces[number + 1 :]
    ]
    # A pen may be too thick for a size: on the canvas already, there is no gap.
    is_apart = (
        min(distances, default=GAP / scale_of(picture)) * scale_of(picture) >= GAP
    )
    return is_apart and len(parts(image_of(picture) >= 128)) != len(pieces)


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize("size", SIZES)
def test_every_part_of_every_sign_is_in_the_input_and_apart(pen, size):
    pictures = {name: drawn(sign.lines, pen, size) for name, sign in SIGNS.items()}
    assert not [name for name, picture in pictures.items() if lost(picture)]
    assert not [name for name, picture in pictures.items() if run_together(picture)]


@pytest.mark.parametrize("pen", PENS)
def test_the_input_has_its_size_and_middle_from_mnist(pen):
    for sign in SIGNS.values():
        seen = image_of(drawn(sign.lines, pen, 170)).astype(float)
        rows, columns = np.nonzero(seen)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == DIGIT_SIDE
        share = seen / seen.sum()
        middle = share.sum(axis=1) @ np.arange(28), share.sum(axis=0) @ np.arange(28)
        assert middle == pytest.approx((CENTRE, CENTRE), abs=3)


@pytest.mark.parametrize("pen", PENS)
def test_a_sign_at_half_the_size_looks_most_like_itself(pen):
    large = {
        name: image_of(drawn(sign.lines, 2 * pen, 200)).astype(float)
        for name, sign in SIGNS.items()
    }
    for name, sign in SIGNS.items():
        # Where a middle lies between two pixels, the two may differ by one.
        small = shifted(image_of(drawn(sign.lines, pen, 100)).astype(float))
        nearest = min(
            large,
            key=lambda other: np.abs(small - large[other]).mean((1, 2)).min(),
        )
        assert nearest in {name, *rivals(name)}


def shifted(image):
    """Return an image moved by up to a pixel each way, (9, 28, 28)."""
    return np.stack(
        [np.roll(image, (y, x), (0, 1)) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    )


def test_the_face_of_an_envelope_and_the_eyes_of_a_face_are_kept():
    seen = image_of(drawn(SIGNS["envelope"].lines, 10, 220))
    # The frame: ink in all four corners.
    rows, columns = np.nonzero(seen >= 128)
    top, bottom = rows.min(), rows.max()
    left, right = columns.min(), columns.max()
    assert seen[[top, top, bottom, bottom], [left, right, left, right]].min() > 0
    face = parts(image_of(drawn(SIGNS["smile"].lines, 10, 220)) >= 128)
    assert len(face) == 4


def test_an_empty_canvas_is_no_drawing():
    with pytest.raises(EmptyDrawing):
        image_of(np.full((260, 260, 4), 255, np.uint8))


@pytest.mark.parametrize(
    "array",
    [np.zeros((260, 260), np.uint8), np.zeros((4, 4, 4))],
    ids=["grey", "float"],
)
def test_what_is_no_canvas_is_refused(array):
    with pytest.raises(BadCanvas):
        image_of(array)


def test_the_catalogues_picture_of_a_sign_has_its_strokes():
    picture = rendered(SIGNS["plus"], 100)
    assert picture.shape == (100, 100)
    assert picture[50, 20] == picture[50, 80] == picture[20, 50] == 255
    assert picture[20, 20] == picture[80, 80] == 0
    assert len(parts(rendered(SIGNS["divide"], 100) >= 128)) == 3
