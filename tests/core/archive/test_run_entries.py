"""A run in an uploaded zip is what a run can be, or is refused."""

import pytest

from core.archive import work_zip
from core.datasets.loader import Source
from core.errors import UploadTooBig, WorkUnreadable
from core.runs import fine_tuning
from tests.support.bundles import (
    done,
    packed,
    with_described,
)


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": {"train_epochs": "7000"}},
        {"settings": {"train_epochs": 7}},
        {"settings": []},
        {"losses": [float("nan")] * 4},
        {"losses": [1.0]},
        {"losses": ["1"] * 4},
        {"losses": [True] * 4},
        {"losses": [1e400] * 4},
        {"epochs": [{"epoch": 1}]},
        {"epochs": 3},
        {"ending": "won"},
        {"ending": None},
        {"ending": None, "error": "SystemExit"},
        {"ending": None, "error": "annotations"},
        {"source": "../../etc/passwd"},
        # Of another data set than the settings.
        {"source": "fashion_mnist"},
        {"watched": 3},
        {"watched": "run-1.keras"},
        {"watched": "nothing.npz"},
        {"goal": 10**9},
        {"made_at": "yesterday"},
        {"keras": ["run-1.keras"]},
        {"keras": "../../../etc/passwd"},
        {"keras": "/etc/passwd"},
        {"accuracy": None},
        {"outcome": {"before": 1}},
    ],
)
def test_what_no_run_can_be_is_refused(changes):
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(with_described(packed(done()), **changes))


def test_a_name_keeps_what_can_be_read_of_it():
    (entry,) = work_zip.unpack(
        with_described(packed(done()), name="a\x00b\n \u202e" * 20)
    ).entries
    assert entry.run.name == ("ab " * 20)[:40].strip()


@pytest.mark.parametrize("number", [1e308, 3.5e38, -1e39, float("inf")])
def test_numbers_that_float32_cannot_hold_are_refused(number):
    result = {"epoch": 1, "loss": 1, "val_loss": 1, "seconds": 1}
    result |= {"accuracy": 1, "val_accuracy": 1}
    assert work_zip.unpack(with_described(packed(done()), epochs=[result]))
    for changes in (
        {"losses": [number] * 4},
        {"epochs": [result | {"loss": number}]},
        # Two of 1e308 are infinity: their sum was shown on each visit.
        {"epochs": [result | {"seconds": number}]},
        {"epochs": [result | {"val_accuracy": number}]},
        {"accuracies": [number] * 4},
        {"loss": number},
    ):
        with pytest.raises(WorkUnreadable):
            work_zip.unpack(with_described(packed(done()), **changes))


@pytest.mark.parametrize(
    ("field", "value"), [("seconds", 1e7), ("seconds", -1), ("accuracy", 1.1)]
)
def test_results_that_no_epoch_has_are_refused(field, value):
    result = {"epoch": 1, "loss": 1, "val_loss": 1, "seconds": 1}
    result |= {"accuracy": 1, "val_accuracy": 1, field: value}
    with pytest.raises(WorkUnreadable):
        work_zip.unpack(with_described(packed(done()), epochs=[result]))


def test_more_batches_than_a_run_can_have_are_refused():
    # 7 epochs of the sample's 4000 images, in batches of 128; fine-tuning has more.
    most = 7 * max(32, fine_tuning.batches_per_epoch(Source.SAMPLE))
    for count in (most, most + 1):
        file = with_described(
            packed(done()), losses=[1.0] * count, accuracies=[1.0] * count
        )
        if count == most:
            (entry,) = work_zip.unpack(file).entries
            assert len(entry.past.losses) == most
            continue
        with pytest.raises(UploadTooBig) as refusal:
            work_zip.unpack(file)
        assert refusal.value.unit == "batches"
