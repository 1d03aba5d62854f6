"""Runs that take next to no time, for what happens while one trains."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from core.datasets import loader


@pytest.fixture(scope="module")
def few_digits() -> loader.Dataset:
    """The sample, with a hundred test digits."""
    whole = loader.load(loader.Source.SAMPLE)
    return replace(whole, x_test=whole.x_test[:100], y_test=whole.y_test[:100])


@pytest.fixture(scope="module")
def keras_file_alone() -> Iterator[None]:
    """Runs leave no file for serving: to write one takes longer than they do."""
    # The tests of leases do without TensorFlow.
    from core.training import fit  # noqa: PLC0415  as said above

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "files", _keras_file_alone)
        yield


def _keras_file_alone(model: Any, *_: object) -> tuple[bytes, bytes]:
    from core.training import model_file  # noqa: PLC0415  as above

    return model_file.keras_file(model), b""
