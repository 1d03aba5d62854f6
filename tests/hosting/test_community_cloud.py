"""What docs/hosting.md promises for Streamlit Community Cloud, under its limits."""

import asyncio
import functools
import secrets
from dataclasses import dataclass

import pytest

from core.store.store import Store
from core.ui.state.visitor_cookie import COOKIE
from scripts.bench.protocol_visitor import visiting
from scripts.bench.server import Server
from tests.support import postgresql
from tests.support.memory_limit import memory_limit
from tests.support.patience import PATIENCE_SECONDS

pytestmark = [pytest.mark.tensorflow, pytest.mark.servers]

GIGABYTE = 2**30
# A larger batch than a visitor finds set: it needs more memory, and less time.
QUERY = "lang=en&train_epochs=1&train_batch_size=256"


@dataclass(frozen=True)
class Slept:
    """An app that has trained for a visitor and then fallen asleep.

    Attributes:
        secrets: File of the app's secrets, which name a database.
        database: URL of the database.
        visitor: Id of the visitor.
        shown: The page's text about the result.
        peak: Peak memory in bytes; None if it cannot be measured.
    """

    secrets: str
    database: str
    visitor: str
    shown: str
    peak: int | None


def opened(url, visitor_id):
    """Open the Train page in the browser of a visitor."""
    cookie = f"{COOKIE}={visitor_id}"
    return visiting(url, "train", QUERY, cookie, patience=PATIENCE_SECONDS)


def has_news(shown, page):
    """Return whether a Train page shows a result or a new status."""
    return page.text("train_result") or page.text("train_status") != shown


async def train(url, visitor_id):
    """Train as a visitor does; wait for the result."""
    async with opened(url, visitor_id) as visitor:
        await visitor.press("train_start")
        # An epoch may take long on a slow machine, but the status changes meanwhile.
        while not visitor.page.text("train_result"):
            news = functools.partial(has_news, visitor.page.text("train_status"))
            await visitor.wait_for(news, PATIENCE_SECONDS)


async def result(url, visitor_id):
    """Return a newly opened page's text about the last result."""
    async with opened(url, visitor_id) as visitor:
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
    """An app with a limit of 1.5 GB that has trained for an epoch."""
    folder = tmp_path_factory.mktemp("cloud")
    with postgresql.server() as database, memory_limit(int(1.5 * GIGABYTE)) as limit:
        file = folder / "secrets.toml"
        file.write_text(f'TRAZO_DATABASE_URL = "{database}"\n')
        visitor = secrets.token_hex(16)
        server = serve(folder / "first", str(file), limit.before)
        try:
            asyncio.run(train(server.url, visitor))
            # Of a page that is complete.
            shown = asyncio.run(result(server.url, visitor))
        finally:
            server.end()
        yield Slept(str(file), database, visitor, shown, limit.peak())


def test_full_mnist_is_trained_within_a_gigabyte_and_a_half(mnist, slept):
    assert "of 10,000 test digits" in slept.shown
    assert slept.peak is None or slept.peak <= 1.5 * GIGABYTE


def test_a_database_named_in_the_secrets_outlives_the_disk(slept, tmp_path):
    # The app wakes with an empty disk.
    second = serve(tmp_path / "second", slept.secrets)
    try:
        assert asyncio.run(result(second.url, slept.visitor)) == slept.shown
    finally:
        second.end()
    store = Store.open(slept.database)
    (run,) = store.list_runs(slept.visitor)
    assert run.stage == "done"
    store.close()
