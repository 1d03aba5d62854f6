"""The bias panel reads no images of MNIST at a stroke, and shows the nearest ones."""

import numpy as np
import pytest

from core.datasets import loader
from core.explain.nearest_images import nearest
from core.ui.state.session import KEY
from tests.support.drawings import SEVEN


@pytest.fixture
def arrays_read(monkeypatch):
    """The names of the arrays that are read out of the files of digits."""
    names = []
    read = np.lib.npyio.NpzFile.__getitem__

    def note(file, name):
        names.append(name)
        return read(file, name)

    monkeypatch.setattr(np.lib.npyio.NpzFile, "__getitem__", note)
    return names


def test_a_stroke_reads_no_image_while_the_panel_is_open(
    open_page, canvas, arrays_read
):
    canvas.json_data = SEVEN
    page = open_page("pages/draw.py").run()
    page.session_state[KEY].widgets.unfolded |= {"bias_nearest"}
    page.run()
    page.run()
    assert not page.exception
    assert "y_train" in arrays_read
    assert "x_train" not in arrays_read
    assert any("differ least from yours" in caption.value for caption in page.caption)


def test_the_mapped_digits_are_those_of_the_file(trazo_home):
    digits = loader.load(loader.Source.SAMPLE)
    images = loader.training_images(loader.Source.SAMPLE)
    labels = loader.training_labels(loader.Source.SAMPLE)
    np.testing.assert_array_equal(images, digits.x_train)
    np.testing.assert_array_equal(labels, digits.y_train)
    seen = (digits.x_test[3] / 255).astype(np.float32)
    np.testing.assert_array_equal(
        nearest(seen, images, labels, 3),
        nearest(seen, digits.x_train, digits.y_train, 3),
    )
