"""Curves hold every batch, thinned without moving."""

import numpy as np

from core.history import History, thin
from core.progress import EpochResult, Report, Stage


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
    assert Report.from_message(report.to_message()) == report
