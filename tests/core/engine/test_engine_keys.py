"""Nobody without the engine's keys can use it, and its files are its user's alone."""

import http.client
import os
import socket
import ssl
import stat
import urllib.request
from pathlib import Path

import psutil
import pytest
from distributed import Client
from distributed.security import Security

from core import paths
from core.config import DATABASE_NAME
from core.engine.dask_connection import keys
from core.engine.engine_process import EngineProcess
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.processes import engines, workers
from tests.support.runs import SAMPLE, free, over
from tests.support.stub_engine import start_stub_process

pytestmark = pytest.mark.servers

CONNECT_SECONDS = 5
VISITOR = "a" * 32
# Where Dask shows tasks, logs and addresses to anybody.
PAGES = (
    "/info/main/workers.html",
    "/info/logs.html",
    "/json/identity.json",
    "/json/counts.json",
    "/metrics",
)
NO_ANSWER = (OSError, http.client.HTTPException)


@pytest.fixture(scope="module")
def running(make_engine):
    """An engine that has trained."""
    engine = make_engine()
    assert over(engine.start(free(), SAMPLE)).error is None
    return engine


@pytest.fixture(scope="module")
def process(running, processes):
    """Its process."""
    return processes[0]


def joined(address: str, security: Security | None) -> int:
    """Run code on a scheduler; return the id of its process."""
    with Client(
        address, security=security, timeout=CONNECT_SECONDS, set_as_default=False
    ) as client:
        return int(client.run_on_scheduler(os.getpid))


def is_refused(process: EngineProcess, security: Security | None) -> bool:
    """Return whether an engine lets no client with these keys in."""
    plain = process.address.replace("tls://", "tcp://")
    try:
        joined(plain if security is None else process.address, security)
    except OSError:
        return True
    return False


def test_who_has_the_keys_runs_code_and_who_has_none_is_refused(process):
    ours = [engine.pid for engine in engines()]
    assert process.address.startswith("tls://127.0.0.1:")
    pid = joined(process.address, keys(process.ready))
    assert pid in ours
    assert is_refused(process, None)
    # Still there for who has them.
    assert joined(process.address, keys(process.ready)) == pid


def test_tls_without_a_certificate_is_refused(process):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host, _, port = process.address.removeprefix("tls://").rpartition(":")
    with (
        socket.create_connection((host, int(port)), PATIENCE_SECONDS) as plain,
        pytest.raises(ssl.SSLError, match="CERTIFICATE_REQUIRED"),
        context.wrap_socket(plain) as connection,
    ):
        # In TLS 1.3 the server checks the certificate after the handshake.
        connection.recv(1)


def test_keys_of_ones_own_making_are_refused(process):
    assert is_refused(process, Security.temporary())


def test_each_engine_has_keys_of_its_own(process):
    other = start_stub_process()
    try:
        assert is_refused(other, keys(process.ready))
    finally:
        other.end()


def test_a_key_is_in_no_command_line_and_no_environment(process):
    assert workers()
    secret = process.ready.key.splitlines()[1]
    for each in (*engines(), *workers()):
        said = [*each.cmdline(), *each.environ().values()]
        assert not [text for text in said if secret in text or "PRIVATE KEY" in text]


def test_no_port_of_an_engine_or_a_worker_tells_a_browser_anything(running):
    ports = {
        heard.laddr.port
        for each in (*engines(), *workers())
        for heard in each.net_connections("inet")
        if heard.status == psutil.CONN_LISTEN
    }
    assert len(ports) >= 3
    for port in ports:
        for page in PAGES:
            with pytest.raises(NO_ANSWER):
                urllib.request.urlopen(
                    f"http://127.0.0.1:{port}{page}", timeout=PATIENCE_SECONDS
                ).close()


def others_may(path: Path) -> int:
    """Return what group and everybody else may do with a file."""
    return stat.S_IMODE(path.lstat().st_mode) & 0o077


def test_all_that_a_run_leaves_is_its_users_alone(make_engine, trazo_home):
    before = os.umask(0o022)
    trazo_home.chmod(0o755)
    # As versions before have left them.
    (trazo_home / "runs" / "old").mkdir(parents=True)
    (trazo_home / DATABASE_NAME).touch(0o644)
    (trazo_home / "runs").chmod(0o755)
    (trazo_home / "other.txt").touch(0o644)
    try:
        paths.make_private()
        engine = make_engine()
        run = engine.start(free(), SAMPLE, VISITOR)
        assert over(run).error is None
        wait_for(lambda: run.litert_path.exists())
        found = list(trazo_home.rglob("*"))
        names = {path.name for path in found}
        assert {DATABASE_NAME, f"{DATABASE_NAME}-wal", "runs", "engine"} <= names
        assert run.id in names
        # A folder that nobody may enter guards what is in it.
        seen = [path for path in found if "old" not in path.parts]
        assert [path.name for path in seen if others_may(path)] == ["other.txt"]
        engine.close()
    finally:
        os.umask(before)
