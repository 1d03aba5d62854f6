"""What a visitor has done is bounded, and is theirs for the data set that it fits."""

import numpy as np
import pytest

from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.runs.fine_tuning import FineTuning
from core.runs.progress import Ending, Trained
from core.runs.snapshots import MOST_PINS, TrackedDigit
from core.settings.datasets import DatasetName
from core.settings.run import RunSettings
from core.ui.state.page_state import Drawing
from core.ui.state.work import MOST_RUNS, Work

IMAGE = np.zeros((28, 28), np.uint8)


@pytest.fixture
def make_run(trazo_home):
    """Make runs with some settings."""

    def make(settings=None):
        spec = RunSpec.training(settings or RunSettings(), loader.Source.SAMPLE)
        return Run(spec)

    return make


def pin(label, dataset=DatasetName.MNIST):
    """Return an image to watch."""
    return TrackedDigit(IMAGE, label, dataset)


def labels(pins):
    """Return what they are."""
    return [each.label for each in pins]


def test_the_oldest_run_gives_way(make_run):
    work, runs = Work(), [make_run() for _ in range(MOST_RUNS + 2)]
    for run in runs:
        work.add_run(run)
    assert work.runs == runs[2:]
    assert work.run is runs[-1]


def test_the_oldest_pin_of_a_data_set_gives_way_and_those_of_another_stay():
    work = Work()
    work.pin(pin(9, DatasetName.FASHION_MNIST))
    for label in range(MOST_PINS + 1):
        work.pin(pin(label))
    assert labels(work.pins_of(DatasetName.MNIST)) == list(range(1, MOST_PINS + 1))
    assert labels(work.pins_of(DatasetName.FASHION_MNIST)) == [9]


def test_only_runs_that_left_a_network_can_be_drawn_on(make_run):
    first, second = make_run(), make_run()
    second.finish(Trained(Ending.STOPPED, 0.9, 0.4, b"keras", b"litert"))
    assert Work(runs=[first, second]).trained_runs() == (second,)


def test_the_last_run_is_continued_only_with_the_settings_of_the_next(make_run):
    assert Work().goal() is None
    run = make_run(RunSettings(epochs=3))
    work = Work(settings=run.settings, runs=[run])
    assert work.goal() == 3
    work.settings = RunSettings(epochs=4)
    assert work.goal() is None
    practice = FineTuning(LabelledDrawings(), run.keras_path)
    taught = Run(RunSpec.for_fine_tuning(practice, run.settings, run.source))
    assert Work(settings=run.settings, runs=[taught]).goal() is None


def test_work_that_would_be_missed_is_not_empty(make_run):
    assert Work(settings=RunSettings(epochs=3)).is_empty
    drawn = LabelledDrawings().with_drawing(np.ones((28, 28), np.float32), 1)
    assert not Work(runs=[make_run()]).is_empty
    assert not Work(drawing=Drawing(strokes=({},))).is_empty
    assert not Work(own_drawings=drawn).is_empty
    assert not Work(answers={"guess_6": "top"}).is_empty
