"""A poster is a page of A4 that shows each drawing once and each share to scale."""

import io
import itertools

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFont

from core.rooms import poster
from core.rooms.poster import Bar, Chart, Words
from core.ui.streamlit_compat.text_font import text_font

WORDS = Words(
    "Enseñamos a una máquina",
    "Leyó 58 de 60, y ninguna mano la había visto antes: ¡qué bien!",
    "Nuestros dibujos",
    "Hecho con Trazo",
)
BLUE = np.array([0x3B, 0x82, 0xF6])


def drawn(count, charts=(), words=WORDS):
    """Return the pixels of a poster with so many drawings."""
    drawings = np.zeros((count, 28, 28), np.uint8)
    drawings[:, 4:24, 4:24] = 255
    file = poster.draw(words, charts, drawings, text_font())
    with Image.open(io.BytesIO(file)) as image:
        assert image.format == "PNG"
        assert image.size == (1240, 1754)
        assert image.info["dpi"] == pytest.approx((150, 150), abs=0.1)
        return np.asarray(image.convert("RGB")).astype(int)


def squares(pixels):
    """Return how many squares of ink there are."""
    dark = (pixels < 128).all(axis=2).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    box = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    area = stats[1:, cv2.CC_STAT_AREA]
    # No letter is so large and full.
    is_square = (np.abs(box[:, 0] - box[:, 1]) <= 1) & (box[:, 0] > 12)
    return int((is_square & (area > 0.9 * box.prod(axis=1))).sum())


@pytest.mark.parametrize("count", [60, 144, 400])
def test_every_drawing_is_on_the_wall_once(count):
    assert squares(drawn(count)) == count


@pytest.mark.parametrize("count", [1, 7, 60, 1000, 4000])
@pytest.mark.parametrize("height", [60, 300, 1100])
def test_as_many_as_there_are_fit_and_no_larger_ones_would(count, height):
    width = 1060

    def fits(side):
        return -(-count // (width // side)) * side <= height

    side = poster.side_of(count, width, height)
    largest = poster.LARGEST_DRAWING + poster.GAP
    assert fits(side) or side == 1
    assert side == largest or not fits(side + 1)


def test_bars_are_as_long_as_shares():
    bars = tuple(Bar(f"Red {share}", "", share) for share in (0.25, 0.5, 1.0, 0.0))
    pixels = drawn(1, [Chart("Prueba", bars)])
    lengths = (pixels == BLUE).all(axis=2).sum(axis=1)
    found = sorted(set(lengths[lengths > 0].tolist()))
    assert len(found) == 3
    assert [length / found[-1] for length in found] == pytest.approx(
        [0.25, 0.5, 1.0], abs=0.01
    )


def test_a_poster_full_of_everything_keeps_to_its_page():
    bars = tuple(
        Bar("La red del artículo", "9.946 de 10.000 (99,5 %)", 0.9) for _ in "abc"
    )
    words = Words(WORDS.title, " ".join([WORDS.sentence] * 4), WORDS.wall, WORDS.foot)
    pixels = drawn(4000, [Chart("Prueba", bars)] * 2, words)
    edge = np.ones(pixels.shape[:2], bool)
    edge[80:-80, 80:-80] = False
    assert (pixels[edge] == 255).all()
    # The wall does not reach the last line.
    assert (pixels[1615:1625] == 255).all()


def test_the_font_has_the_letters_of_both_languages():
    font = ImageFont.truetype(str(text_font()), 40)
    unknown = font.getmask("\ue000")
    for letter in "áéíóúñü¿¡«»“”’·%…ABCxyz0123456789":
        mask = font.getmask(letter)
        assert mask.getbbox() is not None
        assert bytes(mask) != bytes(unknown)


def test_lines_are_no_wider_than_the_page():
    font = ImageFont.load_default(30)
    text = "one two three four five six seven eight nine ten " * 5
    lines = poster.lines_of(text, font, 400)
    assert " ".join(lines) == text.strip()
    assert all(font.getlength(line) <= 400 for line in lines)
    assert all(
        font.getlength(f"{line} {after.split()[0]}") > 400
        for line, after in itertools.pairwise(lines)
    )


def test_a_poster_without_the_font_of_the_pages_is_drawn_all_the_same():
    file = poster.draw(WORDS, (), np.zeros((0, 28, 28), np.uint8))
    with Image.open(io.BytesIO(file)) as image:
        assert image.size == (1240, 1754)
