"""A connection goes to the scheduler that is named, with the keys that it needs.

`tests/core/engine/test_engine_keys.py` tries keys on engines.
"""

from unittest.mock import create_autospec

import pytest
from distributed import Client, LocalCluster, Scheduler
from distributed.security import Security

from core.engine import dask_connection
from core.engine.dask_connection import MESSAGES_KEPT, Connection
from core.engine.engine_process import EngineProcess, Ready
from core.errors import EngineUnavailable
from tests.support.patience import wait_for

NOBODY = "tcp://127.0.0.1:9"


def test_an_open_engine_has_no_keys():
    assert dask_connection.keys(Ready(address=NOBODY)) is None


def test_keys_of_an_engine_are_for_encrypted_connections():
    made = Security.temporary()
    ready = Ready(
        address=NOBODY, certificate=made.tls_client_cert, key=made.tls_client_key
    )
    found = dask_connection.keys(ready)
    assert found is not None
    assert found.require_encryption
    assert found.tls_client_key == made.tls_client_key
    assert found.tls_ca_file == made.tls_client_cert


def test_a_scheduler_of_ones_own_is_joined_and_nothing_started(monkeypatch):
    monkeypatch.setenv("TRAZO_SCHEDULER", NOBODY)
    monkeypatch.setattr(dask_connection, "CONNECT_SECONDS", 0.2)

    def start():
        pytest.fail("an engine was started")

    with pytest.raises(EngineUnavailable):
        Connection("topic", start)


def test_a_process_whose_scheduler_does_not_answer_is_ended(monkeypatch):
    monkeypatch.delenv("TRAZO_SCHEDULER", raising=False)
    monkeypatch.setattr(dask_connection, "CONNECT_SECONDS", 0.2)
    process = create_autospec(EngineProcess, instance=True)
    process.address, process.ready = NOBODY, Ready(address=NOBODY)
    with pytest.raises(EngineUnavailable):
        Connection("topic", lambda: process)
    process.end.assert_called_once_with()


@pytest.fixture
def connection(monkeypatch):
    """A connection whose client is a stand-in."""
    monkeypatch.setenv("TRAZO_SCHEDULER", NOBODY)
    client = create_autospec(Client, instance=True)
    client.id, client.status = "Client-1", "running"
    # Made by `__init__` only.
    client.scheduler = create_autospec(Scheduler, instance=True)
    monkeypatch.setattr("distributed.Client", lambda *args, **kwargs: client)
    return Connection("topic")


def test_it_is_alive_while_its_client_is(connection):
    assert connection.alive
    assert connection.topic == "topic-Client-1"
    connection.client.status = "closed"
    assert not connection.alive


@pytest.mark.parametrize("error", [OSError("gone"), TimeoutError])
def test_a_scheduler_that_does_not_say_its_workers_is_unavailable(connection, error):
    connection.client.sync.side_effect = error
    with pytest.raises(EngineUnavailable):
        connection.workers(0.1)
    connection.client.sync.side_effect = None
    connection.client.sync.return_value = {"n_workers": 3}
    assert connection.workers(0.1) == 3


def test_to_let_go_of_it_never_raises(connection):
    connection.client.close.side_effect = RuntimeError("already closed")
    connection.close()


def wait_until_sent(sent, before):
    """Wait until one more batch has left."""
    wait_for(lambda: sent.batch_count > before)


@pytest.mark.servers
def test_of_all_that_was_sent_only_the_last_messages_stay_in_memory(monkeypatch):
    """Each may have the drawings of a whole class."""
    with LocalCluster(n_workers=0, processes=False, dashboard_address=None) as cluster:
        monkeypatch.setenv("TRAZO_SCHEDULER", cluster.scheduler_address)
        connection = Connection("topic")
        try:
            sent = connection.client.scheduler_comm
            waiting = []
            for place in range(2 * MESSAGES_KEPT):
                before = sent.batch_count
                task = connection.submit(f"task-{place}", len, b"", priority=-place)
                waiting.append(task)
                wait_until_sent(sent, before)
            assert sent.batch_count >= 2 * MESSAGES_KEPT
            assert len(sent.recent_message_log) == MESSAGES_KEPT
        finally:
            connection.close()
