"""A class of thirty in the soak test, and what is left of its work in the end."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.rooms.records import DrawingState, Room
from core.runs.records import SavedRun
from core.store.store import Store
from scripts.bench import room_drawings
from scripts.soak.class_visit import Lesson, Pupil, attend, teach
from scripts.soak.host import Host, disturb

SEATS = 30
# As many as may be drawn; an hour of rounds needs fewer.
DRAWINGS = 3000
MOST_GROWTH_MB = 50
MOST_MS = 500


@dataclass(frozen=True)
class Kept:
    """What the store has of a class in the end.

    Attributes:
        room: The room; None where it is gone.
        seats: Id of each visitor's seat, by the workspace; "" without one.
        drawings: The pictures of each seat, as a wall shows them, by the workspace.
        votes: What each has voted, by workspace and question.
        runs: Of each visitor.
    """

    room: Room | None
    seats: Mapping[str, str]
    drawings: Mapping[str, list[bytes]]
    votes: Mapping[tuple[str, str], int | None]
    runs: Mapping[str, tuple[SavedRun, ...]]


def run(host: Host, folder: Path, seconds: float) -> int:
    """Have a class learn for some time; print the counts.

    Returns:
        0 if every count is right, else 1.
    """
    lesson, pupils = Lesson(), [Pupil() for _ in range(SEATS)]
    try:
        kills = asyncio.run(_learn(host, lesson, pupils, seconds))
    finally:
        host.end()
    kept = read(f"sqlite:///{folder / 'home' / 'trazo.db'}", lesson, pupils)
    counts = count(kept, lesson, pupils)
    counts["processes left"] = len(host.left)
    return _say(host, lesson, pupils, kills, counts)


async def _learn(
    host: Host, lesson: Lesson, pupils: list[Pupil], seconds: float
) -> Counter[str]:
    hands = iter(room_drawings.drawings(DRAWINGS))
    until = time.monotonic() + seconds

    def url() -> str:
        return host.server.url

    there = [
        teach(url, lesson, until),
        *(attend(url, lesson, each, lambda: next(hands), until) for each in pupils),
    ]
    tasks = [asyncio.create_task(each) for each in there]
    kills = await disturb(host, seconds, lambda: _so_far(host, pupils))
    await asyncio.gather(*tasks)
    return kills


def read(database: str, lesson: Lesson, pupils: list[Pupil]) -> Kept:
    """Read what a store has of a class."""
    store = Store.open(database)
    try:
        found = store.find_room(lesson.code)
        seated = {p.workspace: store.seated_in(p.workspace) for p in pupils}
        seats = {
            workspace: place[1] if place is not None and place[0] == found else ""
            for workspace, place in seated.items()
        }
        set_ = () if found is None else store.class_drawings(found)
        return Kept(
            room=None if found is None else store.room(found),
            seats=seats,
            drawings={
                workspace: [
                    (255 - each.image).tobytes()
                    for each in set_
                    if each.seat == seat and each.state is not DrawingState.DELETED
                ]
                for workspace, seat in seats.items()
            },
            votes={
                (p.workspace, question): store.vote_of(seats[p.workspace], question)
                for p in pupils
                if seats[p.workspace]
                for question in p.votes
            },
            runs={
                who: store.list_runs(who)
                for who in (lesson.workspace, *(p.workspace for p in pupils))
            },
        )
    finally:
        store.close()


def count(kept: Kept, lesson: Lesson, pupils: list[Pupil]) -> dict[str, int]:
    """Count what was lost, doubled or mixed up; all zero where all is well.

    Args:
        kept: What the store has.
        lesson: What the teacher has seen.
        pupils: What the pupils have seen.
    """
    room_seats = () if kept.room is None else kept.room.seats
    missing, extra = Counter[str](), Counter[str]()
    for pupil in pupils:
        given = Counter(drawing.picture for drawing in pupil.given)
        there = Counter(kept.drawings[pupil.workspace])
        missing["drawings"] += (given - there).total()
        # What was under way at the end was never confirmed.
        under_way = Counter([pupil.pending.picture] if pupil.pending else [])
        extra["drawings"] += (there - given - under_way).total()
    runs = [run for own in kept.runs.values() for run in own]
    return {
        "seats lost": sum(not seat for seat in kept.seats.values()),
        "seats doubled": max(0, len(room_seats) - len(pupils)),
        "drawings lost": missing["drawings"],
        "drawings doubled or of others": extra["drawings"],
        "votes lost": sum(
            kept.votes.get((pupil.workspace, question)) != answer
            for pupil in pupils
            for question, answer in pupil.votes.items()
        ),
        "runs lost": sum(
            max(0, pupil.asked - len(kept.runs[pupil.workspace])) for pupil in pupils
        )
        + max(0, lesson.class_runs - len(kept.runs[lesson.workspace])),
        "runs failed": sum(run.error is not None for run in runs),
        "complaints": len(_complaints(lesson, pupils)),
    }


def _complaints(lesson: Lesson, pupils: list[Pupil]) -> list[str]:
    return [*lesson.complaints, *(text for p in pupils for text in p.complaints)]


def _p95(pupils: list[Pupil]) -> float:
    strokes = [1000 * each for pupil in pupils for each in pupil.strokes]
    return float(np.percentile(strokes, 95)) if strokes else float("inf")


def _so_far(host: Host, pupils: list[Pupil]) -> str:
    return (
        f"{sum(len(each.given) for each in pupils)} drawings given, stroke p95 "
        f"{_p95(pupils):.0f} ms, {sum(each.asked for each in pupils)} runs asked for, "
        f"memory +{max(host.growth, default=0.0):.0f} MB"
    )


def _say(
    host: Host,
    lesson: Lesson,
    pupils: list[Pupil],
    kills: Counter[str],
    counts: dict[str, int],
) -> int:
    for text in _complaints(lesson, pupils)[:10]:
        print(f"seen: {text}")
    p95, growth = _p95(pupils), max(host.growth, default=0.0)
    off = [name for name, value in counts.items() if value]
    off += ["p95"] if p95 >= MOST_MS else []
    off += ["memory"] if growth >= MOST_GROWTH_MB else []
    print(
        f"{len(pupils)} seats, {lesson.round} rounds, "
        f"{sum(len(each.given) for each in pupils)} drawings, "
        f"{sum(len(each.votes) for each in pupils)} votes, "
        f"{sum(each.asked for each in pupils)} runs of seats and {lesson.class_runs} "
        f"of the class, stroke p95 {p95:.0f} ms, "
        + ", ".join(f"{value} {name}" for name, value in counts.items())
        + f", memory +{growth:.0f} MB, killed {kills['worker']} workers and "
        f"{kills['web']} web processes, "
        f"{sum(each.interruptions for each in pupils)} interruptions: "
        + (f"off: {', '.join(off)}" if off else "good")
    )
    return 1 if off else 0
