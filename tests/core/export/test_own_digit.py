"""The exported script reads a picture as the app does: the same 28×28 image."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.datasets import loader
from core.export import steps
from core.preprocessing import image_files, mnist_format
from tests.support.exported import ARTICLE
from tests.support.pictures import encode

pytestmark = pytest.mark.tensorflow

# An MNIST digit as somebody would draw it: ten times as large.
ENLARGED = 10
# The app rounds to whole numbers of 255, and so do the files.
TOLERANCE = 0.02


def digits():
    """Return test digits, (n, 280, 280) uint8, ink bright.

    The script takes a digit as it is; the app moves some, and makes thin ones thicker.
    """
    found = []
    for image in loader.load(loader.Source.SAMPLE).x_test[:100]:
        # Without its greys, the centre of its mass is elsewhere.
        for each in (image, np.where(image < 128, 0, 255).astype(np.uint8)):
            ink = each.repeat(ENLARGED, 0).repeat(ENLARGED, 1)
            if not np.allclose(mnist_format.to_mnist(ink), each / 255):
                break
        else:
            found.append(image.repeat(ENLARGED, 0).repeat(ENLARGED, 1))
    assert len(found) > 20
    return found[:5]


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


def read_by_script(content, folder, monkeypatch):
    """Return what the network of an exported script sees of digit.png; None if none."""
    monkeypatch.chdir(folder)
    (folder / "digit.png").write_bytes(content)
    network = Recorder()
    names = {"model": network, "x_test": np.zeros((5, 28, 28, 1))}
    names["y_test"] = np.zeros((5, 10))
    exec(steps.step(8, ARTICLE, "en").write(), names)
    assert network.asked[0].shape == (5, 28, 28, 1)
    return network.asked[1][0, ..., 0] if len(network.asked) > 1 else None


@pytest.mark.parametrize("kind", KINDS)
def test_the_script_sees_what_the_app_sees(kind, tmp_path, monkeypatch):
    for ink in digits():
        content = KINDS[kind](ink)
        seen = read_by_script(content, tmp_path, monkeypatch)
        ours = mnist_format.to_mnist(image_files.open_upload(content))
        assert ours.max() > 0.9
        np.testing.assert_allclose(seen, ours, atol=TOLERANCE)


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
    assert "there is no digit in it" in capsys.readouterr().out
