"""The app under attack, and what an attack did to it."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from core.store.store import Store
from core.ui.state.visitor_cookie import COOKIE
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.server import START_SECONDS, Server

MEGABYTE = 2**20
# Nothing listens there, so no byte leaves the machine.
NO_PROXY = "http://127.0.0.1:9"
FRAMING_SITE = "https://localhost:*"
SAVED_POLL_SECONDS = 0.05
SAMPLE_SECONDS = 0.1
PAGE_GAP_SECONDS = 0.5


@dataclass(frozen=True)
class Outcome:
    """What came of an attack.

    Attributes:
        held: Whether Trazo held.
        figures: What was measured or seen.
    """

    held: bool
    figures: str


@dataclass(frozen=True)
class Target:
    """A running app.

    Attributes:
        server: Its web process.
        home: Its TRAZO_HOME.
        patience: Longest time to wait for an answer, in seconds.
    """

    server: Server
    home: Path
    patience: float

    @property
    def url(self) -> str:
        """URL of the app, without a slash at the end."""
        return self.server.url

    def newcomer(self, page: str) -> contextlib.AbstractAsyncContextManager[Visitor]:
        """Open a page as a visitor who has not been here before.

        Args:
            page: Its path, without a slash.
        """
        return visiting(self.url, page, "lang=en", new_cookie(), patience=self.patience)

    def web_megabytes(self) -> float:
        """Return the resident memory of the web process."""
        return float(self.server.process.memory_info().rss / MEGABYTE)

    def descendants(self, word: str) -> list[psutil.Process]:
        """Return the processes below the web process with a word in their command."""
        found = []
        for process in self.server.process.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if any(word in part for part in process.cmdline()):
                    found.append(process)
        return found

    def engines(self) -> list[psutil.Process]:
        """Return the processes of engines."""
        return self.descendants("core.engine")

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        """Open the app's database, to see what it has."""
        opened = Store.open(f"sqlite:///{self.home / 'trazo.db'}")
        try:
            yield opened
        finally:
            opened.close()

    async def until_saved(self, visitor_id: str) -> None:
        """Wait until a visitor's work is stored: an answer may be there before.

        Raises:
            TimeoutError: It was not stored in time.
        """
        with self.store() as store:
            async with asyncio.timeout(self.patience):
                while store.workspace(visitor_id) is None:
                    await asyncio.sleep(SAVED_POLL_SECONDS)


@dataclass
class Watched:
    """What was seen during an attack.

    Attributes:
        before: Memory of the web process before it, in MB.
        peak: Its highest memory, in MB.
        pages: Time for each page of another visitor, in seconds.
    """

    before: float
    peak: float = 0.0
    pages: list[float] = field(default_factory=list)

    @property
    def slowest(self) -> float:
        """The longest time for a page, in seconds."""
        return max(self.pages, default=0.0)

    def __str__(self) -> str:
        """Return the figures for a table."""
        return (
            f"web process {self.before:.0f} to {self.peak:.0f} MB, "
            f"{len(self.pages)} other pages, median {median(self.pages or [0]):.2f} s, "
            f"slowest {self.slowest:.2f} s"
        )


@contextlib.contextmanager
def running(
    folder: Path,
    *,
    patience: float,
    before: Sequence[str] = (),
    **environment: str,
) -> Iterator[Target]:
    """Start the app as for a class, on a free port of this machine; end it afterwards.

    Args:
        folder: Folder for its log, its home and its cache.
        patience: Longest time to wait for an answer, in seconds.
        before: Words of a command that runs the server's command.
        **environment: Environment variables, in addition to ours.
    """
    home = folder / "home"
    server = Server(
        folder / "server.log",
        {
            "TRAZO_HOME": str(home),
            "KERAS_HOME": str(folder / "keras"),
            "HTTPS_PROXY": NO_PROXY,
            "TRAZO_FRAME_ANCESTORS": f"'self' {FRAMING_SITE}",
            **environment,
        },
        script="scripts/hosting/serve.py",
        before=before,
        start_seconds=max(START_SECONDS, patience),
    )
    try:
        server.wait_until_healthy()
        yield Target(server, home, patience)
    finally:
        server.end()


@contextlib.asynccontextmanager
async def watching(target: Target) -> AsyncIterator[Watched]:
    """Measure the memory, and the pages of another visitor, during the block."""
    watched = Watched(target.web_megabytes())
    tasks = [
        asyncio.create_task(_sample(target, watched)),
        asyncio.create_task(_open_pages(target, watched)),
    ]
    try:
        yield watched
        # At least one page, also where an attack was over at once.
        while not watched.pages:
            if tasks[1].done():
                tasks[1].result()
            await asyncio.sleep(SAMPLE_SECONDS)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        # A page that did not come, or a web process that has ended.
        if isinstance(result, Exception):
            raise result


async def _sample(target: Target, watched: Watched) -> None:
    while True:
        watched.peak = max(watched.peak, target.web_megabytes())
        await asyncio.sleep(SAMPLE_SECONDS)


async def _open_pages(target: Target, watched: Watched) -> None:
    while True:
        start = time.monotonic()
        async with target.newcomer("draw"):
            watched.pages.append(time.monotonic() - start)
        await asyncio.sleep(PAGE_GAP_SECONDS)


def new_cookie() -> str:
    """Return the cookie of a new visitor."""
    return cookie_of(secrets.token_hex(16))


def cookie_of(visitor: str) -> str:
    """Return the cookie of the visitor with an id."""
    return f"{COOKIE}={visitor}"
