"""Handwriting fonts as pen lines: their digits to learn, their letters to refuse.

The fonts come from the npm registry under the Open Font License, in fixed versions;
none of them is kept in the project.
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
# School hands of many countries first, then hands of single people.
NAMES = tuple(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split())
# Every fourth is kept aside: the refusal is measured on its letters.
UNSEEN = frozenset(NAMES[3::4])
# What nobody takes for a digit; an o is a 0, an l a 1, an a a 2 with a loop, a ß an 8.
LETTERS = "ACEFHKLMNPRTUVWXcdefhkmnprtuvwx"
SYMBOLS = "+=?@#%*<>ÑλπΣΩ"
HEIGHT = 100

Lines = list[NDArray[np.float64]]


def fetch(folder: Path) -> None:
    """Fetch the fonts that are not in a folder yet, with npm.

    Raises:
        CalledProcessError: npm could not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        if not _archive(folder, name).exists():
            subprocess.run(
                ["npm", "pack", "--silent", f"@fontsource/{name}@{VERSION}"],
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
            )


def glyphs(folder: Path, name: str, characters: Iterable[str]) -> dict[str, Lines]:
    """Return characters of a font as lines; those that it lacks are left out.

    Args:
        folder: Of `fetch`.
        name: One of `NAMES`.
        characters: Which.

    Returns:
        By character, lines of two points each, (2, 2), y down, 100 to an em or so.
    """
    with tarfile.open(_archive(folder, name)) as archive:
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
    """Return the middle of each stroke of a shape, as lines of two points."""
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


def _archive(folder: Path, name: str) -> Path:
    return folder / f"fontsource-{name}-{VERSION}.tgz"
