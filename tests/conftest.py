"""What tests share: MNIST where it is, pictures, and a home of their own."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core import data

# TensorFlow announces its build at import, on every worker.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@pytest.fixture(scope="session")
def mnist() -> data.Dataset:
    """Full MNIST, or a skip that says how to get it."""
    if not data.is_cached():
        pytest.skip("full MNIST is not in Keras's cache folder: open the app once")
    return data.load(data.Source.MNIST)


@pytest.fixture
def trazo_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for runs, empty."""
    monkeypatch.setenv("TRAZO_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A Keras cache folder with nothing in it; returns where MNIST would be."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    data.load.cache_clear()
    data.test_digits.cache_clear()
    yield tmp_path / "datasets" / "mnist.npz"
    data.load.cache_clear()
    data.test_digits.cache_clear()


@pytest.fixture
def seven() -> NDArray[np.uint8]:
    """A seven as the canvas sends it: RGBA, (260, 260, 4) uint8, black on white."""
    image = Image.new("RGBA", (260, 260), "white")
    pen = ImageDraw.Draw(image)
    pen.line([(70, 60), (190, 60), (115, 210)], fill="black", width=20, joint="curve")
    return np.asarray(image)
