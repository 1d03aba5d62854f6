"""Visitors who draw, train, begin a run and open pages through an outage."""

import asyncio
import contextlib
import itertools
import re
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from core.ui.state.visitor_cookie import COOKIE
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.stroke_data import DIGITS

# It lasts for minutes, so that it goes on before, during and after the outage.
LONG = (
    "lang=en&train_epochs=30&train_batch_size=16&train_images=4000"
    "&network_blocks=8x3p&network_dense=32"
)
SHORT = "lang=en&train_epochs=2&train_images=1000&network_blocks=4x3p&network_dense=16"
SHORT_EPOCHS = 2
EPOCH = re.compile(r"epoch (\d+) of")
GAP_SECONDS = 0.5
POLL_SECONDS = 0.2
# An odd number: each is opened by one who has work, and by somebody new, in turns.
NAMES = ("", "data", "network", "train", "evaluate", "draw", "inside")
# What each corrects, and the epochs that each sets, in their order.
DRAWN_BEFORE, DRAWN_DURING, DRAWN_AFTER = (1,), (7, 0, 2, 4), (8,)
READER_BEFORE, READER_DURING = 3, 5
DRAWER_EPOCHS = (7, 8, 9)
READER_EPOCHS, READER_BATCH = 5, 64


def new_id() -> str:
    """Return the id of a new visitor."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Opened:
    """A page that was opened, or an answer of one.

    Attributes:
        name: Which.
        at: When it was asked for, in seconds, monotonic.
        seconds: How long it took.
        says_not_saved: Whether it said that nothing is being saved.
    """

    name: str
    at: float
    seconds: float
    says_not_saved: bool


@dataclass
class Seen:
    """What the visitors have seen of an outage.

    Attributes:
        drawer: Id of the one who draws and corrects all the while.
        trainer: Id of the one whose run goes on all the while.
        beginner: Id of the one who starts a run meanwhile.
        reader: Id of one with work, who comes back meanwhile.
        opened: All pages and answers.
        began: When the outage began, in seconds, monotonic.
        ended: When it ended.
        epochs: The trainer's epoch at the beginning of the outage, at its end, and at
            last, as the page said.
        is_run_over: Whether the trainer's run was over before the outage was.
        other_run: What the beginner's page said at the end of the outage.
    """

    drawer: str = field(default_factory=new_id)
    trainer: str = field(default_factory=new_id)
    beginner: str = field(default_factory=new_id)
    reader: str = field(default_factory=new_id)
    opened: list[Opened] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    epochs: tuple[int, int, int] = (0, 0, 0)
    is_run_over: bool = False
    other_run: str = ""


class Classroom:
    """The visitors of one app.

    Args:
        url: URL of the app.
        patience: Longest time to wait for anything, in seconds.

    Attributes:
        seen: What they have seen so far.
    """

    def __init__(self, url: str, patience: float) -> None:
        self.seen = Seen()
        self._url = url
        self._patience = patience
        self._drawer: Visitor | None = None
        self._trainer: Visitor | None = None
        self._beginner: Visitor | None = None
        self._visits = contextlib.AsyncExitStack()

    async def __aenter__(self) -> "Classroom":
        """Begin with nobody there."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Have everybody leave."""
        await self._visits.aclose()

    async def settle(self) -> None:
        """Have everybody come, with work that is made before the outage."""
        seen = self.seen
        self._trainer = await self._stay(seen.trainer, "train", LONG)
        await self._trainer.press("train_start")
        async with self._open(seen.reader, "draw") as reader:
            await self._correct(reader, READER_BEFORE)
            await reader.go("train")
            await _set(reader, "train_epochs", READER_EPOCHS)
        self._drawer = await self._stay(seen.drawer, "draw")
        for digit in DRAWN_BEFORE:
            await self._correct(self._drawer, digit)
        await self._set_epochs(DRAWER_EPOCHS[0])
        await self._trainer.wait_for(
            lambda _: _epoch(self._trainer) > 1 or _is_over(self._trainer),
            self._patience,
        )

    async def suffer(self, seconds: float, *, stops: bool = False) -> None:
        """Go on for so many seconds of the outage.

        Args:
            seconds: How many.
            stops: Whether the trainer stops the run meanwhile, so that the beginner's
                has the worker.
        """
        until = time.monotonic() + seconds
        seen = self.seen
        before = _epoch(self._trainer)
        reached = before
        readers = asyncio.create_task(self._read(until))
        await self._begin_run()
        gap = seconds / (len(DRAWN_DURING) + 1)
        assert self._drawer is not None
        for place, digit in enumerate(DRAWN_DURING):
            await self._correct(self._drawer, digit)
            if place == 1:
                await self._set_epochs(DRAWER_EPOCHS[1])
                reached = _epoch(self._trainer)
                await self._stop(stops)
            left = until - time.monotonic()
            await asyncio.sleep(max(0.0, min(gap, left)))
        await readers
        seen.is_run_over = _is_over(self._trainer)
        assert self._beginner is not None
        seen.other_run = self._beginner.page.text("train_status")
        # A page that tells of saving tells of no epoch.
        seen.epochs = (before, max(reached, _epoch(self._trainer)), 0)

    async def recover(self) -> None:
        """Go on after the outage; end all runs."""
        assert self._drawer is not None
        assert self._trainer is not None
        assert self._beginner is not None
        for digit in DRAWN_AFTER:
            await self._correct(self._drawer, digit)
        await self._set_epochs(DRAWER_EPOCHS[2])
        before, then, _ = self.seen.epochs
        trainer = self._trainer
        await trainer.wait_for(
            lambda _: _epoch(trainer) > then or _is_over(trainer), self._patience
        )
        self.seen.epochs = (before, then, max(_epoch(trainer), then))
        await self._stop()
        await trainer.wait_for(lambda _: _is_over(trainer), self._patience)
        beginner = self._beginner
        await beginner.wait_for(lambda _: _is_over(beginner), self._patience)

    async def _stop(self, wanted: bool = True) -> None:
        assert self._trainer is not None
        if wanted and self._trainer.page.has_widget("train_stop"):
            await self._trainer.press("train_stop")

    async def _begin_run(self) -> None:
        self._beginner = await self._stay(self.seen.beginner, "train", SHORT)
        with self._timed(self._beginner, "start"):
            await self._beginner.press("train_start")

    async def _read(self, until: float) -> None:
        """Open pages, with work and as somebody new, until a time."""
        # The reader changes work that the page may not have been able to read.
        async with self._open(self.seen.reader, "draw") as reader:
            await self._correct(reader, READER_DURING)
            await reader.go("train")
            await reader.choose("train_batch_size", str(READER_BATCH))
        turns = itertools.cycle((self.seen.reader, ""))
        for name in itertools.cycle(NAMES):
            if time.monotonic() >= until:
                return
            async with self._open(next(turns) or new_id(), name):
                await asyncio.sleep(GAP_SECONDS)

    async def _correct(self, visitor: Visitor, digit: int) -> None:
        """Draw a digit and say which it is."""
        with self._timed(visitor, "clear"):
            await visitor.clear()
        frame = visitor.stroke_frame(DIGITS[digit])
        with self._timed(visitor, "stroke"):
            await visitor.ask(frame)
        with self._timed(visitor, "correction"):
            await visitor.choose("draw_correct", str(digit))

    async def _set_epochs(self, epochs: int) -> None:
        assert self._drawer is not None
        with self._timed(self._drawer, "train"):
            await self._drawer.go("train")
        await _set(self._drawer, "train_epochs", epochs)
        with self._timed(self._drawer, "draw"):
            await self._drawer.go("draw")

    async def _stay(self, who: str, name: str, query: str = "lang=en") -> Visitor:
        return await self._visits.enter_async_context(self._open(who, name, query))

    @contextlib.asynccontextmanager
    async def _open(
        self, who: str, name: str, query: str = "lang=en"
    ) -> AsyncIterator[Visitor]:
        at = time.monotonic()
        async with visiting(
            self._url, name, query, f"{COOKIE}={who}", patience=self._patience
        ) as visitor:
            self._note(visitor, name or "home", at)
            yield visitor

    @contextlib.contextmanager
    def _timed(self, visitor: Visitor, name: str) -> Iterator[None]:
        at = time.monotonic()
        yield
        self._note(visitor, name, at)

    def _note(self, visitor: Visitor, name: str, at: float) -> None:
        seconds = time.monotonic() - at
        says = visitor.page.has("not_saved")
        self.seen.opened.append(Opened(name, at, seconds, says))


async def _set(visitor: Visitor, key: str, value: int) -> None:
    """Move a slider."""
    await visitor.set_value(
        key, lambda state: state.double_array_value.data.append(value)
    )


def _epoch(visitor: Visitor | None) -> int:
    """Return the epoch that a page tells of; 0 if none."""
    assert visitor is not None
    found = EPOCH.search(visitor.page.text("train_status"))
    return int(found[1]) if found else 0


def _is_over(visitor: Visitor | None) -> bool:
    assert visitor is not None
    return bool(visitor.page.text("train_result")) or bool(
        visitor.page.text("train_status")
        and not visitor.page.has("train_progress")
        and visitor.page.has_widget("train_start")
    )
