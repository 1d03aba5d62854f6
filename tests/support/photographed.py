"""Simulated photographs of written digits, for tests: no collection is needed."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.preprocessing import image_files
from scripts.handwriting import pen, photographs, synthetic_digits
from tests.support.root import ROOT

# Pictures that failed in people's hands, and the digit in each.
FAULTS = {
    "bad_text_checksum.png": 7,
    "ruled_paper_red_margin_2.jpg": 2,
    "scan_16_bit.png": 7,
    "squared_paper_pencil_2.jpg": 2,
    "strong_7_and_faint_line.png": 7,
    "transparent_paper.png": 7,
    "turned_without_exif.jpg": 2,
}


class Photograph(NamedTuple):
    """A photograph: its file, its pixels as they are opened, and its digit."""

    file: bytes
    pixels: NDArray[np.uint8]
    label: int


def fault(name: str) -> bytes:
    """Return one of the files of `FAULTS`."""
    return Path(ROOT / "tests" / "data" / "pictures" / name).read_bytes()


def taken(kind: str, count: int, seed: int) -> Iterator[Photograph]:
    """Yield photographs of a kind of `photographs.SCENES`, of each digit in turn."""
    random = np.random.default_rng(seed)
    for place in range(count):
        label = place % 10
        written = synthetic_digits.write(label, random)
        strokes = pen.varied(written, random, pen.Variation())
        file = photographs.photograph(strokes, photographs.SCENES[kind], random)
        yield Photograph(file, image_files.open_upload(file), label)
