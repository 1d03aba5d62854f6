"""The app as a host serves it, and what it answers a balancer."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from core.engine.process import EngineProcess
from core.health import FRESH_SECONDS
from core.ui import shared
from scripts import serve
from tests.processes import engines

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60
# A balancer does not wait much longer.
ANSWER_SECONDS = 10


@contextlib.contextmanager
def served(folder: Path, **environment: str) -> Iterator[str]:
    """Serve the app with ``/health``; return where it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "streamlit", "run", "scripts/serve.py"),
            *("--server.port", str(port), "--server.address", "127.0.0.1"),
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "TRAZO_HOME": str(folder), **environment},
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/_stcore/health")
            yield url
        finally:
            process.terminate()
            process.wait(20)


def wait_for(url: str) -> None:
    """Wait until somebody answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1):
            return
        time.sleep(0.1)
    pytest.fail("the server did not start")


def asked(url: str) -> tuple[int, str]:
    """Return the status and the text of an answer; fail where there is none."""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def test_a_server_that_nobody_has_visited_is_well(tmp_path):
    with served(tmp_path) as url:
        status, text = asked(f"{url}/health")
        assert status == 200
        assert json.loads(text) == {
            "well": True,
            "checks": {"streamlit": "ok", "engine": "ok", "store": "ok"},
            "visitors": 0,
            "going_on": 0,
            "waiting": 0,
            "done": 0,
            "failed": 0,
            "workers": 0,
        }
        assert asked(f"{url}/draw")[0] == 200


def without_engine(url, store):
    """Make sure that no engine is told, and how the store is; return the answer."""
    status, text = asked(f"{url}/health")
    assert status == 503
    assert json.loads(text)["checks"] == {
        "streamlit": "ok",
        "engine": "EngineUnavailable",
        "store": store,
    }
    return text


def test_what_is_not_well_is_named_and_nothing_else_is_told(tmp_path):
    (tmp_path / "nowhere").touch()
    with served(
        tmp_path,
        TRAZO_SCHEDULER="tcp://127.0.0.1:9",
        TRAZO_DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/trazo.db",
    ) as url:
        text = without_engine(url, store="StoreUnavailable")
    assert json.loads(text)["workers"] is None
    assert "127.0.0.1" not in text
    assert "nowhere" not in text


def test_the_engine_ends_with_the_server(monkeypatch):
    closed = []
    engine = SimpleNamespace(close=lambda: closed.append(True))
    monkeypatch.setattr(shared, "engine", lambda: engine)

    async def serve_and_end():
        async with serve.lifespan(serve.app):
            assert not closed

    asyncio.run(serve_and_end())
    assert closed == [True]


def test_a_scheduler_that_hangs_is_told_and_one_that_answers_again_is_well(tmp_path):
    scheduler = EngineProcess()
    (process,) = engines()
    try:
        with served(tmp_path, TRAZO_SCHEDULER=scheduler.address) as url:
            wait_until_well(f"{url}/health")
            os.kill(process.pid, signal.SIGSTOP)
            time.sleep(FRESH_SECONDS)
            without_engine(url, store="ok")
            assert asked(f"{url}/draw")[0] == 200
            os.kill(process.pid, signal.SIGCONT)
            wait_until_well(f"{url}/health")
    finally:
        with contextlib.suppress(psutil.Error):
            process.resume()
        scheduler.end()


def wait_until_well(url: str) -> None:
    """Wait for a 200."""
    end = time.monotonic() + START_SECONDS
    while asked(url)[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.1)
