"""The Python that reads a picture of one's own digit, as Trazo itself does."""

import json
import textwrap

from core.export import texts
from core.export.snippet import Code, comment
from core.settings.network import SIDE

IMPORTS = (
    "from PIL import Image, ImageFile, ImageFilter, ImageOps",
    "import numpy as np",
    "import tensorflow as tf",
)
# Of the range from black to white; `core.preprocessing.ink` calls less of it no ink.
FAINTEST_SHARE = 0.1
# As in `core.preprocessing`, which says why.
WORKING_SIDE = 600
DIGIT_SIDE = 20
CENTRE = 14
INK_LEVEL = 0.2
THINNEST_STROKE = 1.6

READ = """\
{damaged}
ImageFile.LOAD_TRUNCATED_IMAGES = True
{own}
for name in ("digit.png", "digit.jpg"):
    if not tf.io.gfile.exists(name):
        continue
{upright}
    picture = ImageOps.exif_transpose(Image.open(name))
    if picture.mode.startswith("I"):
        grey = np.asarray(picture) / 65535
        picture = Image.fromarray((255 * grey).astype("uint8"))
    picture = picture.convert("RGBA")
    picture.thumbnail(({working}, {working}), Image.Resampling.BOX)
    pixels = np.asarray(picture) / 255
{transparent}
    colour, opacity = pixels[..., :3], pixels[..., 3:]
    lightness = (colour * opacity).sum() / max(3 * opacity.sum(), 1e-9)
    paper = 1 if lightness < 0.5 else 0
    drawing = colour * opacity + paper * (1 - opacity)
{ink}
    edge = np.concatenate([drawing[0], drawing[-1], drawing[:, 0], drawing[:, -1]])
    ink = abs(drawing - np.median(edge, axis=0)).max(axis=-1)
    if ink.max() < {faintest}:
        print(f{nothing})
        continue
{box}
    ink /= ink.max()
    rows, columns = np.where(ink >= {level})
    digit = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = {digit_side} / max(digit.shape)
    height, width = (max(1, round(scale * side)) for side in digit.shape)
    digit = Image.fromarray((255 * digit).astype("uint8"))
{thin}
    dark = np.pad(np.asarray(digit) >= 128, 1)
    outline = (dark[1:] != dark[:-1]).sum() + (dark[:, 1:] != dark[:, :-1]).sum()
    missing = {thinnest} / scale - 2 * dark.sum() / outline
    if scale < 1 and missing > 0:
        digit = digit.filter(ImageFilter.MaxFilter(2 * round(missing / 2) + 1))
    smooth = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    small = np.asarray(digit.resize((width, height), smooth)) / 255
    small /= small.max()
{middle}
    middle = [(small.sum(1) @ np.arange(height)) / small.sum()]
    middle += [(small.sum(0) @ np.arange(width)) / small.sum()]
    top, left = (
        int(np.clip(round({centre} - place), 0, {side} - length))
        for place, length in zip(middle, small.shape)
    )
    seen = np.zeros(({side}, {side}, 1), "float32")
    seen[top : top + height, left : left + width, 0] = small
    probabilities = model.predict(seen[None])
    print(name, probabilities.round(3), probabilities.argmax())"""


def read(language: str) -> Code:
    """Return the code that reads ``digit.png`` or ``digit.jpg``, if there is one.

    It does what `core.preprocessing` does with ink on evenly lit plain paper; printed
    lines and shadows it takes for ink.

    Args:
        language: Of its comments.
    """

    def inside(text: texts.Text) -> str:
        return textwrap.indent(comment(text, language), " " * 4)

    nothing = texts.NO_INK.in_language(language)
    body = READ.format(
        damaged=comment(texts.DAMAGED, language),
        own=comment(texts.OWN, language),
        upright=inside(texts.UPRIGHT),
        transparent=inside(texts.TRANSPARENT),
        ink=inside(texts.INK),
        box=inside(texts.BOX),
        thin=inside(texts.THIN),
        middle=inside(texts.MIDDLE),
        nothing=json.dumps("{name} " + nothing, ensure_ascii=False),
        working=WORKING_SIDE,
        faintest=FAINTEST_SHARE,
        level=INK_LEVEL,
        digit_side=DIGIT_SIDE,
        thinnest=THINNEST_STROKE,
        centre=CENTRE,
        side=SIDE,
    )
    return Code(IMPORTS, body)
