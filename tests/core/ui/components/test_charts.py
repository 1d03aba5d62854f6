"""What a chart is given, in the form in which Plotly reads it."""

import html
import re

import numpy as np
import pytest

from core.runs.history import Curve, Curves
from core.ui.components import charts
from core.ui.state.page_state import Measure
from tests.support.hostile_names import hostile_names
from tests.support.visitor_language import in_language

# Plotly 6 takes these for tags and for entities in a name (`svg_text_utils.js`).
TAG = re.compile(r"<[^>]*>")
ENTITY = re.compile(r"&(#\d+|#x[\da-fA-F]+|[a-z]+);")


def curves():
    """Return curves of one batch."""
    curve = Curve(np.array([1.0]), np.array([0.5]))
    return Curves(curve, curve, curve, curve, ())


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("measure", Measure)
def test_plotly_draws_the_name_of_a_run_as_it_is(seed, measure):
    names = hostile_names(seed, len(charts.RUN_COLOURS))
    runs = [charts.Compared(name, curves()) for name in names]
    figure = in_language("en", lambda: charts.comparison(runs, measure))
    assert len(figure["data"]) == 2 * len(names)
    for name, training, validation in zip(
        names, figure["data"][::2], figure["data"][1::2], strict=True
    ):
        assert not TAG.search(training["name"])
        assert not TAG.search(validation["name"])
        # Plotly replaces an entity once, from left to right.
        shown = ENTITY.sub(lambda found: html.unescape(found[0]), training["name"])
        assert shown == name
        assert "hovertemplate" not in training
