"""How a run stands follows from its last report, or from its record."""

from dataclasses import replace

import pytest

from core.engine.run_state import RunState
from core.errors import Diverged
from core.runs.progress import Ending, Report, Stage
from core.runs.records import DONE, FAILED
from tests.support.saved_runs import RUN, saved

TRAINING = RunState(Report(RUN, Stage.TRAINING))


@pytest.mark.parametrize(
    ("changes", "stage", "is_over"),
    [
        ({}, Stage.TRAINING, False),
        ({"stopping": True}, Stage.TRAINING, False),
        ({"ending": Ending.STOPPED}, Stage.DONE, True),
        ({"error": Diverged()}, Stage.FAILED, True),
        ({"error": Diverged(), "ending": Ending.FINISHED}, Stage.FAILED, True),
    ],
)
def test_a_run_is_what_its_report_says_until_it_has_an_end(changes, stage, is_over):
    state = replace(TRAINING, **changes)
    assert (state.stage, state.is_over) == (stage, is_over)


def test_a_run_without_an_accuracy_left_no_network():
    assert not replace(TRAINING, ending=Ending.STOPPED).has_network
    assert replace(TRAINING, ending=Ending.STOPPED, accuracy=0.0).has_network


@pytest.mark.parametrize(
    ("changes", "epochs_done", "stage", "epoch"),
    [
        ({}, 0, Stage.WAITING, 0),
        ({"attempts": 1}, 0, Stage.TRAINING, 1),
        ({"attempts": 2}, 3, Stage.TRAINING, 4),
        # Its last epoch is over, but not yet its end.
        ({"attempts": 1}, 7, Stage.TRAINING, 7),
        # It has let others go first.
        ({"attempts": 1, "queued_at": 20.0}, 3, Stage.WAITING, 4),
        ({"attempts": 1, "stage": DONE, "ending": Ending.FINISHED}, 7, Stage.DONE, 7),
        ({"attempts": 1, "stage": FAILED, "error": "Diverged"}, 2, Stage.FAILED, 3),
    ],
)
def test_a_run_stands_as_it_was_stored(changes, epochs_done, stage, epoch):
    state = RunState.from_record(replace(saved(), **changes), epochs_done)
    assert (state.stage, state.report.epoch) == (stage, epoch)
    assert isinstance(state.error, Diverged) == (stage is Stage.FAILED)
