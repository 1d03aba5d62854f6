"""The soak test of a class: thirty seats through the seven steps of the lesson."""

import asyncio
import contextlib
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.rooms import nicknames
from core.rooms.records import DrawingState
from core.rooms.split import Part
from core.store.store import Store
from scripts.bench import room_drawings
from scripts.soak.adversary import GAP_SECONDS, Tried, annoy
from scripts.soak.class_counts import ROWS, Found, Given, Said, count
from scripts.soak.class_lesson import MINUTES, Lesson, Step
from scripts.soak.class_pupil import MOST_GIVEN, Pupil, attend, look_again
from scripts.soak.class_teacher import Teacher, watch_wall
from scripts.soak.host import MEGABYTE, Host, disturb

MOST_MEMORY_MB = 450
MOST_MS = 500
HOLD_SECONDS = 30
OPEN_SECONDS = 60
# After the lesson, without anything being killed.
RUNS_END_SECONDS = 180
# Of this, a seat draws once at most.
STROKE_SECONDS = 4.0


@dataclass
class Class:
    """A class, and what happened to it.

    Attributes:
        lesson: What it is at.
        pupils: Its seats.
        teacher: Who teaches it.
        kills: How many workers and web processes were killed.
        tried: What came of each attack.
        wall: What was on the wall before the sealed half was opened.
    """

    lesson: Lesson
    pupils: list[Pupil]
    teacher: Teacher
    kills: Counter[str] = field(default_factory=Counter)
    tried: list[Tried] = field(default_factory=list)
    wall: set[bytes] = field(default_factory=set)

    @property
    def said(self) -> list[Said]:
        """What the pages of each seat have said."""
        return [pupil.said for pupil in self.pupils]


def run(host: Host, seats: int, seconds: float, *, adversary: bool) -> int:
    """Teach a class while processes are killed; print what came of it.

    Args:
        host: The app; it is ended.
        seats: How many.
        seconds: How long the lesson takes.
        adversary: Whether somebody attacks meanwhile.

    Returns:
        0 if every count is right, else 1.
    """
    drawn = sum(MINUTES[step] for step in (Step.DRAW, Step.BREAK))
    each = min(
        seconds * drawn / sum(MINUTES.values()) / STROKE_SECONDS, 2.0 * MOST_GIVEN
    )
    try:
        hands = room_drawings.drawings(round(seats * (each + 2)))
        lesson = Lesson(host.server.url, iter(hands), time.monotonic(), seconds)
        pupils = [Pupil(Said(1000 + place)) for place in range(seats)]
        group = Class(lesson, pupils, Teacher())
        asyncio.run(_teach(host, group, adversary=adversary))
    finally:
        host.end()
    return _report(host, group, _counts(host, group))


async def _teach(host: Host, group: Class, *, adversary: bool) -> None:
    lesson = group.lesson
    teaching = asyncio.create_task(group.teacher.teach(lesson))
    async with asyncio.timeout(OPEN_SECONDS):
        while not lesson.code:
            await asyncio.sleep(0.1)
    wall = asyncio.create_task(watch_wall(lesson))
    seats = [asyncio.create_task(attend(lesson, pupil)) for pupil in group.pupils]
    until = lesson.began + lesson.seconds
    gap = min(GAP_SECONDS, lesson.seconds / 10)
    nuisance = asyncio.create_task(
        annoy(host.target, until if adversary else lesson.began, gap=gap)
    )
    group.kills = await disturb(
        host,
        until - time.monotonic(),
        lambda: sum(len(pupil.milliseconds) for pupil in group.pupils),
        lambda: _so_far(host, group),
        lambda: _paused(lesson),
    )
    await asyncio.gather(teaching, *seats)
    group.tried = await nuisance
    group.wall = await wall
    await _wait_for_runs(host, group)
    await asyncio.gather(*(look_again(lesson, pupil) for pupil in group.pupils))
    await group.teacher.look_again(lesson)


@contextlib.asynccontextmanager
async def _paused(lesson: Lesson) -> AsyncIterator[None]:
    """Have the teacher pause the class: it is to be paused when all are back."""
    lesson.must_hold = True
    until = time.monotonic() + HOLD_SECONDS
    while not lesson.is_held and time.monotonic() < until:
        await asyncio.sleep(0.1)
    try:
        yield
    finally:
        lesson.must_hold = False


async def _wait_for_runs(host: Host, group: Class) -> None:
    until = time.monotonic() + RUNS_END_SECONDS
    visitors = [group.teacher.visitor, *(pupil.visitor for pupil in group.pupils)]
    store = Store.open(f"sqlite:///{host.database}")
    try:
        while time.monotonic() < until and any(
            run.ending is None and run.error is None
            for visitor in visitors
            for run in store.list_runs(visitor)
        ):
            await asyncio.sleep(2)
    finally:
        store.close()


def _so_far(host: Host, group: Class) -> str:
    said = group.said
    return (
        f"{group.lesson.step}: {sum(bool(each.nickname) for each in said)} seats, "
        f"{sum(len(each.given) for each in said)} drawings, "
        f"{sum(len(each.votes) for each in said)} votes, "
        f"{sum(each.asked for each in said)} runs, web process "
        f"{host.server.process.memory_info().rss / MEGABYTE:.0f} MB"
    )


def _counts(host: Host, group: Class) -> Counter[str]:
    """Return what went wrong, by the pages, the store and the log."""
    store = Store.open(f"sqlite:///{host.database}")
    try:
        room_id = store.find_room(group.lesson.code)
        room = None if room_id is None else store.room(room_id)
        if room is None:
            return Counter({"rooms lost": 1})
        drawings = [
            (each.seat, Given((255 - each.image).tobytes(), each.label))
            for each in store.class_drawings(room.id)
            if each.state is not DrawingState.DELETED
        ]
        broken, votes = _rows_of_seats(host.database)
        total: Counter[str] = Counter()
        for pupil in group.pupils:
            seated = store.seated_in(pupil.visitor)
            seat = None if seated is None else room.seat(seated[1])
            total["seats that never joined"] += not pupil.said.nickname
            if not pupil.said.nickname:
                continue
            found = Found(None)
            if seat is not None:
                found = Found(
                    nicknames.in_words(seat.nickname, "en"),
                    [drawing for writer, drawing in drawings if writer == seat.id],
                    votes.get(seat.id, {}),
                    seat.id in broken,
                    store.list_runs(pupil.visitor),
                )
            total += count(pupil.said, found)
        own = store.list_runs(group.teacher.visitor)
        total["class networks without an end"] = int(
            group.teacher.has_asked_run
            and (room.run not in {each.id for each in own} or own[0].accuracy is None)
        )
        sealed = {each.id for each in room.seats if each.part is Part.SEALED_TEST}
    finally:
        store.close()
    secret = {given.picture for writer, given in drawings if writer in sealed}
    known = {
        given.picture
        for said in group.said
        for given in (*said.given, *said.doubtful, *said.deleted)
    }
    total["sealed on the wall"] = len(group.wall & secret)
    total["unknown on the wall"] = len(group.wall - known)
    total["pace forgotten"] = len(group.teacher.forgotten)
    total["pauses forgotten"] = sum(pupil.forgotten for pupil in group.pupils)
    total["attacks not held"] = sum(each.has_held is False for each in group.tried)
    total["troubles in the log"] = len(host.troubles)
    total["processes left"] = len(host.left)
    return total


def _rows_of_seats(database: Path) -> tuple[set[str], dict[str, dict[str, int]]]:
    """Return the seats with a mistake that is entered, and all votes by seat."""
    connection = sqlite3.connect(database)
    try:
        broken = {seat for (seat,) in connection.execute("SELECT seat FROM breaks")}
        votes: dict[str, dict[str, int]] = {}
        for seat, question, answer in connection.execute(
            "SELECT seat, question, answer FROM votes"
        ):
            votes.setdefault(seat, {})[question] = answer
    finally:
        connection.close()
    return broken, votes


def _report(host: Host, group: Class, counts: Counter[str]) -> int:
    said = group.said
    interruptions: Counter[str] = Counter(group.teacher.interruptions)
    for pupil in group.pupils:
        interruptions += pupil.interruptions
    for text in (
        *(f"attack: {each}" for each in group.tried),
        *(f"forgotten: {each}" for each in group.teacher.forgotten),
        *(f"log: {each}" for each in host.troubles),
        *(f"left behind: {each}" for each in host.left),
    ):
        print(text)
    strokes = [ms for pupil in group.pupils for ms in pupil.milliseconds]
    p95 = float(np.percentile(strokes, 95)) if strokes else float("inf")
    figures = {
        "seats": sum(bool(each.nickname) for each in said),
        "drawings given": sum(len(each.given) for each in said),
        "drawings deleted": sum(len(each.deleted) for each in said),
        "drawings that no page has answered for": sum(
            len(each.doubtful) for each in said
        ),
        "votes": sum(len(each.votes) for each in said),
        "networks of seats": sum(each.asked for each in said),
        "places seen": sum(pupil.places > 0 for pupil in group.pupils),
        "mistakes entered": sum(each.has_broken for each in said),
        "pictures on the wall": len(group.wall),
        "workers killed": group.kills["worker"],
        "web processes killed": group.kills["web"],
        "attacks": len(group.tried),
        "web process at most, MB": round(host.peak),
    }
    for name, value in figures.items():
        print(f"{value:8d}  {name}")
    print(f"{p95:8.0f}  p95 of a stroke, ms")
    print(f"          memory of a web process after its warm-up: {host.growth}")
    print(f"          came back because of: {dict(interruptions)}")
    for name in [*ROWS, *(each for each in counts if each not in ROWS)]:
        print(f"{counts[name]:8d}  {name}{'  <- off' if counts[name] else ''}")
    off = [name for name, value in counts.items() if value]
    off += ["p95"] if p95 >= MOST_MS else []
    off += ["memory"] if host.peak >= MOST_MEMORY_MB else []
    print(
        f"a class of {len(said)}, {group.lesson.seconds:.0f} s: "
        + (f"off: {', '.join(off)}" if off else "good")
    )
    return 1 if off else 0
