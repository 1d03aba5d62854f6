"""Starts a PostgreSQL server for the tests, which ends with them."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ephemeral_port_reserve import reserve

from scripts.setup import install_servers
from tests.support.patience import wait_for

USER = "postgres"
FIRST = ("--no-sync", "--auth=trust", f"--username={USER}", "--encoding=UTF8")
END_SECONDS = 30


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server in its own folder, reachable only from this machine.

    Yields:
        URL of the server's first database, with the path ``/postgres``. Skips the test
        if PostgreSQL is not installed.
    """
    programs = install_servers.postgresql()
    setpriv = shutil.which("setpriv")
    if programs is None or setpriv is None:
        pytest.skip("no PostgreSQL here: run python -m scripts.setup.install_servers")
    # Not pytest's temporary folder, which other users cannot read.
    folder = Path(tempfile.mkdtemp(prefix="trazo-postgresql-"))
    # The server ends with the tests, even if they are killed.
    command: list[str | Path] = [setpriv, "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, so root switches to another user first.
        account = pwd.getpwnam(USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
        command += [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    try:
        subprocess.run(
            [*command, programs / "initdb", *FIRST, "-D", folder / "data"],
            check=True,
            capture_output=True,
        )
        port = str(reserve())
        running = subprocess.Popen(
            [
                *(*command, programs / "postgres", "-D", folder / "data"),
                *("-p", port, "-h", "127.0.0.1", "-k", folder, "-F"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ready: list[str | Path] = [
            programs / "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            port,
        ]
        try:
            wait_for(lambda: subprocess.run(ready, check=False).returncode == 0)
            yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        finally:
            # SIGTERM would wait for open connections.
            running.send_signal(signal.SIGINT)
            try:
                running.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
    finally:
        shutil.rmtree(folder)
