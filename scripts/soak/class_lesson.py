"""What a class of the soak test is at: the step, the code, and what was opened."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from scripts.bench.room_drawings import Drawing


class Step(StrEnum):
    """The steps of the lesson for teachers, as docs/class_room.md has them."""

    JOIN = "join"
    GUESS = "guess"
    DRAW = "draw"
    TRAIN = "train"
    COMPARE = "compare"
    BREAK = "break"
    OPEN = "open"


# As long as in that lesson.
MINUTES = {
    Step.JOIN: 5,
    Step.GUESS: 5,
    Step.DRAW: 10,
    Step.TRAIN: 5,
    Step.COMPARE: 5,
    Step.BREAK: 10,
    Step.OPEN: 5,
}


@dataclass
class Lesson:
    """A lesson that goes on.

    Attributes:
        url: URL of the server.
        hands: Drawings, no two alike, for all seats together.
        began: When the lesson began, by `time.monotonic`.
        seconds: How long it takes.
        code: The room's, once it is open.
        opened: Names of the pages that everybody was taken to.
        must_hold: Whether the class is to be paused until further notice.
        is_held: Whether the teacher's page has said that it is.
    """

    url: str
    hands: Iterator[Drawing]
    began: float
    seconds: float
    code: str = ""
    opened: set[str] = field(default_factory=set)
    must_hold: bool = False
    is_held: bool = False

    @property
    def step(self) -> Step:
        """The step that the class is at."""
        return next(
            (step for step in Step if time.monotonic() < self.until(step)), Step.OPEN
        )

    def until(self, step: Step) -> float:
        """Return when a step ends, by `time.monotonic`."""
        steps = list(Step)
        minutes = sum(MINUTES[each] for each in steps[: steps.index(step) + 1])
        return self.began + self.seconds * minutes / sum(MINUTES.values())

    @property
    def goes_on(self) -> bool:
        """Whether the lesson is not over."""
        return time.monotonic() < self.began + self.seconds
