"""The app's web process, started for a test and ended after it."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.bench.server import Server
from tests.support.patience import PATIENCE_SECONDS

# Nothing listens there: the download fails at once, with or without a network.
NO_PROXY = "http://127.0.0.1:9"


@dataclass(frozen=True)
class RunningApp:
    """A running app.

    Attributes:
        url: Where it is, without a slash at the end.
        process: Its web process.
        log: What it printed.
        home: Its TRAZO_HOME.
    """

    url: str
    process: psutil.Process
    log: Path
    home: Path


@contextlib.contextmanager
def serve(
    folder: Path,
    *,
    script: str = "app.py",
    before: Sequence[str] = (),
    **environment: str,
) -> Iterator[RunningApp]:
    """Start the app on the bundled sample, and end it and all that it started.

    Args:
        folder: For its log, its home and its cache.
        script: What Streamlit is given to run.
        before: Words of the command that runs the command.
        **environment: Variables that it gets besides our own.
    """
    log, home = folder / "server.log", folder / "home"
    server = Server(
        log,
        {
            "TRAZO_HOME": str(home),
            "KERAS_HOME": str(folder / "keras"),
            "HTTPS_PROXY": NO_PROXY,
            **environment,
        },
        script=script,
        before=before,
        start_seconds=PATIENCE_SECONDS,
    )
    try:
        server.wait_until_healthy()
        yield RunningApp(server.url, server.process, log, home)
    finally:
        server.end()
