"""A PostgreSQL of the tests' own, which ends with them."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import install_postgresql

USER = "postgres"
FIRST = ("--no-sync", "--auth=trust", f"--username={USER}", "--encoding=UTF8")
START_SECONDS = 30


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start one in a folder of its own, reached through a socket in there.

    Yields:
        The URL of its first database, of which the path is ``/postgres``. Skips the
        test where there is no PostgreSQL.
    """
    programs = install_postgresql.folder()
    setpriv = shutil.which("setpriv")
    if programs is None or setpriv is None:
        pytest.skip("no PostgreSQL here: run python -m scripts.install_postgresql")
    # Not pytest's own folder: another user may not look into that.
    folder = Path(tempfile.mkdtemp(prefix="trazo-postgresql-"))
    command = [setpriv, "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        # It refuses to be run by root.
        shutil.chown(folder, USER)
        command += [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    try:
        subprocess.run(
            [*command, programs / "initdb", *FIRST, folder / "data"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        options = (
            f"-k {folder} -c listen_addresses= -c fsync=off -c log_min_messages=panic"
        )
        running = subprocess.Popen(
            [*command, programs / "postgres", "-D", folder / "data", *options.split()],
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(programs, folder)
            yield f"postgresql:///postgres?host={folder}&user={USER}"
        finally:
            # At once, whoever is still connected.
            running.send_signal(signal.SIGINT)
            try:
                running.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
    finally:
        shutil.rmtree(folder)


def _wait_for(programs: Path, folder: Path) -> None:
    asked = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", USER]
    end = time.monotonic() + START_SECONDS
    while subprocess.run(asked, check=False).returncode:
        assert time.monotonic() < end
        time.sleep(0.05)
