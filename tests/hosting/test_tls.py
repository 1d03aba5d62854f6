"""TLS between scheduler, workers and web processes, as docs/hosting.md sets it up."""

import functools
import socket
import ssl
import subprocess
import sys

import pytest
from ephemeral_port_reserve import reserve

from tests.support.commands import Terminal, block, listens
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.root import ROOT
from tests.support.stub_engine import STUB

pytestmark = pytest.mark.servers

ONE_RUN = """
import time
from core.datasets import loader
from core.engine.engine import Engine
from core.settings.run import RunSettings
engine = Engine()
run = engine.start(RunSettings(epochs=1, images=500), loader.Source.SAMPLE)
while not run.state.is_over:
    run.mark_watched()
    time.sleep(0.05)
print(run.state.ending or type(run.state.error).__name__, run.state.has_network)
engine.close()
"""


@pytest.fixture
def scheduler_port():
    """The port of the scheduler."""
    return reserve()


@pytest.fixture
def terminal(tmp_path, scheduler_port):
    """A terminal that knows the certificates of docs/hosting.md."""
    made = Terminal(
        tmp_path,
        block("export TRAZO_DATABASE_URL") + block("DEFAULT_SCHEME"),
        {
            "certificates": str(tmp_path / "certificates"),
            "postgresql://trazo:secret@127.0.0.1/trazo": f"sqlite:///{tmp_path}/db",
            "8786": str(scheduler_port),
        },
    )
    made.run(block("openssl"))
    return made


def a_run(environment):
    """Return a run's ending or error, and its network, in an environment."""
    return subprocess.run(
        [sys.executable, "-c", ONE_RUN],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    ).stdout.split()


def is_refused(port, context):
    """Return whether a server rejects a client with this TLS context."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as plain:
        try:
            with context.wrap_socket(plain) as connection:
                # In TLS 1.3 the server checks the client's certificate after the
                # handshake; if it is valid, the scheduler sends the first message.
                return not connection.recv(1)
        except ssl.SSLError as error:
            return "CERTIFICATE_REQUIRED" in str(error)


def test_a_run_goes_over_tls_and_who_has_no_certificate_is_refused(
    terminal, scheduler_port, tmp_path
):
    scheduler, worker = block("dask scheduler").splitlines()[:2]
    # What a worker trains with makes no difference to who may talk to it.
    worker = f"{worker} --preload {STUB}"
    with terminal.running(scheduler, "scheduler.log"):
        wait_for(functools.partial(listens, scheduler_port))
        stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        stranger.check_hostname, stranger.verify_mode = False, ssl.CERT_NONE
        assert is_refused(scheduler_port, stranger)
        friend = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        friend.check_hostname = False
        friend.load_verify_locations(tmp_path / "certificates" / "ca.pem")
        friend.load_cert_chain(tmp_path / "certificates" / "trazo.pem")
        assert not is_refused(scheduler_port, friend)
        with terminal.running(worker, "worker.log"):
            assert a_run(terminal.exported()) == ["finished", "True"]
