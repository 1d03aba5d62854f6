"""Step 6 trains on the app's order of images, with its augmentation.

`tests/core/export/test_exported_script_runs.py` runs it, and compares the losses.
"""

import ast
from typing import Any

import numpy as np
import pytest

from core.datasets import augmentation
from core.export import training_step
from core.settings.run import RunSettings


def defined(code):
    """Return the functions that a step defines, by their names."""
    return {
        node.name: ast.unparse(node)
        for node in ast.parse(code.write()).body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize(
    ("images", "batch_size", "batches"), [(60_000, 128, 469), (500, 512, 1)]
)
def test_an_epoch_has_all_of_its_batches(images, batch_size, batches):
    settings = RunSettings(images=images, batch_size=batch_size)
    assert training_step.batches(settings) == batches
    assert f"steps_per_epoch={batches}," in training_step.train(settings, "en", 10).body


def test_the_functions_that_augment_are_those_of_the_app():
    code = training_step.train(RunSettings(rotation=15, zoom=10), "en", 10)
    names = {"thicken", "move", "augment"}
    assert names <= set(defined(code))
    scope: dict[str, Any] = {}
    source = "\n".join(text for name, text in defined(code).items() if name in names)
    exec("import numpy as np\nfrom numpy.typing import NDArray\n" + source, scope)
    images = np.random.default_rng(3).random((4, 28, 28), np.float32)
    found, expected = (
        augment(images, np.random.default_rng(7), 15.0, 2.0, 10.0, 30.0)
        for augment in (scope["augment"], augmentation.augment)
    )
    np.testing.assert_array_equal(found, expected)


def test_without_augmentation_nothing_of_it_is_there():
    code = training_step.train(RunSettings(), "en", 10)
    assert set(defined(code)) == {"one_epoch", "one_batch"}
    assert code.imports == ("import tensorflow as tf",)
