"""Starts the app's web process for a test, and ends it afterwards."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from scripts.bench.server import Server
from tests.support.patience import PATIENCE_SECONDS

# Nothing listens there, so the download fails at once, with or without a network.
NO_PROXY = "http://127.0.0.1:9"


@dataclass(frozen=True)
class RunningApp:
    """A running app.

    Attributes:
        url: URL of the app, without a slash at the end.
        process: The web process.
        log: File with its output.
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
    """Start the app on the bundled sample; end it and its descendants afterwards.

    Args:
        folder: Folder for its log, its home and its cache.
        script: Script that Streamlit runs.
        before: Words of a command that runs the server's command.
        **environment: Environment variables, in addition to ours.
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
