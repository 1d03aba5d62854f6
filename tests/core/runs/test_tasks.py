"""A task says where a run begins, and how many batches its epochs have."""

import pickle

import pytest

from core.datasets.loader import Source
from core.datasets.own_drawings import LabelledDrawings
from core.runs import fine_tuning
from core.runs.progress import Ending, Resume
from core.runs.tasks import FineTuneTask, TrainTask, images_per_epoch
from core.settings.run import RunSettings


@pytest.mark.parametrize(
    ("images", "batch_size", "batches"),
    [(60_000, 128, 32), (4000, 16, 250), (4000, 1024, 4), (500, 512, 1)],
)
def test_an_epoch_has_no_more_images_than_the_data(images, batch_size, batches):
    settings = RunSettings(images=images, batch_size=batch_size)
    task = TrainTask(run_id="run", settings=settings, source=Source.SAMPLE)
    assert task.batches_per_epoch == batches
    assert images_per_epoch(settings, Source.SAMPLE) == min(images, 4000)


def test_a_run_begins_from_nothing_or_where_another_stood():
    settings = RunSettings(epochs=3)
    first = TrainTask(run_id="run", settings=settings, source=Source.SAMPLE)
    assert first.start == Resume(3)
    stand = Resume(5, epochs_done=2, losses=(0.5,), accuracies=(0.9,))
    more = TrainTask(
        run_id="run", settings=settings, source=Source.SAMPLE, resume=stand
    )
    assert more.start is stand


def test_fine_tuning_has_the_batches_of_its_own_course():
    task = FineTuneTask(
        run_id="run", keras_file=b"", drawings=LabelledDrawings(), source=Source.SAMPLE
    )
    assert task.batches_per_epoch == fine_tuning.batches_per_epoch(Source.SAMPLE)


def test_a_task_reaches_a_worker_as_it_was():
    task = TrainTask(
        run_id="run",
        settings=RunSettings(epochs=2, rotation=15),
        source=Source.MNIST,
        is_stored=True,
        ending=Ending.STOPPED,
    )
    arrived = pickle.loads(pickle.dumps(task))
    assert vars(arrived) == vars(task)
