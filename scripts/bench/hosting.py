"""The app as hosts run it: one web process, or two on one PostgreSQL behind nginx."""

import contextlib
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ephemeral_port_reserve import reserve

from scripts.bench.server import POLL_SECONDS, START_SECONDS, Server, serving
from scripts.hosting import nginx
from scripts.outages import postgresql


@dataclass(frozen=True)
class Hosting:
    """What visitors reach, and what stands behind it.

    Attributes:
        url: URL of the Home page, without a slash at the end.
        servers: The web processes.
    """

    url: str
    servers: tuple[Server, ...]


@contextlib.contextmanager
def one_process() -> Iterator[Hosting]:
    """Yield one web process, as `serving` starts it."""
    with serving() as server:
        yield Hosting(server.url, (server,))


@contextlib.contextmanager
def two_processes() -> Iterator[Hosting]:
    """Yield two web processes behind nginx, as docs/hosting.md starts it.

    Raises:
        LookupError: nginx or PostgreSQL is not installed.
        RuntimeError: nginx does not start.
    """
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(postgresql.serving()).url
        servers = tuple(
            stack.enter_context(serving({"TRAZO_DATABASE_URL": database}))
            for _ in nginx.WEB_PORTS
        )
        port = stack.enter_context(_nginx(servers))
        yield Hosting(f"http://127.0.0.1:{port}", servers)


@contextlib.contextmanager
def _nginx(servers: tuple[Server, ...]) -> Iterator[int]:
    port = int(reserve())
    web_ports = [str(server.port) for server in servers]
    changes = dict(zip(nginx.WEB_PORTS, web_ports, strict=True))
    changes[nginx.PORT] = str(port)
    with (
        tempfile.TemporaryDirectory(prefix="trazo-nginx-") as folder,
        nginx.running(Path(folder), changes),
    ):
        _wait_until_it_answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield port


def _wait_until_it_answers(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        if time.monotonic() > end:
            raise RuntimeError("nginx does not start")
        time.sleep(POLL_SECONDS)
