"""A PostgreSQL that is suspended keeps no page, and loses nothing."""

import signal

import psutil
import pytest

from core.engine.run_repository import RunRepository
from core.errors import StoreUnavailable
from core.store.postgresql import TimedConnection
from core.store.store import Store
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.postgresql import server
from tests.support.saved_runs import ANNA

pytestmark = pytest.mark.servers


def processes(url):
    """Return the server that listens at an address, with its children."""
    port = int(url.rsplit(":", 1)[1].split("/")[0])
    for each in psutil.Process().children(recursive=True):
        if any(c.laddr and c.laddr.port == port for c in each.net_connections()):
            return [each, *each.children(recursive=True)]
    raise LookupError(port)


@pytest.fixture
def connects(monkeypatch):
    """Each try to connect."""
    tries = []
    connect = TimedConnection.connect

    def counted(*args, **arguments):
        tries.append(args)
        return connect(*args, **arguments)

    monkeypatch.setattr(TimedConnection, "connect", counted)
    return tries


def test_a_suspended_server_is_given_up_and_gets_all_when_it_goes_on(connects):
    with server() as url:
        store = Store.open(url, seconds=0.5)
        kept = RunRepository(lambda: store, retry_seconds=0.1)
        assert kept.workspace(ANNA) is None
        suspended = processes(url)
        for process in suspended:
            process.send_signal(signal.SIGSTOP)
        tried = len(connects)
        assert tried
        try:
            # Without a limit of our own this would wait for ever.
            with pytest.raises(StoreUnavailable):
                store.workspace(ANNA)
            # Another connection would wait for two seconds more.
            assert len(connects) == tried
            assert kept.list_runs(ANNA) == ()
            assert not kept.is_saving
            with pytest.raises(StoreUnavailable):
                kept.read_workspace(ANNA)
            kept.save(ANNA, lambda each: each.change_settings(ANNA, {}, {"a": "1"}))
            assert kept.writes.has_any(ANNA)
        finally:
            for process in suspended:
                process.send_signal(signal.SIGCONT)
        assert kept.writes.flush(PATIENCE_SECONDS)
        wait_for(lambda: kept.is_saving)
        found = kept.read_workspace(ANNA)
        assert found is not None
        assert found.settings == {"a": "1"}
        kept.close()
