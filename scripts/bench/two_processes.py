"""Two web processes on one PostgreSQL, behind nginx as docs/hosting.md starts it."""

import contextlib
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ephemeral_port_reserve import reserve

from scripts.bench.server import POLL_SECONDS, ROOT, START_SECONDS, Server, serving
from scripts.outages import postgresql
from scripts.setup import install_servers

CONFIGURATION = ROOT / "scripts" / "hosting" / "nginx.conf"
# Of its web processes, as the configuration has them.
PORTS = ("8601", "8602")


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
    """Yield two web processes behind nginx, which end with the block.

    Raises:
        LookupError: nginx or PostgreSQL is not installed.
        RuntimeError: nginx does not start.
    """
    program = install_servers.nginx()
    if program is None:
        raise LookupError("no nginx here: run python -m scripts.setup.install_servers")
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(postgresql.serving()).url
        servers = tuple(
            stack.enter_context(serving({"TRAZO_DATABASE_URL": database}))
            for _ in PORTS
        )
        port = stack.enter_context(_nginx(program, servers))
        yield Hosting(f"http://127.0.0.1:{port}", servers)


@contextlib.contextmanager
def _nginx(program: str, servers: tuple[Server, ...]) -> Iterator[int]:
    port = int(reserve())
    text = CONFIGURATION.read_text("utf-8").replace("8600", str(port))
    for written, server in zip(PORTS, servers, strict=True):
        text = text.replace(written, str(server.port))
    folder = Path(tempfile.mkdtemp(prefix="trazo-nginx-"))
    (folder / "nginx.conf").write_text(text, "utf-8")
    command = [program, "-e", "stderr", "-p", str(folder), "-c", "nginx.conf"]
    try:
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                _wait_until_it_answers(f"http://127.0.0.1:{port}/_stcore/health")
                yield port
            finally:
                process.terminate()
    finally:
        shutil.rmtree(folder)


def _wait_until_it_answers(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        if time.monotonic() > end:
            raise RuntimeError("nginx does not start")
        time.sleep(POLL_SECONDS)
