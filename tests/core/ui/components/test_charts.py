"""Charts have the numbers that they are given, and mark what they say they mark."""

import html
import json
import re
from functools import partial

import numpy as np
import pytest

from core.runs.history import Curve, Curves
from core.ui.components import charts
from core.ui.components.charts import (
    QUIET_COLOUR,
    RUN_COLOURS,
    TRAINING_COLOUR,
    VALIDATION_COLOUR,
    Compared,
)
from core.ui.state.page_state import Measure
from tests.support.hostile_names import hostile_names
from tests.support.visitor_language import in_language

# Plotly 6 takes these for tags and for entities in a name (`svg_text_utils.js`).
TAG = re.compile(r"<[^>]*>")
ENTITY = re.compile(r"&(#\d+|#x[\da-fA-F]+|[a-z]+);")


def drawn(make, *args, language="en", **named):
    """Return a figure as a browser gets it."""
    return json.loads(json.dumps(in_language(language, partial(make, *args, **named))))


def curve(*values):
    """Return a curve with a point an epoch."""
    return Curve(np.arange(1.0, len(values) + 1), np.array(values))


@pytest.mark.parametrize(("language", "separators"), [("en", ".,"), ("es", ",\u202f")])
def test_a_learning_curve_has_training_and_validation(language, separators):
    figure = drawn(
        charts.learning,
        "Loss",
        curve(2.0, 1.0),
        curve(1.5),
        run_id="run",
        as_percent=False,
        language=language,
    )
    training, validation = figure["data"]
    assert (training["x"], training["y"]) == ([1, 2], [2, 1])
    assert (validation["x"], validation["y"]) == ([1], [1.5])
    assert figure["layout"]["separators"] == separators
    assert figure["layout"]["uirevision"] == "run"


def test_runs_on_one_chart_have_a_colour_each():
    curves = Curves(curve(2.0), curve(0.5), curve(1.0), curve(0.75), ())
    runs = [Compared(f"run {n}", curves) for n in range(len(RUN_COLOURS))]
    for measure, values in ((Measure.LOSS, (2, 1)), (Measure.ACCURACY, (0.5, 0.75))):
        lines = drawn(charts.comparison, runs, measure)["data"]
        assert len(lines) == 2 * len(runs)
        for place, (training, validation) in enumerate(
            zip(lines[::2], lines[1::2], strict=True)
        ):
            assert (training["y"], validation["y"]) == ([values[0]], [values[1]])
            assert {each["line"]["color"] for each in (training, validation)} == {
                RUN_COLOURS[place]
            }


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("measure", Measure)
def test_plotly_draws_the_name_of_a_run_as_it_is(seed, measure):
    names = hostile_names(seed, len(RUN_COLOURS))
    one = curve(1.0)
    runs = [Compared(name, Curves(one, one, one, one, ())) for name in names]
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


def test_the_most_probable_class_is_in_colour():
    shares = np.array([0.004, 0.9, 0.096], np.float32)
    (bars,) = drawn(charts.probabilities, shares, ("T-shirt", "Dress", "Bag"))["data"]
    assert bars["x"] == ["T-shirt", "Dress", "Bag"]
    assert bars["marker"]["color"] == [QUIET_COLOUR, TRAINING_COLOUR, QUIET_COLOUR]
    # What would be 0 % has no words.
    assert bars["text"] == ["", "90%", "10%"]


def test_counts_are_stacked_on_those_to_learn_from():
    figure = drawn(charts.class_counts, np.array([5, 6]), np.array([1, 2]), "01")
    assert [bars["y"] for bars in figure["data"]] == [[5, 6], [1, 2]]
    assert figure["layout"]["barmode"] == "stack"


def test_the_hardest_class_is_marked_and_one_that_was_never_answered_has_no_bar():
    figure = drawn(charts.per_class, np.array([0.99, np.nan, 0.9]), 0.5, "012")
    (bars,) = figure["data"]
    assert bars["y"] == [0.99, None, 0.9]
    assert bars["text"] == ["99.0", "", "90.0"]
    assert bars["marker"]["color"] == [
        TRAINING_COLOUR,
        TRAINING_COLOUR,
        VALIDATION_COLOUR,
    ]
    assert figure["layout"]["yaxis"]["range"] == [0.5, 1]
