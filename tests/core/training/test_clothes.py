"""A network trained on clothes is evaluated on clothes; the web process reads it."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets import loader
from core.datasets.loader import Source
from core.errors import DataUnavailable
from core.evaluation import metrics
from core.prediction import Predictor
from core.runs.progress import Trained
from core.runs.tasks import TrainTask
from core.settings.datasets import DATASETS, FASHION_MNIST, DatasetName
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from core.training import jobs
from tests.support.data_files import put_clothes

pytestmark = pytest.mark.tensorflow

SETTINGS = RunSettings(
    epochs=6,
    batch_size=32,
    images=600,
    dataset=DatasetName.FASHION_MNIST,
    network=NetworkSpec((Block(8, 3),), (32,)),
)


def task(settings=SETTINGS):
    """Return what a worker is given for a run on clothes."""
    return TrainTask(run_id="clothes", settings=settings, source=Source.FASHION_MNIST)


def test_a_worker_trains_on_clothes_and_they_are_evaluated(empty_cache, monkeypatch):
    put_clothes(monkeypatch)
    trained = jobs.run(task(), lambda report: None)
    assert isinstance(trained, Trained)
    found = metrics.evaluate(Predictor(trained.litert_file), Source.FASHION_MNIST)
    assert found.confusion.sum(axis=1).tolist() == [20] * 10
    assert found.accuracy == pytest.approx(trained.accuracy)
    assert found.accuracy > 0.9
    np.testing.assert_array_equal(
        found.labels, loader.test_digits(Source.FASHION_MNIST)[1]
    )


def test_a_worker_without_the_clothes_fetches_them_or_says_so(empty_cache, monkeypatch):
    nowhere = replace(FASHION_MNIST, url="http://127.0.0.1:9/")
    monkeypatch.setitem(DATASETS, FASHION_MNIST.name, nowhere)
    with pytest.raises(DataUnavailable):
        jobs.run(task(), lambda report: None)
