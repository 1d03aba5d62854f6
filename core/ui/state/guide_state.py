"""How far a visitor is with the guided lesson."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from core.settings.query_params import GUIDE_KEY, GUIDE_ON
from core.ui.state.identity import steps_done
from core.ui.state.page_state import TestDigit

# The Python panel of step 1: to open it is one way to do the step.
PYTHON_KEY = "guide_python"


class Deed(IntEnum):
    """The one thing to do at a step of the article; the value is the step."""

    READ = 1
    DRAW = 2
    PRESS_IMAGE = 3
    CHOOSE_NETWORK = 4
    CHOOSE_OPTIMIZER = 5
    TRAIN = 6
    PRESS_CELL = 7
    DRAW_AGAIN = 8


@dataclass
class GuideState:
    """The guided lesson of a visit.

    Attributes:
        is_on: Whether it goes on.
        is_left: Whether it was left in this visit: the browser is to forget it.
        step: The deed that it asks for.
        done: The deeds that are done.
        entered: Script of the page and step that the controls were last set for; None
            before the first.
        said: What the strip on the page says: the step, and whether it is done; None
            where it says no step.
        networks_before: Ids of the runs that had left a network when it began.
        has_drawn: Whether all that is on the canvas was drawn for a step.
        canvas_before: Generation of the canvas when the step began.
        digit_before: The test digit that was on show then; None without.
    """

    is_on: bool = False
    is_left: bool = False
    step: Deed = Deed.READ
    done: set[Deed] = field(default_factory=set)
    entered: tuple[str, Deed] | None = None
    said: tuple[Deed, bool] | None = None
    networks_before: frozenset[str] = frozenset()
    has_drawn: bool = False
    canvas_before: int = 0
    digit_before: TestDigit | None = None

    @property
    def watches_python(self) -> bool:
        """Whether opening the Python panel does the step."""
        return self.is_on and self.step is Deed.READ

    @property
    def asks(self) -> bool:
        """Whether it still asks for something: then pages ask for nothing else."""
        return self.is_on and self.done != set(Deed)

    def note(self, deed: Deed) -> None:
        """Add what a visitor has just done, while the lesson goes on."""
        if self.is_on:
            self.done.add(deed)

    def remembered(self) -> set[Deed] | None:
        """Return the deeds that the browser is to store; None for no change."""
        if self.is_on:
            return self.done
        return set() if self.is_left else None


def guide_of(query: Mapping[str, str], stored: str) -> GuideState:
    """Return how far the guided lesson was before the page was loaded.

    Args:
        query: Parameters of the address, which say whether it goes on.
        stored: The cookie of its deeds; empty where none arrived.
    """
    if query.get(GUIDE_KEY) != GUIDE_ON:
        return GuideState()
    return GuideState(is_on=True, done={Deed(step) for step in steps_done(stored)})
