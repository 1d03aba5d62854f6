"""The timeline of a digit has a column for each moment and a row for each class."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from core.runs.snapshots import Snapshot
from core.ui.train import prediction_timeline
from tests.support.visitor_language import in_language

NAMES = tuple("0123456789")
PER_EPOCH = 10


def moment(batch, *answers):
    """Return a network that answers so to each of its pins."""
    shares = np.full((len(answers), 10), 0.05, np.float32)
    shares[np.arange(len(answers)), answers] = 0.55
    filters = np.full((4, 3, 3), -batch / 10, np.float32)
    return Snapshot(batch, shares, filters)


MOMENTS = [moment(0, 3, 1), moment(5, 3, 7), moment(10, 7, 7), moment(25, 7, 7)]


def figure(**changes):
    """Return the timeline of the first pin."""
    arguments: dict[str, Any] = {
        "label": 7,
        "names": NAMES,
        "batches_per_epoch": PER_EPOCH,
        "chosen": 2,
        "run_id": "run",
    } | changes
    return in_language(
        "en", partial(prediction_timeline.figure, MOMENTS, 0, **arguments)
    )


def test_each_column_is_a_moment_of_this_digit():
    (heat,) = figure()["data"]
    found = np.array(heat["z"])
    assert found.shape == (10, len(MOMENTS))
    for column, each in enumerate(MOMENTS):
        np.testing.assert_allclose(found[:, column], each.probabilities[0], atol=1e-4)


def test_the_row_of_what_was_meant_is_marked_and_the_moment_framed():
    layout = figure()["layout"]
    marked = [name for name in layout["yaxis"]["ticktext"] if "▸" in name]
    assert marked == ["<b>7 ▸</b>"]
    (frame,) = layout["shapes"]
    assert (frame["x0"], frame["x1"]) == (1.5, 2.5)
    assert not [
        n for n in figure(label=None)["layout"]["yaxis"]["ticktext"] if "▸" in n
    ]


@pytest.mark.parametrize("count", [1, 6, 7, 140])
def test_no_two_labels_run_into_each_other(count):
    moments = [moment(batch, 1) for batch in range(count)]
    axis = in_language(
        "en",
        lambda: prediction_timeline.figure(
            moments,
            0,
            label=None,
            names=NAMES,
            batches_per_epoch=PER_EPOCH,
            chosen=0,
            run_id="",
        ),
    )["layout"]["xaxis"]
    assert 0 < len(axis["tickvals"]) <= prediction_timeline.MOST_LABELS
    assert len(axis["ticktext"]) == len(axis["tickvals"])


@pytest.mark.parametrize(
    ("batch", "name"),
    [
        (0, "before the first batch"),
        (7, "batch 7"),
        (10, "end of epoch 1"),
        (25, "epoch 3, batch 5"),
    ],
)
def test_a_moment_has_a_name(batch, name):
    say = partial(prediction_timeline.moment_name, batch, PER_EPOCH)
    assert in_language("en", say) == name


def test_the_first_answer_is_told_with_the_one_that_is_looked_at():
    say = partial(prediction_timeline.in_words, MOMENTS, 1, 2, NAMES)
    assert in_language("en", say) == (
        "First answer: 1 (55.0%). At this moment: 7 (55.0%)."
    )


def test_the_largest_weight_is_that_of_all_moments():
    assert prediction_timeline.largest_weight(MOMENTS) == pytest.approx(2.5)
