"""A template with a network's weights in it answers as that network's own export."""

import random

import numpy as np
import pytest

from core.errors import NetworkError
from core.prediction import Predictor
from core.settings.network import NetworkSpec
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.training import keras_model, litert_export
from core.training.litert_export import LitertTemplate, TemplateUnusable
from tests.support.networks import chance_spec

pytestmark = pytest.mark.tensorflow

SEED = 17
# An export takes almost a second of processor time, and each network has two.
NETWORKS = 8


def buildable(seed):
    """Return random networks of the widgets that can be built."""
    chance = random.Random(seed)
    while True:
        spec = chance_spec(chance.random())
        try:
            spec.layers()
        except NetworkError:
            continue
        yield spec


def some_specs():
    """Return the presets' networks, and random ones."""
    specs = buildable(SEED)
    return [
        *(apply(preset, RunSettings()).network for preset in Preset),
        *(next(specs) for _ in range(NETWORKS)),
    ]


def name(spec):
    """Return a network as a link spells it."""
    return f"{spec.write_blocks()} {spec.write_dense()} {spec.activation}"


def train_by_chance(model, seed):
    """Give a model weights of the size that they have after a training."""
    numbers = np.random.default_rng(seed)
    for weight in model.weights:
        if "variance" in weight.path:
            weight.assign(numbers.uniform(0.1, 2, weight.shape))
        else:
            weight.assign_add(numbers.normal(0, 0.02, weight.shape))


@pytest.mark.parametrize("spec", some_specs(), ids=name)
def test_a_filled_template_answers_as_an_export(spec):
    model = keras_model.layers(spec)
    train_by_chance(model, SEED)
    images = np.random.default_rng(SEED).random((64, 28, 28), np.float32)
    filled = Predictor(LitertTemplate(spec).filled(model)).probabilities(images)
    exported = Predictor(litert_export.export(model)).probabilities(images)
    # Only what is folded is calculated, and may be rounded differently.
    tolerance = 1e-6 if spec.batch_norm else 0
    np.testing.assert_allclose(filled, exported, rtol=0, atol=tolerance)


def test_a_template_can_be_filled_again():
    spec = NetworkSpec((), (16,))
    template = LitertTemplate(spec)
    model = keras_model.layers(spec)
    start = model.get_weights()
    train_by_chance(model, 1)
    first = template.filled(model)
    train_by_chance(model, 2)
    assert template.filled(model) != first
    model.set_weights(start)
    train_by_chance(model, 1)
    assert template.filled(model) == first


def test_a_file_with_other_constants_is_no_template(monkeypatch):
    other = litert_export.export(keras_model.layers(NetworkSpec((), (16,))))
    monkeypatch.setattr(litert_export, "export", lambda model: other)
    with pytest.raises(TemplateUnusable):
        LitertTemplate(NetworkSpec((), (32,)))
