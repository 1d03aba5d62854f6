"""Drawings of any ink, position and size become the same 28×28 image as in MNIST."""

import cv2
import numpy as np
import pytest
from PIL import Image

from core import prediction
from core.datasets import loader
from core.errors import BadCanvas, EmptyDrawing
from core.preprocessing import mnist_format
from scripts.handwriting import pen

CANVAS_SIDE = 260


def redraw(image, size, generator, *, light_ink=False):
    """Draw an MNIST digit enlarged, at a random position on a canvas: RGBA uint8."""
    ink = Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC)
    canvas = Image.new("L", (CANVAS_SIDE, CANVAS_SIDE), 0)
    left, top = generator.integers(0, CANVAS_SIDE - size + 1, 2).tolist()
    canvas.paste(ink, (left, top))
    pixels = np.asarray(canvas)
    return np.asarray(
        Image.fromarray(pixels if light_ink else 255 - pixels).convert("RGBA")
    )


def centre_of_mass(image):
    """Return (row, column) of the centre of mass."""
    rows, columns = np.indices(image.shape)
    return (rows * image).sum() / image.sum(), (columns * image).sum() / image.sum()


@pytest.mark.parametrize("upright", [True, False])
@pytest.mark.parametrize("brush", range(4, 41, 4))
@pytest.mark.parametrize("length", [60, 110, 160, 210])
def test_a_straight_stroke_has_its_centre_in_the_middle(length, brush, upright):
    stroke = np.array([[130.0, 20], [130, 20 + length]])
    drawing = pen.ink([stroke if upright else stroke[:, ::-1]], brush)
    centre = centre_of_mass(mnist_format.to_mnist(drawing))
    # float32 rounds: a stroke of even width is exactly half a pixel off.
    assert np.abs(np.subtract(centre, 14)).max() <= 0.5 + 1e-4


@pytest.mark.thorough
@pytest.mark.parametrize("size", [60, 90, 130, 180, 220, 250])
def test_a_test_image_drawn_big_is_read_as_before(mnist, size):
    generator = np.random.default_rng(size)
    chosen = generator.permutation(10_000)[:500]
    images = mnist.x_test[chosen]
    network = prediction.shipped()
    before = network.probabilities((images / 255).astype(np.float32)).argmax(axis=1)
    seen = np.stack([mnist_format.to_mnist(redraw(i, size, generator)) for i in images])
    after = network.probabilities(seen).argmax(axis=1)
    assert (before == after).mean() >= 0.98


def test_the_sample_drawn_big_keeps_its_box_and_its_centre():
    generator = np.random.default_rng(0)
    for image in loader.load(loader.Source.SAMPLE).x_test[:100]:
        seen = mnist_format.to_mnist(redraw(image, 200, generator))
        rows, columns = (
            np.flatnonzero(seen.any(axis=1)),
            np.flatnonzero(seen.any(axis=0)),
        )
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
        assert np.abs(np.subtract(centre_of_mass(seen), 14)).max() <= 0.5 + 1e-6


def test_an_image_has_the_promised_shape_type_and_range(seven):
    seen = mnist_format.to_mnist(seven)
    assert seen.shape == (28, 28)
    assert seen.dtype == np.float32
    assert seen.min() == 0
    assert seen.max() == 1


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ((255, 255, 255), (0, 0, 0)),
        ((255, 230, 0), (255, 255, 255)),
        ((200, 0, 0), (0, 120, 0)),
        ((150, 150, 150), (255, 255, 255)),
    ],
)
def test_the_colours_of_ink_and_paper_change_nothing(seven, ink, paper):
    drawn = seven[..., :1] < 128
    coloured = np.where(drawn, ink, paper).astype(np.uint8)
    clean = np.where(drawn, 0, 255).astype(np.uint8).repeat(3, axis=2)
    np.testing.assert_allclose(
        mnist_format.to_mnist(coloured), mnist_format.to_mnist(clean), atol=0.01
    )


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_on_a_see_through_canvas_is_found(seven, ink):
    drawn = (seven[..., 0] < 128).astype(np.uint8) * 255
    flat = np.full_like(drawn, ink)
    canvas = np.dstack([flat, flat, flat, drawn])
    assert prediction.shipped().read(canvas).digit == 7


def test_a_grey_picture_and_one_without_alpha_are_taken(seven):
    expected = mnist_format.to_mnist(seven)
    np.testing.assert_array_equal(mnist_format.to_mnist(seven[..., :3]), expected)
    np.testing.assert_array_equal(mnist_format.to_mnist(seven[..., 0]), expected)


@pytest.mark.parametrize("shape", [(1, 400), (400, 1), (37, 911), (3, 3), (28, 28)])
def test_a_canvas_of_odd_size_gives_an_image(shape):
    canvas = np.full((*shape, 4), 255, np.uint8)
    canvas[shape[0] // 2, shape[1] // 2, :3] = 0
    assert mnist_format.to_mnist(canvas).shape == (28, 28)


@pytest.mark.parametrize(
    "canvas",
    [
        np.zeros((10, 10, 4), np.float32),
        np.zeros((10, 10, 2), np.uint8),
        np.zeros((0, 10, 4), np.uint8),
        np.zeros(10, np.uint8),
        "not an array",
    ],
)
def test_what_is_no_picture_is_refused(canvas):
    with pytest.raises(BadCanvas):
        mnist_format.to_mnist(canvas)


@pytest.mark.parametrize("colour", [0, 127, 255])
@pytest.mark.parametrize("alpha", [0, 255])
def test_a_canvas_of_one_colour_is_empty(colour, alpha):
    canvas = np.full((260, 260, 4), colour, np.uint8)
    canvas[..., 3] = alpha
    with pytest.raises(EmptyDrawing):
        mnist_format.to_mnist(canvas)


def test_a_hair_thin_line_stays_bright():
    canvas = np.full((260, 260, 4), 255, np.uint8)
    canvas[10:250, 130, :3] = 0
    seen = mnist_format.to_mnist(canvas)
    middle = seen[6:22].max(axis=1)
    assert middle.min() > 0.9


def test_a_stroke_of_any_width_is_centred():
    for width in range(1, 60):
        ink = np.zeros((220, 120), np.uint8)
        ink[10:210, 30 : 30 + width] = 255
        image = mnist_format.preprocess(ink).seen
        assert np.abs(np.subtract(centre_of_mass(image), 14)).max() <= 0.51, width


def test_a_dot_of_any_grey_is_a_dot():
    for grey in range(52, 256, 7):
        ink = np.zeros((100, 100), np.uint8)
        cv2.circle(ink, (50, 50), 12, grey, -1)
        assert mnist_format.is_dot(mnist_format.preprocess(ink))
        cv2.line(ink, (50, 10), (50, 90), grey, 6)
        assert not mnist_format.is_dot(mnist_format.preprocess(ink))
