"""What a visitor has done: the store keeps it, so that a reload finds it."""

from dataclasses import dataclass, field
from typing import Any

from core.datasets.own_drawings import LabelledDrawings
from core.engine.run import Run
from core.lessons.answers import Answers
from core.runs.snapshots import MOST_PINS, TrackedDigit
from core.settings.datasets import DatasetName
from core.settings.run import RunSettings
from core.ui.state.page_state import Drawing

# Each run keeps up to 80 MB on the disk of a host that may have little.
MOST_RUNS = 12


@dataclass(frozen=True, eq=False)
class Saved:
    """What the store was last given of a visit, or gave to it.

    Attributes:
        settings: Settings of the next run.
        strokes: What is on the canvas.
        own_drawings: The visitor's own drawings.
        answers: What the visitor has answered.
        stored: Settings as the store has them, as far as this visit knows: those of a
            link are shown, and not stored before the visitor changes something.
        is_linked: Whether the settings came with a link, which goes before the store.
    """

    settings: RunSettings = field(default_factory=RunSettings)
    strokes: tuple[dict[str, Any], ...] = ()
    own_drawings: LabelledDrawings = field(default_factory=LabelledDrawings)
    answers: Answers = field(default_factory=dict)
    stored: RunSettings = field(default_factory=RunSettings)
    is_linked: bool = False


@dataclass
class Work:
    """The work of one visitor.

    Attributes:
        settings: For the next run.
        put_aside: The visitor's own settings, while the guided lesson has set others;
            None without.
        runs: All runs of the visitor, from the first.
        drawing: What is on the canvas.
        own_drawings: The drawings that this visitor has corrected or brought along.
        answers: What the visitor has answered, by question; replaced whole.
        pins: Digits whose answers the next run follows.
        steps_done: Steps of the article that this visitor has done, 1 to 8.
        saved: What the store was last given; None before the first page is drawn.
        is_known: Whether the workspace could be read; it is read later if the store
            was away.
    """

    settings: RunSettings = field(default_factory=RunSettings)
    put_aside: RunSettings | None = None
    runs: list[Run] = field(default_factory=list)
    drawing: Drawing = field(default_factory=Drawing)
    own_drawings: LabelledDrawings = field(default_factory=LabelledDrawings)
    answers: Answers = field(default_factory=dict)
    pins: tuple[TrackedDigit, ...] = ()
    steps_done: set[int] = field(default_factory=set)
    saved: Saved | None = None
    is_known: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether the visitor has made nothing yet that would be missed."""
        return not (
            self.runs or self.drawing.strokes or len(self.own_drawings) or self.answers
        )

    @property
    def own_settings(self) -> RunSettings:
        """The settings that the visitor chose: they are kept, and links carry them."""
        return self.settings if self.put_aside is None else self.put_aside

    @own_settings.setter
    def own_settings(self, settings: RunSettings) -> None:
        if self.put_aside is None:
            self.settings = settings
        else:
            self.put_aside = settings

    @property
    def run(self) -> Run | None:
        """The visitor's last run."""
        return self.runs[-1] if self.runs else None

    def as_saved(self) -> Saved:
        """Return what the store is to know of it."""
        return Saved(
            self.own_settings, self.drawing.strokes, self.own_drawings, self.answers
        )

    def add_run(self, run: Run) -> None:
        """Add a run; the oldest is dropped where there are too many."""
        self.runs = [*self.runs, run][-MOST_RUNS:]

    def pin(self, pin: TrackedDigit) -> None:
        """Have one more digit followed; the oldest gives way where there are many."""
        others = tuple(each for each in self.pins if each.dataset is not pin.dataset)
        self.pins = (*others, *(*self.pins_of(pin.dataset), pin)[-MOST_PINS:])

    def pins_of(self, dataset: DatasetName) -> tuple[TrackedDigit, ...]:
        """Return the pinned images of a data set: others mean nothing to a run."""
        return tuple(pin for pin in self.pins if pin.dataset is dataset)

    def trained_runs(self) -> tuple[Run, ...]:
        """Return the runs that left a network, from the first."""
        return tuple(run for run in self.runs if run.state.has_network)

    def goal(self) -> int | None:
        """Return how far the last run went, where it has the settings of the next."""
        run = self.run
        if run is None or not run.spec.is_plain or run.settings != self.settings:
            return None
        return run.goal
