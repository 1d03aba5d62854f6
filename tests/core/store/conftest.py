"""A store on SQLite and on a PostgreSQL that the tests start themselves."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.store import Store
from scripts.install_postgresql import folder
from tests.processes import wait

USER = "postgres"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of an empty PostgreSQL on this machine alone; ended with the tests."""
    programs = folder()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: scripts/install_postgresql.py")
    # It refuses to be run by root; what root starts gives up its rights first.
    account = pwd.getpwnam(USER) if os.geteuid() == 0 else None
    place = Path(tempfile.mkdtemp(prefix="trazo-pg-"))
    if account is not None:
        os.chown(place, account.pw_uid, account.pw_gid)

    def command(*arguments: str) -> list[str]:
        own = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        return [*(own if account else []), *arguments]

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    initdb = [str(programs / "initdb"), "-D", str(place / "data"), "-A", "trust"]
    subprocess.run(
        command(*initdb, "-U", USER, "--no-sync"), check=True, capture_output=True
    )
    with subprocess.Popen(
        command(
            *(str(programs / "postgres"), "-D", str(place / "data")),
            *("-p", str(port), "-h", "127.0.0.1", "-k", str(place), "-F"),
        ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        ready = [str(programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)]
        wait(lambda: subprocess.run(ready, capture_output=True).returncode == 0)
        yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        # Terminated, it would wait for whoever is still connected.
        process.send_signal(signal.SIGINT)
        process.wait(20)
    shutil.rmtree(place)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'trazo.db'}"
        return
    address: str = request.getfixturevalue("postgresql")
    yield address
    import psycopg  # noqa: PLC0415  only where there is a PostgreSQL

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    opened = Store.open(url)
    yield opened
    opened.close()
