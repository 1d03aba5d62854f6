"""The exported code builds the same Keras model as the app."""

import keras
import pytest

from core.export import steps
from core.training import keras_model
from tests.support.exported import SETTINGS, WILD

pytestmark = pytest.mark.tensorflow


def built(settings):
    """Return the model that the exported steps 4 and 5 build."""
    keras.utils.clear_session()
    names: dict[str, object] = {}
    for number in (4, 5):
        exec(steps.step(number, settings, "en").write(), names)
    return names["model"]


def build(settings):
    """Return the model that the app builds."""
    keras.utils.clear_session()
    return keras_model.build(settings, -(-settings.images // settings.batch_size))


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_keras_builds_from_the_code_what_the_app_trains(settings):
    ours, theirs = built(settings), build(settings)
    assert [(type(layer), layer.get_config()) for layer in ours.layers] == [
        (type(layer), layer.get_config()) for layer in theirs.layers
    ]
    assert ours.optimizer.get_config() == theirs.optimizer.get_config()
    assert ours.loss == theirs.loss


def test_the_same_seed_gives_the_same_weights():
    keras.utils.set_random_seed(7)
    ours = built(WILD).get_weights()
    keras.utils.set_random_seed(7)
    theirs = build(WILD).get_weights()
    assert all((a == b).all() for a, b in zip(ours, theirs, strict=True))
