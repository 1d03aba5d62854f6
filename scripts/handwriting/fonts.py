"""Handwriting fonts as pen lines: digits to learn, and letters to reject.

The fonts come from the npm registry under the Open Font License, in fixed versions. The
project contains none of them.
"""

import io
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from skimage.morphology import skeletonize

VERSION = "5.3.0"
# First the school handwriting of many countries, then that of individual people.
NAMES = tuple(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split())
# Every fourth font is kept for testing the rejection of its letters.
UNSEEN = frozenset(NAMES[3::4])
# Characters that nobody takes for a digit. Left out are o (a 0), l (a 1), a (a 2 with a
# loop), ß (an 8) and the like.
LETTERS = "ACEFHKLMNPRTUVWXcdefhkmnprtuvwx"
SYMBOLS = "+=?@#%*<>ÑλπΣΩ"
HEIGHT = 100

Lines = list[NDArray[np.float64]]


def fetch(folder: Path) -> None:
    """Download the fonts that a folder does not have yet, with npm.

    Raises:
        CalledProcessError: npm failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        if not path_of(folder, name).exists():
            subprocess.run(
                ["npm", "pack", "--silent", f"@fontsource/{name}@{VERSION}"],
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
            )


def glyphs(folder: Path, name: str, characters: Iterable[str]) -> dict[str, Lines]:
    """Return characters of a font as lines, without those that the font lacks.

    Args:
        folder: Folder of `fetch`.
        name: Name of the font, one of `NAMES`.
        characters: Characters to return.

    Returns:
        For each character, lines of two points, (2, 2), y down, about 100 units per em.
    """
    with tarfile.open(path_of(folder, name)) as archive:
        inside = f"package/files/{name}-latin-400-normal.woff2"
        file = archive.extractfile(inside)
        assert file is not None
        font = ImageFont.truetype(io.BytesIO(file.read()), HEIGHT)
    missing = _mask(font, "\U0010fffd")
    found = {}
    for character in characters:
        mask = _mask(font, character)
        if mask.any() and not np.array_equal(mask, missing):
            found[character] = skeleton(mask)
    return found


def skeleton(mask: NDArray[np.bool_]) -> Lines:
    """Return the middle lines of a shape's strokes, as lines of two points, (2, 2)."""
    thin = np.pad(skeletonize(mask), 1)
    lines: Lines = []
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        other = np.roll(thin, (-down, -right), (0, 1))
        for y, x in np.argwhere(thin & other):
            lines.append(np.array([[x, y], [x + right, y + down]], float))
    return lines or [np.argwhere(thin)[:1, ::-1].astype(float)]


def _mask(font: ImageFont.FreeTypeFont, character: str) -> NDArray[np.bool_]:
    picture = Image.new("L", (4 * HEIGHT, 4 * HEIGHT))
    ImageDraw.Draw(picture).text((HEIGHT, HEIGHT), character, fill=255, font=font)
    box = picture.getbbox()
    return np.asarray(picture.crop(box) if box else picture) > 127


def path_of(folder: Path, name: str) -> Path:
    """Return where `fetch` puts a font."""
    return folder / f"fontsource-{name}-{VERSION}.tgz"
