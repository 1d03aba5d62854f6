"""While others wait, a run trains for a turn, and goes on later exactly as it stood."""

import secrets

import pytest
from distributed import Client

from core.config import Config
from core.engine import worker_tasks
from core.engine.dask_connection import keys
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.engine.run_writer import SILENT_SECONDS
from core.explain import embedding
from core.explain.embedding import EmbeddingRequest
from core.runs.progress import Ending, Stage, TurnOver
from core.runs.tasks import TrainTask
from core.training.lease import leases
from tests.support.patience import wait_for
from tests.support.processes import engines, kill
from tests.support.runs import BATCHES, SAMPLE, free, held, is_whole, over, reached
from tests.support.stub_engine import start_open_process
from tests.support.stub_network import keras_file

pytestmark = pytest.mark.servers

# Over as soon as it began, for any machine.
AT_ONCE = Config(run_minutes=1e-6)


@pytest.fixture(scope="module")
def engine(make_engine):
    """An engine whose runs let others go first as soon as they can."""
    return make_engine(AT_ONCE)


@pytest.fixture
def visitor():
    """The id of a visitor for one test."""
    return secrets.token_hex(16)


def is_turn_over(run_id):
    """Say, on a worker, whether a run of it must let others go first."""
    return leases.get(run_id).is_turn_over(within_epoch=True)


def wait_until_its_turn_is_over(engine, run):
    """Wait until a run's worker has heard that others wait.

    Before that, a run that is not held could train to its end.
    """
    client = engine._link.current.client  # noqa: SLF001  the one way to its workers
    wait_for(lambda: any(client.run(is_turn_over, run.id).values()))


def interrupted(engine, visitor, batches=BATCHES + 10):
    """Return a run that waits for another turn, and the run that is held before it."""
    settings, hold = held(batches)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, batches)
    other, other_hold = held(10)
    first = engine.start(other, SAMPLE, secrets.token_hex(16))
    wait_until_its_turn_is_over(engine, run)
    hold.release()
    wait_for(lambda: run.turns.count)
    reached(first, 10)
    return run, first, other_hold


def test_a_run_lets_others_go_first_and_goes_on_exactly(engine, visitor):
    run, first, hold = interrupted(engine, visitor)
    assert run.state.stage is Stage.WAITING
    assert first.state.stage is Stage.TRAINING
    assert engine.runs_ahead(run) == (first,)
    assert len(run.checkpoint().losses) > BATCHES
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert over(first).ending is Ending.FINISHED
    assert is_whole(run)
    assert is_whole(first)
    # No process has died, and none is said to have.
    assert run.state.kept_epochs is None


def test_a_run_makes_room_for_a_job_and_goes_on_exactly(engine, visitor, tmp_path):
    settings, hold = held(10)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, 10)
    wanted = EmbeddingRequest(
        tmp_path / "network.keras", SAMPLE, tmp_path / embedding.FILE
    )
    wanted.keras_path.write_bytes(keras_file(1))
    job = engine.embedding_jobs.submit(wanted, secrets.token_hex(16))
    wait_until_its_turn_is_over(engine, run)
    # Not to its end: the job waits for no end of a training.
    hold.at(BATCHES + 10)
    wait_for(lambda: job.is_over)
    assert job.error is None
    reached(run, BATCHES + 10)
    assert not run.state.is_over
    assert run.turns.count == 1
    # A visitor who asks for a run meanwhile is behind it.
    assert run.place == run.made_at
    hold.release()
    assert over(run).ending is Ending.FINISHED
    assert is_whole(run)


def test_many_turns_are_no_sign_of_a_run_that_kills_its_workers(engine, visitor):
    settings, hold = held(10)
    runs = [engine.start(settings, SAMPLE, visitor)]
    reached(runs[0], 10)
    runs += [engine.start(free(), SAMPLE, secrets.token_hex(16)) for _ in range(2)]
    wait_until_its_turn_is_over(engine, runs[0])
    hold.release()
    for run in runs:
        assert over(run).ending is Ending.FINISHED
        assert is_whole(run)
    assert max(run.turns.count for run in runs) > 0


def test_a_run_goes_on_as_long_as_it_likes_while_nobody_waits(engine, visitor):
    run = engine.start(free(), SAMPLE, visitor)
    assert over(run).ending is Ending.FINISHED
    assert run.turns.count == 0


def tasks_of(process, run):
    """Return the keys of a run's tasks at the scheduler."""
    with Client(
        process.address,
        set_as_default=False,
        security=keys(process.ready),
    ) as client:
        tasks = client.run_on_scheduler(
            lambda dask_scheduler: list(dask_scheduler.tasks)
        )
    return [task for task in tasks if run.id in task]


def test_a_run_that_is_stopped_while_it_waits_again_keeps_its_network(
    engine, processes, visitor
):
    run, first, hold = interrupted(engine, visitor)
    behind, behind_hold = held(0)
    last = engine.start(behind, SAMPLE, secrets.token_hex(16))
    before = wait_for(lambda: tasks_of(processes[-1], run))
    engine.stop(run)
    # It goes to the front of the line.
    wait_for(lambda: set(tasks_of(processes[-1], run)) - set(before))
    hold.release()
    state = over(run)
    assert state.ending is Ending.STOPPED
    assert state.has_network
    trained = len(run.checkpoint().losses)
    assert trained > BATCHES
    assert run.keras_path.read_bytes() == keras_file(trained)
    behind_hold.release()
    assert over(first).ending is over(last).ending is Ending.FINISHED


def test_a_run_that_waits_again_outlives_its_engine(engine, visitor):
    run, first, hold = interrupted(engine, visitor)
    kill(engines())
    hold.release()
    assert over(run).ending is over(first).ending is Ending.FINISHED
    assert is_whole(run)
    assert is_whole(first)


def test_a_run_that_waits_again_outlives_its_web_process(
    engine, make_engine, clock, visitor
):
    before = make_engine(AT_ONCE)
    run, _, hold = interrupted(before, visitor)
    (seen,) = engine.runs_of(visitor)
    assert seen is not run
    # Another process tells as well that it waits, and for how long it has.
    assert seen.state.stage is Stage.WAITING
    assert seen.place == run.place > run.made_at
    before.close()
    clock.now += SILENT_SECONDS + 1
    hold.release()
    assert over(seen).ending is Ending.FINISHED
    assert is_whole(seen)


def test_a_run_lets_the_run_of_another_web_process_go_first(
    make_engine, monkeypatch, visitor
):
    process = start_open_process()
    monkeypatch.setenv("TRAZO_SCHEDULER", process.address)
    engine, other = make_engine(AT_ONCE), make_engine(AT_ONCE)
    settings, hold = held(10)
    run = engine.start(settings, SAMPLE, visitor)
    reached(run, 10)
    first = other.start(free(), SAMPLE, secrets.token_hex(16))
    # Only one that is asked for after it would be behind it.
    wait_for(lambda: engine.others_ahead(Run(RunSpec.training(settings, SAMPLE))))
    wait_until_its_turn_is_over(engine, run)
    hold.release()
    assert over(first).ending is over(run).ending is Ending.FINISHED
    assert run.turns.count > 0
    assert is_whole(run)
    other.close()
    engine.close()
    process.end()


def test_a_run_that_waits_again_begins_only_with_its_checkpoint(monkeypatch):
    monkeypatch.setattr(worker_tasks, "STORE_SECONDS", 0)
    monkeypatch.setattr(worker_tasks, "_reporting", lambda run_id, topic: None)
    monkeypatch.setattr(worker_tasks, "_checkpointer", lambda task: None)
    task = TrainTask(
        run_id="1" * 32,
        settings=free(),
        source=SAMPLE,
        is_stored=True,
        is_resumed=True,
    )
    assert isinstance(worker_tasks.run(task), TurnOver)
