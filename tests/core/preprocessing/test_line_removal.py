"""Ruled and squared paper is read as plain paper is; a stroke over a line is whole."""

import cv2
import numpy as np
import pytest

from core import prediction
from core.preprocessing import line_removal, ruled_lines
from core.preprocessing.ink import extract_ink
from scripts.handwriting import pen, photographs, synthetic_digits
from tests.support.photographed import taken

pytestmark = pytest.mark.thorough

COUNT = 20
RULED = [
    kind
    for kind, scene in photographs.SCENES.items()
    if scene.paper.rows and not scene.desk
]


def read_right(kind, count, seed):
    """Return how many photographs of a kind are read correctly."""
    network = prediction.shipped()
    readings = [
        (network.read_number(photograph.pixels), photograph.label)
        for photograph in taken(kind, count, seed)
    ]
    return sum([r.digit for r in found] == [label] for found, label in readings)


@pytest.mark.parametrize("kind", RULED)
def test_digits_on_printed_lines_are_read(kind):
    assert read_right(kind, COUNT, seed=16) >= COUNT - 1


def crossed(stroke, printed, angle, random):
    """Return the contrast of a stroke over two lines, (450, 600, 3) uint8.

    Args:
        stroke: Contrast of the stroke.
        printed: Contrast of the lines in each channel.
        angle: Of the stroke, in degrees from the lines.
        random: Random number generator.
    """
    lines = np.zeros((450, 600, 3), np.float32)
    for row in (170, 280):
        width = int(random.integers(3, 7))
        lines[row : row + width] = printed
    mask = np.zeros((450, 600), np.uint8)
    along = 170 * np.array([np.cos(np.radians(angle)), -np.sin(np.radians(angle))])
    ends = [np.round(np.array([300, 225]) + side * along) for side in (-1, 1)]
    cv2.line(mask, *[tuple(map(int, end)) for end in ends], 255, 12, cv2.LINE_AA)
    share = mask[..., None].astype(np.float32) / 255
    both = lines * (1 - share) + np.maximum(lines, stroke) * share
    grain = random.normal(0, 2, both.shape)
    soft = cv2.GaussianBlur(both, (0, 0), 0.8) + grain
    return np.clip(soft, 0, 255).astype(np.uint8), mask


@pytest.mark.parametrize("printed", [(70, 45, 15), (60, 60, 60), (20, 90, 80)])
@pytest.mark.parametrize("angle", [35, 60, 90, 130])
@pytest.mark.parametrize("seed", range(3))
def test_a_stroke_over_lines_stays_whole_and_they_go(printed, angle, seed):
    random = np.random.default_rng(seed)
    channels, stroke = crossed(110, printed, angle, random)
    lines = ruled_lines.find(channels.max(axis=2))
    assert len(lines) == 2
    ink = line_removal.remove(channels, lines)
    mask = (ink > 40).view(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    areas = sorted(stats[1:, cv2.CC_STAT_AREA])
    # One stroke, of its own size, and no more than specks next to it.
    assert abs(areas[-1] - np.count_nonzero(stroke > 128)) < 0.15 * areas[-1]
    assert sum(areas[:-1]) < 0.01 * areas[-1]


@pytest.mark.parametrize("bend", [0, 5, 8])
def test_a_line_is_followed_as_the_sheet_bends(bend):
    columns = np.arange(600)
    rows = 150 + 20 * columns / 600 + bend * np.sin(np.pi * columns / 600)
    contrast = np.zeros((450, 600), np.uint8)
    points = np.stack([columns, rows], axis=1).round().astype(np.int32)
    cv2.polylines(contrast, [points], False, 60, 3)
    (line,) = ruled_lines.find(contrast)
    assert line.is_flat
    np.testing.assert_allclose(line.across, rows, atol=2.5)


def test_a_drawing_has_no_printed_lines():
    random = np.random.default_rng(4)
    for place in range(40):
        lines = pen.varied(
            synthetic_digits.write(place % 10, random), random, pen.Variation()
        )
        ink = 255 - pen.picture(lines, random)
        assert ruled_lines.find(ink) == []


def test_a_stroke_alone_from_edge_to_edge_is_ink():
    canvas = np.full((260, 260, 4), 255, np.uint8)
    canvas[:, 126:130, :3] = 0
    assert extract_ink(canvas)[0, 128] == 255


def test_a_small_picture_cut_close_around_a_digit_has_no_printed_lines():
    chance = np.random.default_rng(8)
    for _ in range(60):
        height, width = chance.integers(8, 60, 2).tolist()
        picture = np.zeros((height, width), np.uint8)
        # The two strokes of a 4, an 11 or an H, from edge to edge.
        for column in chance.choice(np.arange(1, width - 1), 2, replace=False).tolist():
            picture[:, column] = 255
        assert not ruled_lines.is_ruled(picture), (height, width)
