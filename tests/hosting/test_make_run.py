"""make run and make class start the app; the one for this computer alone."""

import os
import re
import subprocess
import sys
import urllib.request

import psutil
import pytest
from ephemeral_port_reserve import reserve

from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.root import ROOT

pytestmark = pytest.mark.servers


def recipe(target):
    """Return the command by which a target of the Makefile starts the app."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (command,) = re.findall(rf"^{target}: .*\n\t(.*)$", makefile, re.MULTILINE)
    return command.replace("$(BIN)/python", sys.executable).split()


def answers(url):
    """Return the headers of a server's answer; None before it answers."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
            return answer.headers
    except OSError:
        return None


def listening(process):
    """Return the addresses on which a process waits for browsers."""
    return {
        connection.laddr.ip
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }


@pytest.mark.parametrize(
    ("target", "address"), [("run", "127.0.0.1"), ("class", "0.0.0.0")]
)
def test_it_starts_with_headers_and_listens_where_it_should(target, address, tmp_path):
    port = reserve()
    command = recipe(target)
    assert command[0] == sys.executable
    # As a shell has it: no folder of ours is on Python's path.
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONPATH"
    } | {
        "STREAMLIT_SERVER_PORT": str(port),
        "TRAZO_HOME": str(tmp_path / "home"),
    }
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log
        ) as server,
    ):
        try:
            url = f"http://127.0.0.1:{port}/"
            wait_for(lambda: server.poll() is not None or answers(url))
            assert server.poll() is None, (tmp_path / "log").read_text()
            headers = answers(url)
            assert "default-src" in headers["Content-Security-Policy"]
            assert listening(psutil.Process(server.pid)) == {address}
        finally:
            server.terminate()
            server.wait(PATIENCE_SECONDS)
