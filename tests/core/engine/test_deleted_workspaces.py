"""What a tab still does with deleted work is refused, after an outage too."""

from types import SimpleNamespace
from typing import Any

import pytest

from core.datasets import loader
from core.engine import deleted_workspaces
from core.engine.deleted_workspaces import DeletedWorkspaces
from core.engine.device_access import DeviceAccess
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.engine.supervisor import Supervisor
from core.errors import DiskFull, StoreUnavailable, WorkspaceDeleted
from core.runs.progress import Ending
from core.settings.run import RunSettings
from core.store.database import Database
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.saved_runs import ANNA, BERTA, checkpoint, saved


def new_run(visitor=ANNA):
    """Return a run that was asked for."""
    return Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, visitor))


def draw(value):
    """Return a change of the store."""
    return lambda store: store.keep_strokes(ANNA, [value])


@pytest.mark.parametrize("failure", [StoreUnavailable("away"), DiskFull("full")])
def test_what_waits_during_an_outage_does_not_bring_deleted_work_back(
    repository, store, monkeypatch, failure
):
    assert repository.ensure_stored(new_run())

    def fail(*_):
        raise failure

    with monkeypatch.context() as outage:
        # Of this process; the other one's store answers, as it is on another machine.
        own = repository.store.open()
        for name in ("keep_strokes", "fetch_run", "ping", "mark_visitor_seen"):
            outage.setattr(own, name, fail)
        waiting = [repository.save(ANNA, draw(1)), repository.save(ANNA, draw(2))]
        wait_for(lambda: not repository.is_saving)
        store.remove_workspace(ANNA)
        assert not repository.is_known_deleted(ANNA)
        other = repository.save(BERTA, lambda store: store.keep_strokes(BERTA, [1]))
    assert repository.writes.flush(PATIENCE_SECONDS)
    assert repository.is_known_deleted(ANNA)
    assert [write.is_stored for write in waiting] == [False, False]
    assert not store.has_workspace(ANNA)
    # Nobody else waits for it, and nothing is called late.
    assert other.is_stored
    assert repository.is_saving


@pytest.mark.parametrize("is_known", [False, True])
def test_no_run_begins_for_deleted_work(repository, store, is_known):
    store.remove_workspace(ANNA)
    if is_known:
        repository.store.deleted.add(ANNA)
    run = new_run()
    with pytest.raises(WorkspaceDeleted):
        repository.add_alone(run, ())
    # A run that is asked for again after its engine was lost is not.
    repository.on_queued(run)
    with pytest.raises(WorkspaceDeleted):
        repository.ensure_stored(run)
    with pytest.raises(WorkspaceDeleted):
        repository.import_run(saved(), checkpoint(1), {})
    with pytest.raises(WorkspaceDeleted):
        DeviceAccess(repository.store).issue_code(ANNA)
    with pytest.raises(WorkspaceDeleted):
        repository.read_workspace(ANNA)
    assert not store.has_workspace(ANNA)
    assert repository.read_workspace(BERTA) is None


def test_a_run_of_an_outage_is_refused_at_once_where_the_deletion_is_known(
    repository, monkeypatch
):
    repository.store.deleted.add(ANNA)

    def fail(_):
        raise StoreUnavailable("away")

    for way in ("reading", "writing"):
        monkeypatch.setattr(Database, way, fail)
    repository.save(BERTA, draw(1))
    wait_for(lambda: repository.store.is_away)
    with pytest.raises(WorkspaceDeleted):
        repository.add_alone(new_run(), ())
    repository.add_alone(new_run(BERTA), ())
    monkeypatch.undo()


def test_one_who_has_deleted_everything_hides_nobody_else(repository, store):
    store.mark_visitor_seen(BERTA)
    store.remove_workspace(ANNA)
    before = store.workspace(BERTA).seen_at
    repository.mark_visitors_seen([ANNA, BERTA])
    assert store.workspace(BERTA).seen_at > before
    assert repository.is_known_deleted(ANNA)


def test_a_workspace_is_deleted_behind_what_was_accepted_before(repository, store):
    for value in range(20):
        repository.save(ANNA, draw(value))
    assert repository.delete_workspace(ANNA, PATIENCE_SECONDS)
    repository.save(ANNA, draw(20))
    assert repository.writes.flush(PATIENCE_SECONDS)
    assert store.is_deleted(ANNA)
    assert not store.has_workspace(ANNA)


def test_what_is_given_up_is_not_deleted_later(repository, store, monkeypatch):
    store.mark_visitor_seen(ANNA)
    own = repository.store.run(lambda store: store)

    def fail(*_):
        raise DiskFull("full")

    with monkeypatch.context() as outage:
        outage.setattr(own, "remove_workspace", fail)
        assert not repository.delete_workspace(ANNA, 0.05)
    assert repository.writes.flush(PATIENCE_SECONDS)
    assert store.has_workspace(ANNA)
    assert not repository.is_known_deleted(ANNA)


def test_who_waits_in_vain_is_told_the_truth_of_a_deletion_that_has_begun(
    repository, store, monkeypatch
):
    own = repository.store.run(lambda store: store)
    remove = own.remove_workspace

    def slowly(visitor):
        # The page has given up by now, but for what is being done.
        wait_for(lambda: waited)
        remove(visitor)

    waited = []
    wait = repository.save

    def save(*arguments):
        write = wait(*arguments)
        waited_for = write.done.wait

        def give_up(_):
            waited_for(0.05)
            waited.append(True)

        monkeypatch.setattr(write.done, "wait", give_up)
        return write

    monkeypatch.setattr(own, "remove_workspace", slowly)
    monkeypatch.setattr(repository, "save", save)
    assert repository.delete_workspace(ANNA, 0.05)
    assert store.is_deleted(ANNA)


def supervisor(repository, runs, stopped):
    """Return one that looks after some runs, and notes which of them it ends."""
    nothing: Any = SimpleNamespace(
        poll=list,
        count_others=lambda own: list(own),
        watching_visitors=lambda seconds: [],
        current=None,
    )
    queue: Any = SimpleNamespace(
        runs=lambda: runs,
        request_stop=lambda run, ending: stopped.append((run.visitor, ending)),
    )
    return Supervisor(
        link=nothing,
        queue=queue,
        jobs=nothing,
        remote_runs=nothing,
        share=nothing,
        repository=repository,
        metrics=nothing,
        signals=nothing,
        held_runs=list,
        clock=lambda: 0.0,
        unwatched_seconds=90,
    )


def test_runs_of_deleted_work_are_ended_and_those_of_an_outage_go_on(repository, store):
    gone, stored, unstored = new_run(ANNA), new_run(BERTA), new_run("c" * 32)
    for run in (gone, stored):
        assert repository.ensure_stored(run)
    store.remove_workspace(ANNA)
    stopped: list[tuple[str, Ending]] = []
    looks = iter([False, True])

    closed: Any = SimpleNamespace(wait=lambda _: next(looks))
    supervisor(repository, [gone, stored, unstored], stopped).run(closed, 0)
    assert stopped == [(ANNA, Ending.STOPPED)]


def test_it_does_not_grow_without_bound(monkeypatch):
    monkeypatch.setattr(deleted_workspaces, "MOST_KNOWN", 3)
    known = DeletedWorkspaces()
    for number in range(5):
        known.add(f"{number:032x}")
    assert [f"{number:032x}" in known for number in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]
