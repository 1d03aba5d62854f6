"""What visitors share is made once, and no message of a browser replaces it."""

import asyncio
import functools
import os
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from core.engine.engine import Engine
from core.ui.state import services
from scripts.bench.protocol_visitor import visiting
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.processes import engines, workers
from tests.support.root import ROOT
from tests.support.server import serve

pytestmark = pytest.mark.servers

CLEARED = 5
LONG = "train_epochs=30"


@pytest.fixture
def fresh(trazo_home: Path) -> Iterator[None]:
    """Services that nobody has asked for; they end with the test."""
    # An engine changes it for its whole process.
    before = os.umask(0o022)
    services.reset()
    yield
    services.reset()
    os.umask(before)


def test_many_threads_that_ask_at_once_get_one_engine(fresh):
    barrier = threading.Barrier(8)

    def ask(_: int) -> object:
        barrier.wait()
        return services.engine()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(8)))) == 1


def test_a_reset_closes_the_engine_and_reads_the_environment_again(fresh, monkeypatch):
    closed = []
    close = Engine.close
    monkeypatch.setattr(Engine, "close", lambda self: closed.append(self))
    before, limits, download = services.engine(), services.config(), services.download()
    monkeypatch.setenv("TRAZO_LINE", "7")
    assert services.config() is limits
    services.reset()
    assert closed == [before]
    assert services.config().queue_limit == 7
    assert services.engine() is not before
    assert services.download() is not download
    close(before)
    close(services.engine())


def test_nothing_is_in_a_cache_that_a_visitor_can_clear():
    sources = [
        path
        for folder in ("core", "pages", "scripts")
        for path in (ROOT / folder).rglob("*.py")
    ]
    assert len(sources) > 100
    cached = re.compile(r"cache_data|cache_resource|\bst\.cache|experimental_memo")
    assert not [
        path
        for path in (ROOT / "app.py", *sources)
        if cached.search(path.read_text(encoding="utf-8"))
    ]


def test_clear_cache_from_a_browser_costs_nobody_the_engine(tmp_path):
    with serve(tmp_path) as app:
        asyncio.run(_clear_and_train(app.url, app.process))
        below = app.process.children(recursive=True)
        assert below
        app.process.terminate()
        app.process.wait(PATIENCE_SECONDS)
        wait_for(lambda: not any(process.is_running() for process in below))


async def _clear_and_train(url: str, web: psutil.Process) -> None:
    clear = BackMsg(clear_cache=True)
    own_engines = functools.partial(engines, web.pid)
    own_workers = functools.partial(workers, web.pid)
    async with visiting(url, "train", LONG, patience=PATIENCE_SECONDS) as visitor:
        await asyncio.to_thread(wait_for, own_workers)
        (engine,), (worker,) = own_engines(), own_workers()
        await visitor.press("train_start")
        await visitor.wait_for(
            lambda page: page.has_widget("train_stop"), PATIENCE_SECONDS
        )
        for _ in range(CLEARED):
            await visitor.send(clear)
            async with visiting(url, "train", patience=PATIENCE_SECONDS):
                pass
        assert own_engines() == [engine]
        assert own_workers() == [worker]
        # The engine that the pages ask is the one that trains: Stop still reaches it.
        await visitor.press("train_stop")
        await visitor.wait_for(
            lambda page: not page.has_widget("train_stop"), PATIENCE_SECONDS
        )
        assert own_engines() == [engine]
        assert own_workers() == [worker]
