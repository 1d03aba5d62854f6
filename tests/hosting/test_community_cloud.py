"""What the README promises for Streamlit Community Cloud, under its limits."""

import asyncio
import secrets
import time

import pytest

from core.store.store import Store
from scripts.bench.server import Server
from scripts.bench.visitor import visiting
from tests.support import postgresql
from tests.support.memory_limit import memory_limit

GIGABYTE = 2**30
TRAIN_SECONDS = 240
SHORT = "lang=en&train_epochs=1&train_images=500&network_blocks=none&network_dense=16"


async def train(url, query):
    """Train as a visitor does; return what the page says of the result."""
    async with visiting(url, "train", query) as visitor:
        await visitor.press("train_start")
        end = time.monotonic() + TRAIN_SECONDS
        while not visitor.page.text("train_result"):
            assert time.monotonic() < end, visitor.page.text("train_status")
            await asyncio.sleep(0.2)
        return visitor.page.text("train_result")


async def result(url, query):
    """Return what a page that was just opened says of the last result."""
    async with visiting(url, "train", query) as visitor:
        return visitor.page.text("train_result")


@pytest.fixture
def serve(tmp_path):
    """Start servers, each on a disk of its own, and end them."""
    servers: list[Server] = []

    def start(before=(), **environment):
        folder = tmp_path / str(len(servers))
        folder.mkdir()
        server = Server(
            folder / "server.log",
            {"TRAZO_HOME": str(folder / "home"), **environment},
            before=before,
        )
        servers.append(server)
        server.wait_until_healthy()
        return server

    yield start
    for server in servers:
        if server.process.is_running():
            server.end()


@pytest.fixture
def postgresql_url():
    """An empty PostgreSQL of this test's own."""
    with postgresql.server() as url:
        yield url


def test_full_mnist_is_trained_within_a_gigabyte_and_a_half(serve, mnist):
    with memory_limit(int(1.5 * GIGABYTE)) as limit:
        server = serve(limit.before)
        try:
            told = asyncio.run(train(server.url, "lang=en&train_epochs=1"))
        finally:
            server.end()
        assert "of 10,000 test digits" in told
        peak = limit.peak()
        assert peak is None or peak <= 1.5 * GIGABYTE


def test_a_database_named_in_the_secrets_outlives_the_disk(
    serve, tmp_path, postgresql_url
):
    file = tmp_path / "secrets.toml"
    file.write_text(f'TRAZO_DATABASE_URL = "{postgresql_url}"\n')
    visitor = secrets.token_hex(16)
    query = f"{SHORT}&work={visitor}"
    first = serve(STREAMLIT_SECRETS_FILES=str(file))
    told = asyncio.run(train(first.url, query))
    # It falls asleep, and wakes on a disk with nothing on it.
    first.end()
    second = serve(STREAMLIT_SECRETS_FILES=str(file))
    assert asyncio.run(result(second.url, query)) == told
    store = Store.open(postgresql_url)
    (run,) = store.runs(visitor)
    assert run.stage == "done"
    store.close()
