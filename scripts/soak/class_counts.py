"""Compares what the seats of a class were shown with what the class has in the end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.runs.records import SavedRun

# The rows, in the order of printing.
ROWS = (
    "seats lost",
    "seats changed",
    "drawings lost",
    "drawings doubled",
    "drawings undeleted",
    "drawings mixed",
    "pages that differ",
    "votes lost",
    "breaks lost",
    "runs lost",
    "runs mixed",
    "runs failed",
    "runs without an end",
)


@dataclass(frozen=True)
class Given:
    """A drawing that a seat has given to its class.

    Attributes:
        picture: It, as a wall shows it: see `scripts.bench.room_drawings`.
        label: The digit that the page had asked for.
    """

    picture: bytes
    label: int


@dataclass
class Said:
    """What the pages of a seat have said.

    Attributes:
        seed: Seed of the runs of this seat, and of nobody else's.
        nickname: The first one; empty before the seat has joined.
        other_nicknames: Others that a page has shown instead.
        seatless: How often a page had no seat after it was opened again.
        given: What the page has said that the class has.
        doubtful: Given or deleted where no page has said so: the class may have it.
        deleted: What the page has let go of.
        foreign: Drawings that the page has shown among the seat's own, and are not.
        last_count: How many drawings the last page said that the class has.
        votes: The answers that the page has said count, by question.
        has_broken: Whether a page has said that a mistake was entered.
        asked: Number of runs that the page showed after a press.
    """

    seed: int
    nickname: str = ""
    other_nicknames: list[str] = field(default_factory=list)
    seatless: int = 0
    given: list[Given] = field(default_factory=list)
    doubtful: list[Given] = field(default_factory=list)
    deleted: list[Given] = field(default_factory=list)
    foreign: int = 0
    last_count: int | None = None
    votes: dict[str, int] = field(default_factory=dict)
    has_broken: bool = False
    asked: int = 0


@dataclass(frozen=True)
class Found:
    """What the store has of a seat.

    Attributes:
        nickname: In words; None without a seat.
        drawings: Those that are not deleted.
        votes: Its answers, by question.
        has_broken: Whether one of its mistakes is entered.
        runs: The runs of its visitor.
    """

    nickname: str | None
    drawings: Sequence[Given] = ()
    votes: Mapping[str, int] = field(default_factory=dict)
    has_broken: bool = False
    runs: Sequence[SavedRun] = ()


def count(said: Said, found: Found) -> Counter[str]:
    """Return what went wrong at a seat that has joined, by the names in `ROWS`."""
    has_changed = found.nickname not in (None, said.nickname)
    return Counter(
        {
            "seats lost": int(found.nickname is None) + said.seatless,
            "seats changed": int(has_changed) + len(said.other_nicknames),
            "pages that differ": int(
                said.last_count is not None and said.last_count != len(found.drawings)
            ),
            "votes lost": sum(
                found.votes.get(question) != answer
                for question, answer in said.votes.items()
            ),
            "breaks lost": int(said.has_broken and not found.has_broken),
        }
    ) + (_of_drawings(said, found) + _of_runs(said, found.runs))


def _of_drawings(said: Said, found: Found) -> Counter[str]:
    kept, given = Counter(found.drawings), Counter(said.given)
    deleted = set(said.deleted)
    known = given.keys() | set(said.doubtful) | deleted
    return Counter(
        {
            "drawings lost": (given - kept).total(),
            "drawings doubled": sum(times - 1 for times in kept.values()),
            "drawings undeleted": sum(each in deleted for each in kept),
            # Of another seat, or with another label.
            "drawings mixed": sum(each not in known for each in kept) + said.foreign,
        }
    )


def _of_runs(said: Said, runs: Sequence[SavedRun]) -> Counter[str]:
    failed = [run for run in runs if run.error is not None]
    return Counter(
        {
            "runs lost": max(0, said.asked - len(runs)),
            "runs mixed": sum(run.settings.seed != said.seed for run in runs),
            "runs failed": len(failed),
            "runs without an end": sum(run.ending is None for run in runs)
            - len(failed),
        }
    )
