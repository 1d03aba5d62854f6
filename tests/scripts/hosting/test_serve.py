"""The app with its ``/health`` endpoint, and the answers to a load balancer."""

import asyncio
import contextlib
import functools
import json
import urllib.error
import urllib.request
from types import SimpleNamespace

import psutil
import pytest

from core.ui.state import services
from scripts.bench.server import Server
from scripts.hosting import serve
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.processes import engines
from tests.support.server import serve as serve_app
from tests.support.stub_engine import start_open_process

pytestmark = pytest.mark.servers

SCRIPT = "scripts/hosting/serve.py"
with_health = functools.partial(serve_app, script=SCRIPT)


def asked(url: str) -> tuple[int, str]:
    """Return the status and text of an answer; fail if there is none."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def test_a_server_that_nobody_has_visited_is_well(tmp_path):
    with with_health(tmp_path) as app:
        status, text = asked(f"{app.url}/health")
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
        assert asked(f"{app.url}/draw")[0] == 200


def test_a_bad_variable_ends_the_server_with_one_clear_line(tmp_path):
    # That each is refused by name, `tests/core/test_config.py` says.
    name, log = "TRAZO_LOG", tmp_path / "server.log"
    server = Server(log, {name: "loud", "TRAZO_HOME": str(tmp_path)}, script=SCRIPT)
    try:
        assert server.process.wait(PATIENCE_SECONDS) == 1
    finally:
        server.end()
    (line,) = [line for line in log.read_text().splitlines() if name in line]
    assert line.startswith(f"Trazo cannot start: {name}=")
    assert "Traceback" not in log.read_text()


def without_engine(url, store):
    """Check that the engine is unavailable and the store's state; return the answer."""
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
    with with_health(
        tmp_path,
        TRAZO_SCHEDULER="tcp://127.0.0.1:9",
        TRAZO_DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/trazo.db",
    ) as app:
        text = without_engine(app.url, store="StoreUnavailable")
    assert json.loads(text)["workers"] is None
    assert "127.0.0.1" not in text
    assert "nowhere" not in text


def test_the_engine_ends_with_the_server(monkeypatch):
    closed = []
    engine = SimpleNamespace(close=lambda: closed.append(True))
    monkeypatch.setattr(services, "engine", lambda: engine)

    async def serve_and_end():
        async with serve.lifespan(serve.app):
            assert not closed

    asyncio.run(serve_and_end())
    assert closed == [True]


@pytest.mark.usefixtures("trazo_home")
def test_a_scheduler_that_hangs_is_told_and_one_that_answers_again_is_well(tmp_path):
    scheduler = start_open_process()
    (process,) = engines()
    try:
        with with_health(tmp_path, TRAZO_SCHEDULER=scheduler.address) as app:

            def status():
                return asked(f"{app.url}/health")[0]

            wait_for(status, lambda told: told == 200)
            process.suspend()
            # It may still return the cached result.
            wait_for(status, lambda told: told == 503)
            without_engine(app.url, store="ok")
            assert asked(f"{app.url}/draw")[0] == 200
            process.resume()
            wait_for(status, lambda told: told == 200)
    finally:
        with contextlib.suppress(psutil.Error):
            process.resume()
        scheduler.end()
