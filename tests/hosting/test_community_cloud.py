"""What docs/hosting.md promises for Streamlit Community Cloud, under its limits."""

import asyncio
import functools
import secrets
from dataclasses import dataclass

import pytest

from core.store.store import Store
from scripts.bench.protocol_visitor import visiting
from scripts.bench.server import Server
from tests.support import postgresql
from tests.support.memory_limit import memory_limit
from tests.support.patience import PATIENCE_SECONDS

pytestmark = [pytest.mark.tensorflow, pytest.mark.servers]

GIGABYTE = 2**30


@dataclass(frozen=True)
class Slept:
    """An app that has trained for a visitor, and has fallen asleep since.

    Attributes:
        secrets: Its file of secrets; they name a database.
        database: Its URL.
        visitor: Whose run it was.
        query: Of the address of that visitor's page.
        told: What the page said of the result.
        peak: Bytes that it took at most; None where that cannot be measured.
    """

    secrets: str
    database: str
    visitor: str
    query: str
    told: str
    peak: int | None


def has_news(told, page):
    """Say whether a Train page tells a result, or another status than before."""
    return page.text("train_result") or page.text("train_status") != told


async def train(url, query):
    """Train as a visitor does; return what the page says of the result."""
    async with visiting(url, "train", query, patience=PATIENCE_SECONDS) as visitor:
        await visitor.press("train_start")
        # An epoch may take a slow machine long, but it has something new to tell.
        while not visitor.page.text("train_result"):
            news = functools.partial(has_news, visitor.page.text("train_status"))
            await visitor.wait_for(news, PATIENCE_SECONDS)
        return visitor.page.text("train_result")


async def result(url, query):
    """Return what a page that was just opened says of the last result."""
    async with visiting(url, "train", query, patience=PATIENCE_SECONDS) as visitor:
        return visitor.page.text("train_result")


def serve(folder, secrets, before=()):
    """Start a server with an empty disk."""
    folder.mkdir()
    server = Server(
        folder / "server.log",
        {"TRAZO_HOME": str(folder / "home"), "STREAMLIT_SECRETS_FILES": secrets},
        before=before,
        start_seconds=PATIENCE_SECONDS,
    )
    server.wait_until_healthy()
    return server


@pytest.fixture(scope="module")
def slept(tmp_path_factory):
    """An app that was given a gigabyte and a half, and an epoch to train."""
    folder = tmp_path_factory.mktemp("cloud")
    with postgresql.server() as database, memory_limit(int(1.5 * GIGABYTE)) as limit:
        file = folder / "secrets.toml"
        file.write_text(f'TRAZO_DATABASE_URL = "{database}"\n')
        visitor = secrets.token_hex(16)
        query = f"lang=en&train_epochs=1&work={visitor}"
        server = serve(folder / "first", str(file), limit.before)
        try:
            told = asyncio.run(train(server.url, query))
        finally:
            server.end()
        yield Slept(str(file), database, visitor, query, told, limit.peak())


def test_full_mnist_is_trained_within_a_gigabyte_and_a_half(mnist, slept):
    assert "of 10,000 test digits" in slept.told
    assert slept.peak is None or slept.peak <= 1.5 * GIGABYTE


def test_a_database_named_in_the_secrets_outlives_the_disk(slept, tmp_path):
    # It wakes on a disk with nothing on it.
    second = serve(tmp_path / "second", slept.secrets)
    try:
        assert asyncio.run(result(second.url, slept.query)) == slept.told
    finally:
        second.end()
    store = Store.open(slept.database)
    (run,) = store.list_runs(slept.visitor)
    assert run.stage == "done"
    store.close()
