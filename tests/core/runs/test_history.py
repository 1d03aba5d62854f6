"""Curves include every batch, and thinned points do not move."""

import numpy as np
import pytest

from core.runs.history import History, thin
from core.runs.progress import EpochResult, Report, Stage
from tests.support.sent import sent


def test_few_batches_are_all_drawn():
    curve = thin([3.0, 2.0, 1.0], batches_per_epoch=2)
    np.testing.assert_allclose(curve.values, [3, 2, 1])
    np.testing.assert_allclose(curve.epochs, [0.5, 1, 1.5])


def test_many_batches_are_averaged_in_groups():
    curve = thin([float(n) for n in range(1000)], batches_per_epoch=100, points=250)
    assert len(curve.values) == 250
    np.testing.assert_allclose(curve.values[0], np.mean([0, 1, 2, 3]))
    np.testing.assert_allclose(curve.values.mean(), np.mean(range(1000)))


def test_points_stay_where_they_are_while_the_group_is_the_same():
    values = [float(n) for n in range(900)]
    early, late = thin(values[:800], 100, points=250), thin(values, 100, points=250)
    np.testing.assert_array_equal(early.values, late.values[:200])
    np.testing.assert_array_equal(early.epochs, late.epochs[:200])


def test_nothing_gives_an_empty_curve():
    assert len(thin([], 10).values) == 0


def test_reports_are_joined():
    history = History(batches_per_epoch=2)
    result = EpochResult(1, 0.5, 0.8, 0.4, 0.9, 1.0)
    history.add(Report("r", Stage.TRAINING, losses=(2.0, 1.0), accuracies=(0.1, 0.2)))
    history.add(Report("r", Stage.CHECKING, epochs=(result,)))
    curves = history.curves()
    np.testing.assert_allclose(curves.loss.values, [2, 1])
    np.testing.assert_allclose(curves.val_accuracy.values, [0.9])
    np.testing.assert_allclose(curves.val_accuracy.epochs, [1])


def epoch(number):
    """Return the result of an epoch."""
    return EpochResult(number, 0.5, 0.8, 0.4, 0.9, 1.0)


@pytest.mark.parametrize("heard", [0, 3, 4, 9])
def test_a_run_that_is_begun_again_has_what_was_kept_whatever_was_heard(heard):
    history = History(batches_per_epoch=2)
    losses = tuple(float(batch) for batch in range(heard))
    epochs = tuple(map(epoch, range(1, heard // 2 + 1)))
    history.add(Report("r", Stage.TRAINING, 1, losses, losses, epochs))
    kept = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0)
    results = tuple(map(epoch, (1, 2, 3)))
    history.begin_again(Report("r", Stage.PREPARING, 0, kept, kept, results, again=3))
    assert (list(history.losses), history.epochs) == (list(kept), list(results))


def test_a_run_of_which_nothing_was_kept_begins_where_it_first_began():
    history = History(batches_per_epoch=2)
    losses = (3.0, 2.0, 1.0)
    history.add(Report("r", Stage.TRAINING, 2, losses, losses, (epoch(1),)))
    history.begin_again(Report("r", Stage.PREPARING, again=1))
    assert (list(history.losses), history.epochs) == ([3.0, 2.0], [epoch(1)])


def test_a_report_survives_its_journey():
    report = Report(
        "r",
        Stage.TRAINING,
        2,
        (0.5,),
        (0.9,),
        (EpochResult(1, 0.5, 0.8, 0.4, 0.9, 1.0),),
        100.0,
        2.5,
    )
    assert sent(report) == report
