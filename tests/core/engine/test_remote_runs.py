"""Runs of other processes are followed in the store, and taken over when forsaken."""

from dataclasses import replace
from unittest.mock import create_autospec

import pytest

from core.engine.remote_runs import RemoteRuns
from core.engine.run import Run
from core.engine.run_repository import RunRepository
from core.errors import AttemptSuperseded
from core.runs.records import DONE
from tests.support.clock import Clock
from tests.support.saved_runs import OTHER, RUN, saved


@pytest.fixture
def repository():
    """What the store has: nobody's run is forsaken."""
    found = create_autospec(RunRepository, instance=True)
    found.fetch_run.return_value = saved()
    found.claim.return_value = found.is_deleted.return_value = False
    return found


@pytest.fixture
def clock():
    """The clock of the run."""
    return Clock()


@pytest.fixture
def run(trazo_home, clock):
    """A run of another process, which a visit here holds."""
    return Run.from_record(
        saved(), None, fine_tuning=None, fetch=lambda _: None, clock=clock
    )


@pytest.fixture
def remote(repository, run):
    """Those that are followed."""
    runs = RemoteRuns(repository)
    runs.on_handed_over(run)
    return runs


def test_a_run_that_goes_on_elsewhere_is_brought_up_to_date(remote, repository, run):
    assert remote.poll() == []
    repository.update_run.assert_called_once_with(
        run, repository.fetch_run.return_value
    )
    assert run in remote


def test_a_run_that_is_over_is_not_followed_any_more(remote, repository, run):
    repository.fetch_run.return_value = replace(saved(), stage=DONE)
    assert remote.poll() == []
    repository.claim.assert_not_called()
    assert run not in remote


def test_a_forsaken_run_is_this_process_from_now_on(remote, repository, run):
    repository.claim.return_value = True
    assert remote.poll() == [run]
    assert run not in remote
    assert remote.poll() == []


def test_a_run_that_was_deleted_elsewhere_has_ended(remote, repository, run):
    repository.fetch_run.return_value = None
    assert remote.poll() == []
    # An outage, for all that is known.
    assert run in remote
    assert run.state.error is None
    repository.is_deleted.return_value = True
    assert remote.poll() == []
    assert run not in remote
    assert isinstance(run.state.error, AttemptSuperseded)


def test_the_line_of_others_is_counted_where_the_scheduler_is_shared(
    remote, repository, monkeypatch
):
    repository.list_active.return_value = ((RUN, 10.0), (OTHER, 20.0))
    monkeypatch.delenv("TRAZO_SCHEDULER", raising=False)
    remote.count_others([RUN])
    assert remote.others == ()
    monkeypatch.setenv("TRAZO_SCHEDULER", "tcp://scheduler:8786")
    remote.count_others([RUN])
    assert remote.others == (20.0,)


def test_who_has_a_page_open_here_is_known(remote, run, clock):
    run.mark_watched()
    assert remote.watching_visitors(60) == [run.visitor]
    clock.now += 61
    assert remote.watching_visitors(60) == []
