"""What a run is asked to do goes to its record, to its worker, and comes back."""

import numpy as np
import pytest

from core.datasets.loader import Source
from core.datasets.own_drawings import LabelledDrawings
from core.engine.run_spec import RunSpec
from core.errors import NetworkGone
from core.runs import fine_tuning
from core.runs.fine_tuning import FineTuning
from core.runs.progress import Ending, Resume
from core.runs.records import GOING
from core.runs.slow_motion import Command
from core.runs.tasks import FineTuneTask, TrainTask
from core.settings.run import RunSettings
from tests.support.clock import NOW
from tests.support.saved_runs import ANNA, saved

SETTINGS = RunSettings(epochs=3, images=1000)
DRAWINGS = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 1)


def task_of(spec, resume=None):
    """Return what a worker is given."""
    return spec.build_task(
        resume,
        command=Command.STEP,
        topic="topic",
        is_stored=True,
        is_resumed=True,
        ending=Ending.STOPPED,
    )


def test_a_run_comes_back_from_its_record():
    spec = RunSpec.training(SETTINGS, Source.SAMPLE, ANNA, saved().pins)
    record = spec.to_record(NOW)
    assert (record.stage, record.attempts, record.seen_at) == (GOING, 0, NOW)
    assert not record.is_fine_tuning
    assert vars(RunSpec.from_record(record, None)) == vars(spec)


def test_a_continuation_is_another_run_of_the_same_settings():
    first = RunSpec.training(SETTINGS, Source.SAMPLE, ANNA, saved().pins)
    more = first.continuation(5, "b" * 32)
    assert more.id != first.id
    assert (more.continues, more.goal, more.visitor) == (first.id, 5, "b" * 32)
    assert (more.settings, more.pins) == (first.settings, first.pins)


def test_a_worker_is_given_all_of_a_training():
    spec = RunSpec.training(SETTINGS, Source.SAMPLE, ANNA, saved().pins)
    stand = Resume(3, epochs_done=1)
    assert vars(task_of(spec, stand)) == vars(
        TrainTask(
            run_id=spec.id,
            settings=SETTINGS,
            source=Source.SAMPLE,
            resume=stand,
            pins=spec.pins,
            command=Command.STEP,
            topic="topic",
            is_stored=True,
            is_resumed=True,
            ending=Ending.STOPPED,
        )
    )
    assert (spec.images_per_epoch, spec.batches_per_epoch) == (1000, 8)


def test_a_worker_is_given_the_network_and_the_drawings_to_practise(tmp_path):
    practice = FineTuning(DRAWINGS, tmp_path / "network.keras")
    spec = RunSpec.for_fine_tuning(practice, SETTINGS, Source.SAMPLE, ANNA, "c" * 32)
    assert (spec.goal, spec.continues) == (fine_tuning.EPOCHS, "c" * 32)
    assert spec.to_record(NOW).is_fine_tuning
    assert spec.images_per_epoch == fine_tuning.images_per_epoch(Source.SAMPLE)
    with pytest.raises(NetworkGone):
        task_of(spec)
    practice.keras_path.write_bytes(b"keras")
    task = task_of(spec)
    assert isinstance(task, FineTuneTask)
    assert (task.keras_file, task.drawings, task.is_stored) == (
        b"keras",
        DRAWINGS,
        True,
    )
    # What goes on from it is a training.
    assert spec.continuation(2).fine_tuning is None
