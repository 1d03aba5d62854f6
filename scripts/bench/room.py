"""Measures a class room: thirty seats draw, the wall and the teacher look on."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

import numpy as np

from scripts.bench import class_visitors, room_drawings
from scripts.bench.class_visitors import is_paused
from scripts.bench.hosting import Hosting, one_process, two_processes
from scripts.bench.page_tree import PageTree
from scripts.bench.protocol_visitor import Visitor, visiting
from scripts.bench.results_table import Measured, Results
from scripts.bench.room_drawings import Drawing

SEATS = 30
SECONDS = 50.0
GAP_SECONDS = 4.0
FIRST_PAUSE_SECONDS = 8.0
PAUSE_GAP_SECONDS = 12.0
PAUSED_SECONDS = 2.0
SAMPLE_SECONDS = 0.5
PATIENCE_SECONDS = 60.0
MEGABYTE = 2**20
# On one web process, and across two of them.
ONE, TWO = "room30", "room30_two"
ROWS = (
    "p95_ms",
    "press_p95_ms",
    "wall_p95_s",
    "pause_p95_s",
    "memory_mb",
    "cpu_s",
)


def row_names(prefix: str) -> tuple[str, ...]:
    """Return the names of the rows of a measurement, `ONE` or `TWO`."""
    return tuple(f"{prefix}_{name}" for name in ROWS)


@dataclass
class Seen:
    """What was seen in a lesson.

    Attributes:
        strokes: Time from each stroke to the page's answer, in seconds.
        presses: Likewise from each press that gives a drawing.
        given: When each drawing was sent, by the picture of it on a wall.
        shown: When the wall first had a picture.
        pauses: Time from each pause to each seat's page, in seconds.
        memory: Of the largest web process, in megabytes, sampled.
        processor_seconds: Of all web processes, for each second of the lesson.
        kilobytes: What the server sent to a seat each second, on average.
        timed_runs: How many parts of pages were asked for because it was time, in all.
    """

    strokes: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    given: dict[bytes, float] = field(default_factory=dict)
    shown: dict[bytes, float] = field(default_factory=dict)
    pauses: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    processor_seconds: float = 0.0
    kilobytes: float = 0.0
    timed_runs: int = 0

    def behind(self) -> list[float]:
        """Return how far the wall was behind each press, in seconds.

        Raises:
            RuntimeError: It never had one of the drawings.
        """
        missing = [each for each in self.given if each not in self.shown]
        if missing:
            raise RuntimeError(
                f"{len(missing)} of {len(self.given)} drawings never reached the wall"
            )
        return [self.shown[each] - sent for each, sent in self.given.items()]


def measure() -> Results:
    """Let thirty seats give a drawing every four seconds each, evenly spread.

    All pages ask for their parts as often as a browser does. The teacher pauses the
    class now and then, and lets it go on.
    """
    with one_process() as hosting:
        return _measure(hosting, ONE)


def measure_two() -> Results:
    """Measure the same where nginx deals the pages out to two web processes.

    Raises:
        LookupError: nginx or PostgreSQL is not installed.
    """
    with two_processes() as hosting:
        return _measure(hosting, TWO)


def _measure(hosting: Hosting, prefix: str) -> Results:
    seen = asyncio.run(lesson(hosting, SEATS, SECONDS))
    print(
        f"{len(seen.given)} drawings, {len(seen.strokes)} strokes, "
        f"{len(seen.pauses)} pauses seen, {seen.timed_runs} timed runs, "
        f"{seen.kilobytes:.2f} kB a second and seat, "
        f"press p50 {1000 * float(np.median(seen.presses)):.0f} ms"
    )
    return rows(seen, prefix)


def rows(seen: Seen, prefix: str = ONE) -> Results:
    """Return the rows of what was seen in a lesson."""
    values = (
        1000 * _p95(seen.strokes),
        1000 * _p95(seen.presses),
        _p95(seen.behind()),
        _p95(seen.pauses),
        max(seen.memory),
        seen.processor_seconds,
    )
    names = row_names(prefix)
    return {name: Measured(value) for name, value in zip(names, values, strict=True)}


async def lesson(hosting: Hosting, seats: int, seconds: float) -> Seen:
    """Open a room, seat a class in it, and have it draw.

    Args:
        hosting: What the class reaches.
        seats: How many.
        seconds: How long it draws.
    """
    hands = room_drawings.drawings(round(seats * (seconds / GAP_SECONDS + 1)))
    async with AsyncExitStack() as visits:
        teacher = await visits.enter_async_context(
            visiting(hosting.url, "room", "lang=en")
        )
        code = await class_visitors.open_room(teacher, PATIENCE_SECONDS)
        wall = await visits.enter_async_context(
            visiting(hosting.url, "room", f"lang=en&view=projector&code={code}")
        )
        pupils = []
        for _ in range(seats):
            pupil = await visits.enter_async_context(
                visiting(hosting.url, "join", f"lang=en&code={code}")
            )
            await class_visitors.join(pupil, PATIENCE_SECONDS)
            pupils.append(pupil)
        await class_visitors.take(teacher, "join")
        for pupil in pupils:
            await pupil.until(class_visitors.is_asked_to_draw, PATIENCE_SECONDS)
        # The very first drawing loads the network; it does not count.
        await class_visitors.stroke(pupils[0], hands[0].strokes)
        await class_visitors.give(pupils[0])
        return await _teach(hosting, teacher, wall, pupils, hands[1:], seconds)


async def _teach(
    hosting: Hosting,
    teacher: Visitor,
    wall: Visitor,
    pupils: list[Visitor],
    hands: list[Drawing],
    seconds: float,
) -> Seen:
    seen, left = Seen(), iter(hands)
    began, used = time.perf_counter(), _processor_seconds(hosting)
    everyone = [teacher, wall, *pupils]
    bytes_before = sum(pupil.received_bytes for pupil in pupils)
    runs_before = sum(each.timed_runs for each in everyone)
    until = began + seconds
    watching = asyncio.create_task(_watch(wall, seen))
    try:
        await asyncio.gather(
            _pause(teacher, pupils, seen, until),
            _weigh(hosting, seen, until),
            *(
                _draw(pupil, left, seen, GAP_SECONDS * place / len(pupils), until)
                for place, pupil in enumerate(pupils)
            ),
        )
        took = time.perf_counter() - began
        seen.processor_seconds = (_processor_seconds(hosting) - used) / took
        sent = sum(pupil.received_bytes for pupil in pupils) - bytes_before
        seen.kilobytes = sent / len(pupils) / took / 1000
        seen.timed_runs = sum(each.timed_runs for each in everyone) - runs_before
        await wall.until(lambda _: seen.given.keys() <= seen.shown.keys(), 20)
    except TimeoutError as error:
        raise RuntimeError("out of time: " + teacher.page.all_text()[:500]) from error
    finally:
        watching.cancel()
    return seen


async def _draw(
    pupil: Visitor, left: Iterator[Drawing], seen: Seen, wait: float, until: float
) -> None:
    """Draw and give, again and again; wait while the class is paused."""
    due = time.perf_counter() + wait
    while due < until:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        due += GAP_SECONDS
        drawing = next(left)
        for place in range(len(drawing.strokes)):
            so_far = drawing.strokes[: place + 1]
            seen.strokes.append(await class_visitors.stroke(pupil, so_far))
        await pupil.until(lambda page: not is_paused(page), PATIENCE_SECONDS)
        before = class_visitors.given(pupil.page)
        sent = time.perf_counter()
        seconds = await class_visitors.give(pupil)
        # A press that comes while the teacher's pause is under way gives nothing.
        if class_visitors.given(pupil.page) > before:
            seen.presses.append(seconds)
            # What is sealed comes on no wall.
            if not class_visitors.is_sealed(pupil.page):
                seen.given[drawing.picture] = sent


async def _pause(
    teacher: Visitor, pupils: list[Visitor], seen: Seen, until: float
) -> None:
    await asyncio.sleep(FIRST_PAUSE_SECONDS)
    while time.perf_counter() + PAUSED_SECONDS < until:
        pressed = time.perf_counter()
        waiting = asyncio.gather(
            *(pupil.until(is_paused, PATIENCE_SECONDS) for pupil in pupils)
        )
        await teacher.press("room_pause")
        seen.pauses += [when - pressed for when in await waiting]
        await asyncio.sleep(PAUSED_SECONDS)
        await teacher.press("room_pause")
        await asyncio.sleep(PAUSE_GAP_SECONDS)


async def _watch(wall: Visitor, seen: Seen) -> None:
    """Note when the wall first has each picture."""
    source = ""

    def has_changed(page: PageTree) -> bool:
        return page.html_with('class="wall"') != source

    while True:
        with suppress(TimeoutError):
            when = await wall.until(has_changed, PATIENCE_SECONDS)
            source = wall.page.html_with('class="wall"')
            for picture in room_drawings.pictures(source):
                seen.shown.setdefault(picture, when)


async def _weigh(hosting: Hosting, seen: Seen, until: float) -> None:
    while time.perf_counter() < until:
        sizes = [each.process.memory_info().rss for each in hosting.servers]
        seen.memory.append(max(sizes) / MEGABYTE)
        await asyncio.sleep(SAMPLE_SECONDS)


def _processor_seconds(hosting: Hosting) -> float:
    times = [each.process.cpu_times() for each in hosting.servers]
    return float(sum(each.user + each.system for each in times))


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))
