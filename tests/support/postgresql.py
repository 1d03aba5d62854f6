"""A PostgreSQL of the tests' own, which ends with them."""

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
    """Start one in a folder of its own, reached from this machine alone.

    Yields:
        The URL of its first database, of which the path is ``/postgres``. Skips the
        test where there is no PostgreSQL.
    """
    programs = install_servers.postgresql()
    setpriv = shutil.which("setpriv")
    if programs is None or setpriv is None:
        pytest.skip("no PostgreSQL here: run python -m scripts.setup.install_servers")
    # Not pytest's own folder: another user may not look into that.
    folder = Path(tempfile.mkdtemp(prefix="trazo-postgresql-"))
    # However the tests end, it ends with them.
    command: list[str | Path] = [setpriv, "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        # It refuses to be run by root; what root starts gives up its rights first.
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
            # Terminated, it would wait for whoever is still connected.
            running.send_signal(signal.SIGINT)
            try:
                running.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
    finally:
        shutil.rmtree(folder)
