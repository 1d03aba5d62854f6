"""What fine-tuning practises and what it changes."""

import pytest

from core.datasets.loader import Source
from core.datasets.own_drawings import LabelledDrawings
from core.errors import NetworkGone
from core.runs import fine_tuning
from core.runs.fine_tuning import FineTuning, Outcome, Score

OUTCOME = Outcome(Score(0.98, 0.5), Score(0.979, 1.0))
# As every version has written it.
RECORD = {
    "before": {"mnist": 0.98, "hand": 0.5},
    "after": {"mnist": 0.979, "hand": 1.0},
}


def test_an_outcome_is_spelled_as_it_always_was():
    assert OUTCOME.to_record() == RECORD
    assert Outcome.from_record(RECORD) == OUTCOME


def test_every_number_of_an_outcome_is_validated():
    validated = Outcome.from_record(RECORD, lambda share: 1 - share)
    assert validated.to_record() == {
        "before": {"mnist": 1 - 0.98, "hand": 0.5},
        "after": {"mnist": 1 - 0.979, "hand": 0.0},
    }


@pytest.mark.parametrize(
    ("source", "mnist"), [(Source.SAMPLE, 4000), (Source.MNIST, 6000)]
)
def test_an_epoch_has_mnist_and_own_drawings(source, mnist):
    images = mnist + 2000
    assert fine_tuning.images_per_epoch(source) == images
    batches = fine_tuning.batches_per_epoch(source)
    assert (batches - 1) * 64 < images <= batches * 64


def test_a_network_that_was_removed_is_named(tmp_path):
    path = tmp_path / "network.keras"
    task = FineTuning(LabelledDrawings(), path)
    with pytest.raises(NetworkGone):
        task.keras_file()
    path.write_bytes(b"keras")
    assert task.keras_file() == b"keras"
