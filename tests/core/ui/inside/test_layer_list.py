"""The Inside page's rows and occlusion maps show the network's numbers."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core import prediction
from core.explain import activations
from core.settings.layers import LAYER_KINDS, POOLINGS, Operation
from core.ui.network.layer_kinds import pooling_view
from core.ui.state.session import KEY

LAYERS = 9


def html(page, part):
    """Return the body of the HTML element that holds a text."""
    bodies = [element.proto.body for element in page.get("html")]
    return next(body for body in bodies if part in body)


def test_every_layer_is_in_the_picture_and_the_answer_is_marked(drawn):
    flow = html(drawn.run(), "<figure>")
    assert flow.count("<figure>") == 1 + LAYERS
    assert re.findall(r'class="best"><i[^>]*></i>(\d)', flow) == ["7"]


def test_the_rows_show_the_numbers_of_the_layers(drawn, seen):
    drawn.run()
    drawn.session_state[KEY].widgets.unfolded |= {
        "inside_layer_input",
        *(f"inside_layer_{place}" for place in range(LAYERS)),
    }
    drawn.run()
    assert not drawn.exception
    said = "\n".join(element.value for element in drawn.markdown)
    *_, dense, softmax = activations.load_cached(prediction.SHIPPED_PATH).layers(
        seen[-1]
    )
    assert "All ink" in said
    assert "The neuron of the 7" in said
    assert f"That is the neuron: **{dense.values[7]:.2f}**" in said
    rows = re.findall(r'<th scope="row">7</th>(.*?)</tr>', html(drawn, "e<sup>x</sup>"))
    assert f"<td>{softmax.given[7]:.2f}</td>" in rows[0]


def pooled(layer, kind):
    """Return a pooling layer as it would be with another kind of pooling."""
    height, width, channels = layer.values.shape
    windows = layer.given[: 2 * height, : 2 * width]
    windows = windows.reshape(height, 2, width, 2, channels).transpose(0, 2, 4, 1, 3)
    entry = LAYER_KINDS[kind]
    assert entry.reduce is not None
    values = np.array([entry.reduce(four) for four in windows.reshape(-1, 4).tolist()])
    return replace(
        layer,
        operation=entry.operation,
        values=values.reshape(height, width, channels).astype(np.float32),
    )


@pytest.mark.parametrize("kind", POOLINGS.values())
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_pixel_of_any_pooling_is_worked_out_in_its_own_words(
    drawn, seen, monkeypatch, kind, language
):
    drawn.query_params["lang"] = language
    drawn.run()
    layers = list(
        activations.load_cached(prediction.SHIPPED_PATH).layers(seen[-1]),
    )
    place = next(
        place
        for place, layer in enumerate(layers)
        if layer.operation is Operation.MAX_POOLING
    )
    layers[place] = layer = pooled(layers[place], kind)
    monkeypatch.setattr(
        activations.ActivationReader, "layers", lambda self, image: tuple(layers)
    )
    row, column, channel = map(
        int, np.unravel_index(layer.values.argmax(), layer.values.shape)
    )
    visit = drawn.session_state[KEY]
    visit.widgets.unfolded |= {f"inside_layer_{place}"}
    visit.inside = replace(
        visit.inside, layer=place, channel=channel, row=row, column=column
    )
    drawn.run()
    assert not drawn.exception
    value = f"{layer.values.max():.2f}"
    said = "\n".join(element.value for element in drawn.markdown)
    assert f"**{value if language == 'en' else value.replace('.', ',')}**" in said
    table = html(drawn, '<table class="worked')
    assert table.count("<td") == 4
    assert (' best"' in table) == pooling_view(kind).marks_highest
