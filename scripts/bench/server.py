"""Starts the app's web process for a measurement, and ends it afterwards."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil
from ephemeral_port_reserve import reserve

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60
END_SECONDS = 10
POLL_SECONDS = 0.05
LOG_CHARACTERS = 2000
# Python's word for an error, and Trazo's for one on a page: core/server/logs.py.
TROUBLE = ("Traceback", "page failed")


class Server:
    """A Streamlit server on a free port of this machine.

    Attributes:
        port: Port of the server.
        started_at: `time.perf_counter` just before the process started.
        process: The web process.
    """

    def __init__(
        self,
        log: Path,
        environment: Mapping[str, str],
        port: int | None = None,
        before: Sequence[str] = (),
        *,
        script: str = "app.py",
        start_seconds: float = START_SECONDS,
    ) -> None:
        """Start the server without waiting for it.

        Args:
            log: File for its output.
            environment: Environment variables, in addition to ours.
            port: Port of the server; a free one if None.
            before: Words of a command that runs the server's command.
            script: Script that Streamlit runs.
            start_seconds: Time limit for the start, in seconds.
        """
        self.port = reserve() if port is None else port
        self._log = log
        path = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
        self._base_path = f"/{path}" if path else ""
        self._start_seconds = start_seconds
        with log.open("wb") as output:
            self.started_at = time.perf_counter()
            started = subprocess.Popen(
                [
                    *before,
                    *(sys.executable, "-m", "streamlit", "run", script),
                    *("--server.port", str(self.port)),
                    *("--server.headless", "true"),
                ],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._started = started
        self.process = psutil.Process(started.pid)

    @property
    def url(self) -> str:
        """URL of the Home page, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}{self._base_path}"

    def wait_for_connection(self) -> None:
        """Wait until the server accepts connections.

        Raises:
            RuntimeError: The server ended or took too long.
        """
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            self._pause("takes no connection")

    def wait_until_healthy(self) -> None:
        """Wait until the server's health check succeeds.

        Raises:
            RuntimeError: The server ended or took too long.
        """
        while True:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5),
            ):
                return
            self._pause("is not healthy")

    def end(self) -> None:
        """End the server and all of its processes."""
        family = self._family()
        self._started.terminate()
        try:
            self._started.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._started.kill()
            self._started.wait()
        _, left = psutil.wait_procs(family, END_SECONDS)
        for process in left:
            print(f"warning: the server left {process} behind", file=sys.stderr)
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        for warning in troubles(self._log.read_text(errors="replace")):
            print(f"warning: the server's log: {warning}", file=sys.stderr)

    def _family(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return [self.process, *self.process.children(recursive=True)]
        return []

    def _pause(self, complaint: str) -> None:
        late = time.perf_counter() - self.started_at > self._start_seconds
        if late or self._started.poll() is not None:
            raise RuntimeError(f"the server {complaint}:\n{self._log_end()}")
        time.sleep(POLL_SECONDS)

    def _log_end(self) -> str:
        return self._log.read_text(errors="replace")[-LOG_CHARACTERS:]


def troubles(log: str) -> list[str]:
    """Return what a server's log tells of errors: for each kind, where it first does.

    Args:
        log: The whole log.
    """
    return [
        f"{word}:\n{log[max(0, place - LOG_CHARACTERS) : place + LOG_CHARACTERS]}"
        for word in TROUBLE
        if (place := log.find(word)) >= 0
    ]


@contextlib.contextmanager
def serving(
    environment: Mapping[str, str] | None = None, *, healthy: bool = True
) -> Iterator[Server]:
    """Yield a server that ends with the block.

    Args:
        environment: Environment variables, in addition to ours.
        healthy: Whether to wait until the health check succeeds.
    """
    with tempfile.TemporaryDirectory(prefix="trazo-bench-") as folder:
        server = Server(Path(folder) / "server.log", environment or {})
        try:
            if healthy:
                server.wait_until_healthy()
            yield server
        finally:
            server.end()
