"""The exported script reads a picture as the app does: the same 28×28 image."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageFilter

from core.datasets import loader
from core.export import own_digit, steps
from core.preprocessing import image_files, mnist_format
from tests.support import photographed
from tests.support.exported import ARTICLE
from tests.support.pictures import encode

pytestmark = pytest.mark.tensorflow

# An MNIST digit as somebody would draw it: ten times as large.
ENLARGED = 10
# Two libraries make a picture small; so far they may be apart in the mean.
TOLERANCE = 0.03
# A centre of mass half way between two pixels may be rounded either way.
SHIFTS = [(down, right) for down in (0, -1, 1) for right in (0, -1, 1)]


def digits():
    """Return test digits, (n, 280, 280) uint8, ink bright."""
    images = loader.load(loader.Source.SAMPLE).x_test[:5]
    return [image.repeat(ENLARGED, 0).repeat(ENLARGED, 1) for image in images]


def gap(seen, ours):
    """Return how far two images are apart, and whether one had to be shifted."""
    gaps = {
        shift: float(abs(np.roll(seen, shift, (0, 1)) - ours).mean())
        for shift in SHIFTS
    }
    best = min(SHIFTS, key=lambda shift: gaps[shift])
    return gaps[best], gaps[0, 0] > TOLERANCE


def coloured(ink, paper, colour):
    """Return ink of a colour on paper of another: (280, 280, 3) uint8."""
    share = ink[..., None] / 255
    return (share * colour + (1 - share) * paper).round().astype(np.uint8)


def transparent(ink, shade):
    """Return ink of one shade on nothing: (280, 280, 4) uint8."""
    grey = np.full((*ink.shape, 3), shade, np.uint8)
    return np.concatenate([grey, ink[..., None]], axis=2)


def palette(pixels, **options):
    """Return a PNG whose pixels are numbers of a palette."""
    target = io.BytesIO()
    picture = Image.fromarray(pixels).convert("P", palette=Image.Palette.ADAPTIVE)
    picture.save(target, "PNG", **options)
    return target.getvalue()


def clear_palette(ink):
    """Return a PNG of black whose palette has 256 degrees of opacity."""
    picture = Image.fromarray(ink).convert("P")
    picture.putpalette([0, 0, 0] * 256)
    target = io.BytesIO()
    picture.save(target, "PNG", transparency=bytes(range(256)))
    return target.getvalue()


KINDS: dict[str, Callable[[Any], bytes]] = {
    "dark on white": lambda ink: encode(255 - ink),
    "light on black": encode,
    "blue on yellow": lambda ink: encode(
        coloured(ink, np.array([250, 240, 120]), np.array([20, 30, 160]))
    ),
    "dark on nothing": lambda ink: encode(transparent(ink, 0)),
    "light on nothing": lambda ink: encode(transparent(ink, 255)),
    "scan of 16 bits": lambda ink: encode(
        (60_000 - 30_000 * (ink / 255)).astype(np.uint16)
    ),
    "palette": lambda ink: palette(255 - ink),
    "palette on nothing": clear_palette,
    "one bit": lambda ink: encode(ink < 128),
    "grey on nothing": lambda ink: encode(
        np.stack([np.full_like(ink, 90), ink], axis=2)
    ),
}


class Recorder:
    """A network that notes what it is asked, and answers nothing."""

    def __init__(self):
        self.asked = []

    def predict(self, images):
        """Note images; return zeros."""
        self.asked.append(np.asarray(images))
        return np.zeros((len(images), 10), np.float32)


def read_by_script(content, folder, monkeypatch, name="digit.png"):
    """Return what the network of an exported script sees of a picture; None if none."""
    monkeypatch.chdir(folder)
    (folder / name).write_bytes(content)
    network = Recorder()
    code = own_digit.read("en")
    assert steps.step(8, ARTICLE, "en").write().endswith(code.body)
    exec(code.write(), {"model": network})
    (folder / name).unlink()
    return network.asked[0][0, ..., 0] if network.asked else None


def read_by_app(content):
    """Return what the app's own network sees of a picture."""
    ours = mnist_format.to_mnist(image_files.open_upload(content))
    assert ours.max() > 0.9
    return ours


@pytest.mark.parametrize("kind", KINDS)
def test_the_script_sees_what_the_app_sees(kind, tmp_path, monkeypatch):
    for ink in digits():
        content = KINDS[kind](ink)
        seen = read_by_script(content, tmp_path, monkeypatch)
        assert gap(seen, read_by_app(content))[0] < TOLERANCE


def drawn(chance):
    """Return a digit anywhere on a sheet of any size, in any pen: uint8, ink bright."""
    images = loader.load(loader.Source.SAMPLE).x_test
    image = images[chance.integers(len(images))]
    side = 28 * int(chance.integers(3, 20))
    ink = np.asarray(Image.fromarray(image).resize((side, side)))
    if chance.random() < 0.3:
        # Thin: what is left of the stroke after a pixel of MNIST has gone.
        strong = Image.fromarray(np.where(ink > 200, 255, 0).astype(np.uint8))
        ink = np.asarray(strong.filter(ImageFilter.MinFilter(side // 28 // 2 * 2 + 1)))
    height, width = side + chance.integers(0, 300, 2)
    sheet = np.zeros((height, width), np.uint8)
    sheet[:side, :side] = ink
    return np.roll(sheet, chance.integers(0, 40, 2), (0, 1))


def test_the_script_sees_any_drawing_as_the_app_does(tmp_path, monkeypatch):
    chance = np.random.default_rng(16)
    shifted = []
    for _ in range(60):
        ink = drawn(chance)
        if ink.max() < 200:
            continue
        content = encode(255 - ink)
        seen = read_by_script(content, tmp_path, monkeypatch)
        apart, was_shifted = gap(seen, read_by_app(content))
        assert apart < TOLERANCE
        shifted.append(was_shifted)
    assert len(shifted) > 40
    assert np.mean(shifted) < 0.15


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_that_its_file_turns_is_upright(orientation, tmp_path, monkeypatch):
    picture = Image.fromarray(255 - digits()[0]).convert("RGB")
    exif = picture.getexif()
    exif[ExifTags.Base.Orientation] = orientation
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=95, exif=exif)
    seen = read_by_script(target.getvalue(), tmp_path, monkeypatch, "digit.jpg")
    assert gap(seen, read_by_app(target.getvalue()))[0] < TOLERANCE


# On printed lines the app looks for the pen; the script asks for plain paper.
PLAIN_FAULTS = (
    "bad_text_checksum.png",
    "scan_16_bit.png",
    "strong_7_and_faint_line.png",
    "transparent_paper.png",
    "turned_without_exif.jpg",
)


@pytest.mark.parametrize("name", PLAIN_FAULTS)
def test_what_failed_in_peoples_hands_is_read_alike(name, tmp_path, monkeypatch):
    content = photographed.fault(name)
    copied = f"digit{Path(name).suffix}"
    seen = read_by_script(content, tmp_path, monkeypatch, copied)
    assert gap(seen, read_by_app(content))[0] < TOLERANCE


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((90, 90), 255, np.uint8),
        np.zeros((90, 90), np.uint8),
        np.zeros((90, 90, 4), np.uint8),
    ],
    ids=["white", "black", "nothing"],
)
def test_a_picture_without_ink_is_said_to_be_one(pixels, tmp_path, monkeypatch, capsys):
    assert read_by_script(encode(pixels), tmp_path, monkeypatch) is None
    assert "digit.png is all one colour" in capsys.readouterr().out
