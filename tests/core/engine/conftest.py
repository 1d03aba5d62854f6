"""Folders of their own for the tests of the engine."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No MNIST in the cache, no run in Trazo's home."""
    patch = pytest.MonkeyPatch()
    patch.setenv("TRAZO_HOME", str(tmp_path_factory.mktemp("home")))
    patch.setenv("KERAS_HOME", str(tmp_path_factory.mktemp("keras")))
    yield
    patch.undo()
