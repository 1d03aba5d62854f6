"""A worker saves runs in the store of its own environment, if the run is there."""

import pickle
import secrets

import pytest

from core.engine.engine import Engine
from core.engine.run import Run
from core.engine.run_repository import RunRepository
from core.engine.run_spec import RunSpec
from core.store.store import Store
from tests.support.patience import wait_for
from tests.support.runs import SAMPLE, free, over
from tests.support.stub_engine import start_stub_process

pytestmark = pytest.mark.servers


def test_a_task_has_no_address_of_a_store(trazo_home):
    kept = RunRepository(lambda: Store.open(f"sqlite:///{trazo_home / 'secret.db'}"))
    run = Run(RunSpec.training(free(epochs=1), SAMPLE, secrets.token_hex(16)))
    task = run.build_task("topic", is_stored=kept.ensure_stored(run))
    assert task.is_stored
    assert b"secret" not in pickle.dumps(task)
    kept.close()


def test_a_run_is_trained_and_kept_though_its_worker_has_another_store(
    home, tmp_path, capfd
):
    visitor = secrets.token_hex(16)
    made = Engine(
        lambda: Store.open(f"sqlite:///{tmp_path / 'other.db'}"),
        start_process=start_stub_process,
    )
    try:
        run = made.start(free(epochs=1), SAMPLE, visitor)
        state = over(run)
        assert state.error is None
        assert state.has_network
        wait_for(lambda: made.repository.list_runs(visitor)[0].stage == "done")
        assert made.repository.list_runs(visitor)[0].accuracy == state.accuracy
        assert (
            made.repository.read_file(visitor, run.id, "keras")
            == run.keras_path.read_bytes()
        )
    finally:
        made.close()
    assert "store does not know it" in capfd.readouterr().err
