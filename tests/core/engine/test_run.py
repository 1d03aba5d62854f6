"""A run's state in the web process, and its record."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.errors import WorkerLost
from core.runs import fine_tuning
from core.runs.fine_tuning import FineTuning, Outcome, Score
from core.runs.progress import Ending, EpochResult, Report, Stage, Trained
from core.runs.tasks import FineTuneTask, TrainTask
from core.settings.run import RunSettings

EPOCH = EpochResult(1, 0.5, 0.8, 0.4, 0.9, 1.0)
TRAINED = Trained(Ending.FINISHED, 0.98, 0.05, b"keras", b"litert")


def test_a_run_begins_in_line(run):
    assert run.state.stage is Stage.WAITING
    assert not run.state.is_over
    assert run.progress == 0


def test_reports_move_it_on(run):
    run.add_report(Report(run.id, Stage.TRAINING, 1, (1.0,) * 4, (0.5,) * 4))
    assert run.state.stage is Stage.TRAINING
    assert run.progress == pytest.approx(4 / 16)
    assert len(run.curves().loss.values) == 4


def test_what_comes_after_the_end_changes_nothing(run):
    run.fail(WorkerLost("killed"))
    run.add_report(Report(run.id, Stage.TRAINING, 1, (1.0,), (0.5,)))
    run.cancel(Ending.STOPPED)
    assert run.state.stage is Stage.FAILED
    assert len(run.curves().loss.values) == 0


def test_a_continued_run_begins_where_the_other_stood(run):
    losses = tuple(1 / batch for batch in range(1, 12))
    run.add_report(Report(run.id, Stage.TRAINING, 2, losses, (0.5,) * 11, (EPOCH,)))
    run.finish(TRAINED)
    more = Run(run.spec.continuation(4), before=run)
    assert more.goal == 4
    assert more.progress == 0
    assert len(more.curves().loss.values) == 11
    task = more.build_task("topic", is_stored=False)
    assert isinstance(task, TrainTask)
    resume = task.start
    assert (resume.goal, resume.epochs_done) == (4, 1)
    assert resume.losses == pytest.approx(losses[8:])
    assert resume.keras_file == b"keras"
    more.add_report(Report(more.id, Stage.TRAINING, 2, (0.1,) * 5, (0.9,) * 5))
    assert more.progress == pytest.approx(5 / (4 * 8 - 11))
    # The previous run has not changed.
    assert len(run.curves().loss.values) == 11


def test_fine_tuning_has_a_course_of_its_own(run):
    run.finish(TRAINED)
    practice = FineTuning(
        LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 1),
        run.keras_path,
    )
    taught = Run(
        RunSpec.for_fine_tuning(practice, run.settings, run.source, continues=run.id),
        before=run,
    )
    assert taught.goal == fine_tuning.EPOCHS
    assert taught.continues == run.id
    assert len(taught.curves().loss.values) == 0
    task = taught.build_task("topic", is_stored=False)
    assert isinstance(task, FineTuneTask)
    assert (task.keras_file, task.drawings) == (b"keras", practice.drawings)
    batches = fine_tuning.EPOCHS * fine_tuning.batches_per_epoch(run.source)
    taught.add_report(Report(taught.id, Stage.TRAINING, 1, (0.1,) * 5, (0.9,) * 5))
    assert taught.progress == pytest.approx(5 / batches)
    outcome = Outcome(Score(0.98, 0.5), Score(0.979, 1.0))
    taught.finish(replace(TRAINED, outcome=outcome))
    assert taught.state.outcome == outcome


def test_two_runs_share_no_name(trazo_home):
    first, second = (
        Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE)) for _ in range(2)
    )
    assert first.id != second.id
    assert len(first.id) == 32
