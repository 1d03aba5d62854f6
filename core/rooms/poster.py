"""A page to hang up: what a class has drawn, and what its network reads of it."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from core.settings.network import SIDE

DPI = 150
# A4.
WIDTH, HEIGHT = 1240, 1754
MARGIN = 90
INK, QUIET, BAR, GROUND = "#15181d", "#5b6068", "#3b82f6", "#e5e9f0"
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 68, 36, 30
# Weights of a font whose weight can be set.
BOLD, REGULAR = 700, 400
BAR_HEIGHT = 26
# Of what stands to the left and to the right of it.
NAME_WIDTH, RESULT_WIDTH = 300, 360
LARGEST_DRAWING = 3 * SIDE
GAP = 4

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True)
class Bar:
    """A network of the poster.

    Attributes:
        name: What it is called.
        result: How many it reads right, of how many, in words.
        share: The same, 0 to 1.
    """

    name: str
    result: str
    share: float


@dataclass(frozen=True)
class Chart:
    """The networks on one test.

    Attributes:
        title: Which test.
        bars: From the first network.
    """

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Words:
    """The texts of a poster, in the language of who hangs it up.

    Attributes:
        title: One line.
        sentence: What the class has found out.
        wall: Stands above the drawings.
        foot: Stands at the end of the page.
    """

    title: str
    sentence: str
    wall: str
    foot: str


class _Page:
    """A page that is filled from the top."""

    def __init__(self, font: Path | None) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), "white")
        self.pen = ImageDraw.Draw(self.image)
        self.top = float(MARGIN)
        self._font = font

    def font(self, size: int, weight: int = REGULAR) -> Font:
        """Return the font in a size; Pillow's own where there is none."""
        if self._font is None:
            return ImageFont.load_default(size)
        font = ImageFont.truetype(str(self._font), size)
        font.set_variation_by_axes([weight])
        return font

    def write(
        self, text: str, size: int, weight: int = REGULAR, ink: str = INK
    ) -> None:
        """Write text from margin to margin, and go on below it."""
        font = self.font(size, weight)
        for line in lines_of(text, font, WIDTH - 2 * MARGIN):
            self.pen.text((MARGIN, self.top), line, ink, font)
            self.top += 1.3 * size

    def skip(self, pixels: float) -> None:
        """Leave some of the page empty."""
        self.top += pixels


def draw(
    words: Words,
    charts: Sequence[Chart],
    drawings: NDArray[np.uint8],
    font: Path | None = None,
) -> bytes:
    """Return a poster: A4 at 150 dots an inch, as PNG.

    Args:
        words: Its texts.
        charts: What the networks read, test by test.
        drawings: The wall, (n, 28, 28) uint8, ink bright.
        font: A file with a font whose weight can be set; None for Pillow's own.
    """
    page = _Page(font)
    page.write(words.title, TITLE_SIZE, BOLD)
    page.skip(TEXT_SIZE / 2)
    page.write(words.sentence, TEXT_SIZE)
    for chart in charts:
        page.skip(TEXT_SIZE)
        page.write(chart.title, TEXT_SIZE, BOLD)
        page.skip(SMALL_SIZE / 3)
        for bar in chart.bars:
            _bar(page, bar)
    page.skip(TEXT_SIZE)
    page.write(words.wall, TEXT_SIZE, BOLD)
    page.skip(SMALL_SIZE / 2)
    foot = HEIGHT - MARGIN - 1.3 * SMALL_SIZE
    _wall(page, drawings, int(foot - page.top - SMALL_SIZE))
    page.top = foot
    page.write(words.foot, SMALL_SIZE, ink=QUIET)
    file = io.BytesIO()
    page.image.save(file, "PNG", dpi=(DPI, DPI), optimize=True)
    return file.getvalue()


def lines_of(text: str, font: Font, width: float) -> list[str]:
    """Return a text in lines that are no wider than a width, if its words are not."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def side_of(count: int, width: int, height: int) -> int:
    """Return the largest side at which so many drawings fit, gaps included.

    Args:
        count: How many; at least one.
        width: Of the wall, in pixels.
        height: Likewise.
    """
    side = LARGEST_DRAWING + GAP
    while side > 1 and math.ceil(count / (width // side)) * side > height:
        side -= 1
    return side


def _bar(page: _Page, bar: Bar) -> None:
    """Draw a name, a bar and a result in one row."""
    font = page.font(SMALL_SIZE)
    page.pen.text((MARGIN, page.top), bar.name, INK, font)
    page.pen.text((WIDTH - MARGIN, page.top), bar.result, INK, font, anchor="ra")
    left, right = MARGIN + NAME_WIDTH, WIDTH - MARGIN - RESULT_WIDTH
    top = page.top + (1.3 * SMALL_SIZE - BAR_HEIGHT) / 2
    bottom = top + BAR_HEIGHT
    page.pen.rectangle((left, top, right, bottom), GROUND)
    if bar.share > 0:
        page.pen.rectangle((left, top, left + bar.share * (right - left), bottom), BAR)
    page.skip(1.6 * SMALL_SIZE)


def _wall(page: _Page, drawings: NDArray[np.uint8], height: int) -> None:
    """Draw all drawings side by side, dark on white."""
    width = WIDTH - 2 * MARGIN
    if not len(drawings) or height <= 0:
        return
    side = side_of(len(drawings), width, height)
    columns, size = width // side, max(side - GAP, 1)
    for place, drawing in enumerate(drawings):
        row, column = divmod(place, columns)
        picture = Image.fromarray(255 - drawing).resize(
            (size, size),
            Image.Resampling.BOX if size < SIDE else Image.Resampling.BICUBIC,
        )
        corner = MARGIN + column * side, int(page.top) + row * side
        page.image.paste(picture, corner)
