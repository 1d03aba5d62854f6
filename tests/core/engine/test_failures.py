"""Why a run failed is known after a reload."""

import inspect
import math
from dataclasses import replace

import pytest

from core import errors
from core.engine import failures
from core.engine.run import Run
from core.engine.run_repository import RunRepository
from core.engine.run_spec import RunSpec
from core.errors import (
    Diverged,
    ImpossibleNetwork,
    NetworkTooBig,
    SettingUnknown,
    TrainingFailed,
    TrazoError,
    WorkerLost,
)
from core.settings.layers import Kind
from core.settings.run import RunSettings
from core.store.store import Store
from tests.support.runs import SAMPLE
from tests.support.saved_runs import ANNA, saved

ERRORS = [
    TrainingFailed("ResourceExhaustedError: out of memory\nin layer 3"),
    ImpossibleNetwork(2, Kind.MAX_POOLING, 1, 2),
    NetworkTooBig(3_000_000, 2_000_000),
    SettingUnknown("optimizer", object, ("adam", "sgd")),
    WorkerLost(),
]


def alike(error):
    """Return what two errors that say the same have in common."""
    return type(error), str(error)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_failed_run_has_its_reason_in_the_next_process(trazo_home, error):
    url = f"sqlite:///{trazo_home / 'trazo.db'}"
    repository = RunRepository(lambda: Store.open(url))
    run = Run(RunSpec.training(RunSettings(), SAMPLE, ANNA))
    repository.on_queued(run)
    repository.on_failed(run, error)
    repository.close()
    after = RunRepository(lambda: Store.open(url))
    (found,) = after.list_runs(ANNA)
    assert alike(after.build_run(found).state.error) == alike(error)
    after.close()


@pytest.mark.parametrize(
    "raised", [ValueError("/srv/keras"), TrainingFailed("ValueError: /srv/keras")]
)
def test_the_log_has_the_reason_that_no_visitor_reads(raised, caplog):
    assert isinstance(failures.translated(raised), TrainingFailed)
    assert caplog.messages == ["the training failed: ValueError: /srv/keras"]


def test_the_data_of_an_error_comes_back():
    name, data = failures.to_record(ERRORS[1])
    error = failures.from_record(replace(saved(), error=name, error_data=data))
    assert isinstance(error, ImpossibleNetwork)
    assert (error.block, error.layer) == (2, Kind.MAX_POOLING)
    assert (error.side, error.window) == (1, 2)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (math.nan, "nan"),
        ((1, ("a", 2.5)), [1, ["a", 2.5]]),
        ("with\0nought", "withnought"),
        ("x" * 5000, "x" * failures.MOST_CHARACTERS),
    ],
)
def test_what_no_database_takes_is_stored_as_words(value, stored):
    error = SettingUnknown("name", value, ())
    assert failures.to_record(error)[1]["data"]["given"] == stored


def test_a_row_of_before_has_the_class_alone():
    def reason(name):
        return failures.from_record(replace(saved(), error=name))

    assert failures.from_record(saved()) is None
    assert isinstance(reason("Diverged"), Diverged)
    assert alike(reason("ImpossibleNetwork")) == alike(
        TrainingFailed("ImpossibleNetwork")
    )
    assert alike(reason("NoSuchError")) == alike(TrainingFailed())


def test_every_error_comes_back_as_its_class():
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, TrazoError)
    ]
    assert len(kinds) > 20
    for kind in kinds:
        row = replace(
            saved(), error=kind.__name__, error_data={"message": "why", "data": {}}
        )
        assert alike(failures.from_record(row)) == (kind, "why")
