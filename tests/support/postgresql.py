"""Starts a PostgreSQL server for the tests, which ends with them."""

import contextlib
from collections.abc import Iterator

import pytest

from scripts.outages import postgresql

USER = postgresql.USER


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server in its own folder, reachable only from this machine.

    Yields:
        URL of the server's first database, with the path ``/postgres``. Skips the test
        if PostgreSQL is not installed.
    """
    if not postgresql.is_installed():
        pytest.skip("no PostgreSQL here: run python -m scripts.setup.install_servers")
    with postgresql.serving() as running:
        yield running.url
