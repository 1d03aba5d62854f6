"""Reads the pages of a PDF that Chromium has printed: their size and their text."""

import re
import unicodedata
import zlib
from dataclasses import dataclass

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# In a stream: a font is chosen, a string of glyphs is shown.
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")
CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
HEX = rb"<([0-9A-Fa-f]+)>\s*"


@dataclass(frozen=True)
class PdfPage:
    """A page.

    Attributes:
        width: Points of 1/72 inch.
        height: Points of 1/72 inch.
        text: Its letters in the order in which they are painted, without spaces.
    """

    width: float
    height: float
    text: str


def pages(content: bytes) -> list[PdfPage]:
    """Return the pages of a PDF, in the order of their objects."""
    objects = {int(n): body for n, body in OBJECT.findall(content)}
    found = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b(?!s)", body):
            continue
        box = re.search(rb"/MediaBox\s*\[([^\]]+)\]", body)
        contents = re.search(rb"/Contents\s+(\d+) 0 R", body)
        assert box is not None
        assert contents is not None
        _, _, width, height = map(float, box[1].split())
        fonts = {
            name: _letters(objects, int(font))
            for listed in re.findall(rb"/Font\s*<<(.*?)>>", body, re.DOTALL)
            for name, font in re.findall(rb"/(\w+)\s+(\d+) 0 R", listed)
        }
        found.append(
            PdfPage(width, height, _text(_stream(objects[int(contents[1])]), fonts))
        )
    return found


def squeezed(text: str) -> str:
    """Return a text as it is compared with a page's: no spaces, no ligatures."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _text(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    text = ""
    for font, glyphs in SHOWN.findall(stream):
        if font:
            letters = fonts.get(font, {})
            continue
        codes = [int(glyphs[at : at + 4], 16) for at in range(0, len(glyphs), 4)]
        text += "".join(letters.get(code, "") for code in codes)
    return squeezed(text)


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Return the letters of a font's glyphs, by its table ToUnicode."""
    table = re.search(rb"/ToUnicode\s+(\d+) 0 R", objects[font])
    if table is None:
        return {}
    stream = _stream(objects[int(table[1])])
    letters: dict[int, str] = {}
    for block in CHARS.findall(stream):
        for code, letter in re.findall(HEX * 2, block):
            letters[int(code, 16)] = _unicode(letter)
    for block in RANGES.findall(stream):
        for first, last, letter in re.findall(HEX * 3, block):
            start = int(first, 16)
            for code in range(start, int(last, 16) + 1):
                letters[code] = chr(int(letter, 16) + code - start)
    return letters


def _unicode(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]
