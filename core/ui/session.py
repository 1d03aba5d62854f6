"""Everything that Trazo remembers of one visit; alone touches `st.session_state`."""

import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import i18n, links
from core.alike import Method
from core.digits import ALL_STEPS, Step
from core.disturbance import Disturbance, Strengths
from core.engine.run import Run
from core.errors import SettingRefused, UploadError
from core.hand import Hand
from core.links import Part
from core.settings import MORE_EPOCHS, RunSettings
from core.ui import shared
from core.watching import MOST_PINS, Pin

KEY = "trazo"
COOKIE = "trazo_visitor"
STEPS_COOKIE = "trazo_steps"
# The name of the network that comes with Trazo; others are named by their run's id.
SHIPPED = "shipped"
# Each keeps up to 80 MB on the disk of a host that may have little.
MOST_RUNS = 12
BRUSH_WIDTHS = range(8, 41, 4)
BRUSH_DEFAULT = 20


class Input(StrEnum):
    """How a digit comes in."""

    CANVAS = "canvas"
    TEST_DIGIT = "test_digit"
    UPLOAD = "upload"
    CAMERA = "camera"


class Measure(StrEnum):
    """What the curves of several runs are compared by."""

    LOSS = "loss"
    ACCURACY = "accuracy"


class Look(StrEnum):
    """What the Inside page looks at: one idea a screen."""

    LAYERS = "layers"
    INK = "ink"
    ALIKE = "alike"
    BREAK = "break"


class Breakable(StrEnum):
    """What the Inside page breaks."""

    DIGIT = "digit"
    NETWORK = "network"


@dataclass(frozen=True)
class Drawing:
    """What is on the canvas, as Fabric's JSON objects, one a stroke.

    Attributes:
        generation: Grows when the canvas is made anew: cleared, undone, returned to.
        start: Strokes that this canvas was made with.
        strokes: Strokes as they are now.
    """

    generation: int = 0
    start: tuple[dict[str, Any], ...] = ()
    strokes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class DataView:
    """What the Data page shows.

    Attributes:
        digit: Class of the digits to leaf through, 0 to 9.
        page: Which of their pages, from 0.
        example: Place of the chosen one among the digits of its class.
        zoom: How large its numbers are, as a multiple of the column.
        divided: Whether they are divided by 255.
        label: The one that is shown as one-hot, 0 to 9.
    """

    digit: int = 5
    page: int = 0
    example: int = 0
    zoom: int = 1
    divided: bool = False
    label: int = 5


@dataclass(frozen=True)
class InsideView:
    """What the Inside page looks at.

    Attributes:
        look: Which of its parts is open.
        layer: Place of the layer whose map or neuron is chosen; None while none is.
        channel: Which of them.
        row: Of the pixel that is worked out.
        column: Of that pixel.
        digit: Whose ink is looked for, 0 to 9; None for the runner-up's.
        ink: Row and column of the pixel of the drawing that is told in words; None
            for the one with most ink.
    """

    look: Look = Look.LAYERS
    layer: int | None = None
    channel: int = 0
    row: int = 0
    column: int = 0
    digit: int | None = None
    ink: tuple[int, int] | None = None


@dataclass(frozen=True)
class Broken:
    """What the Inside page has broken.

    Attributes:
        looked_at: Which of the two is on show.
        strengths: How much the digit is disturbed.
        curve: The disturbance whose effect on the test digits is drawn.
        layer: Place of the convolution whose filters are on show; None for the first.
        network: The one that `off` belongs to.
        off: Its filters that are switched off: place of the layer, and of the filter.
    """

    looked_at: Breakable = Breakable.DIGIT
    strengths: Strengths = field(default_factory=Strengths)
    curve: Disturbance = Disturbance.ROTATION
    layer: int | None = None
    network: str = SHIPPED
    off: frozenset[tuple[int, int]] = frozenset()

    def off_in(self, network: str) -> frozenset[tuple[int, int]]:
        """Return the filters of a network that are off: another one is whole."""
        return self.off if network == self.network else frozenset()

    def anything(self, network: str) -> bool:
        """Say whether the digit or this network is not whole."""
        return self.strengths != Strengths() or bool(self.off_in(network))


@dataclass(frozen=True)
class AlikeView:
    """What the map of test digits shows.

    Attributes:
        method: How it is laid out.
        digit: Which test digit is chosen on it; None while none is.
    """

    method: Method = Method.TSNE
    digit: int | None = None


@dataclass(frozen=True)
class TestDigit:
    """A digit out of MNIST's test images.

    Attributes:
        label: What its writer meant.
        pixels: RGBA, (height, width, 4) uint8.
    """

    label: int
    pixels: NDArray[np.uint8]


@dataclass
class Session:
    """One visit.

    Attributes:
        language: ``es`` or ``en``.
        visitor: Whose work this is: unguessable, in the address and in a cookie.
        settings: For the next run.
        refusals: Settings of the link that were not taken, to be told once.
        hidden: Controls that the teacher who made the link keeps out of sight.
        done: Steps of the lesson that this visitor has done.
        runs: All runs of the visit, from the first.
        compared: Ids of the runs that are drawn on one chart; none stands for all.
        measure: What they are compared by.
        more_epochs: How far a run is to be continued.
        share_page: Path of the page that the shared link opens; None for this one.
        share_hide: Controls that the shared link hides.
        page: Script of the page that was drawn last.
        written: Widgets of that page that have been given their value.
        drawing: What is on the canvas.
        brush: Width of the pen in pixels.
        network: Which network answers: `SHIPPED`, or the id of a run.
        input: How the digit comes in there.
        test_digit: The one on show.
        refused_file: Id of the picture that was refused last.
        data: What the Data page shows.
        cell: The one of the confusion matrix that is looked at, true and answered.
        unfolded: Keys of the parts that are open.
        inside: What the Inside page looks at.
        broken: What it has broken.
        alike: What its map of test digits shows.
        steps: What is done to a drawing before a network sees it.
        looked_at: Which digit of a number is looked at, from 0.
        hand: The drawings that this visitor has corrected or brought along.
        hand_error: Why one of them, or a file of them, was not taken.
        kept_as: What a drawing has just been kept as, to be told once.
        hand_stale: Whether the set on the page is older than `hand`.
        pins: Digits whose answers the next run follows.
        moment: The one of a run that is looked at, from 0; None for the newest.
        weight: The one that is followed in slow motion: filter, row and column.
        parcels: How many files of work this visit has brought back.
        kept: Settings, strokes and hand as the store was last given them.
    """

    language: str
    visitor: str
    settings: RunSettings = field(default_factory=RunSettings)
    refusals: tuple[SettingRefused, ...] = ()
    hidden: frozenset[Part] = frozenset()
    done: set[int] = field(default_factory=set)
    runs: list[Run] = field(default_factory=list)
    compared: tuple[str, ...] = ()
    measure: Measure = Measure.ACCURACY
    more_epochs: int = int(MORE_EPOCHS.default)
    share_page: str | None = None
    share_hide: tuple[Part, ...] = ()
    page: str = ""
    written: set[str] = field(default_factory=set)
    drawing: Drawing = field(default_factory=Drawing)
    brush: int = BRUSH_DEFAULT
    network: str = SHIPPED
    input: Input = Input.CANVAS
    test_digit: TestDigit | None = None
    refused_file: str = ""
    data: DataView = field(default_factory=DataView)
    cell: tuple[int, int] | None = None
    unfolded: set[str] = field(default_factory=set)
    inside: InsideView = field(default_factory=InsideView)
    broken: Broken = field(default_factory=Broken)
    alike: AlikeView = field(default_factory=AlikeView)
    steps: frozenset[Step] = ALL_STEPS
    looked_at: int = 0
    hand: Hand = field(default_factory=Hand)
    hand_error: UploadError | None = None
    kept_as: int | None = None
    hand_stale: bool = False
    pins: tuple[Pin, ...] = ()
    moment: int | None = None
    weight: tuple[int, int, int] = (0, 1, 1)
    parcels: int = 0
    kept: tuple[object, ...] = ()

    def arrive(self, page: str) -> bool:
        """Note which page is drawn; return whether it is another than before."""
        if self.page == page:
            return False
        self.page = page
        self.written.clear()
        return True

    @property
    def run(self) -> Run | None:
        """The visitor's last run."""
        return self.runs[-1] if self.runs else None

    def begin(self, run: Run) -> None:
        """Take up a new run; the oldest is given up where there are too many."""
        self.runs = [*self.runs, run][-MOST_RUNS:]
        self.refusals = ()
        self.moment = None

    def pin(self, pin: Pin) -> None:
        """Have one more digit followed; the oldest gives way where there are many."""
        self.pins = (*self.pins, pin)[-MOST_PINS:]

    def trained_runs(self) -> tuple[Run, ...]:
        """Return the runs that left a network, from the first."""
        return tuple(run for run in self.runs if run.state.has_network)

    def chosen_run(self) -> Run | None:
        """Return the run whose network answers; None where it is the shipped one."""
        return next((r for r in self.trained_runs() if r.id == self.network), None)

    def goal(self) -> int | None:
        """Return how far the last run went, where it has the settings of the next."""
        run = self.run
        if run is None or run.lesson is not None or run.settings != self.settings:
            return None
        return run.goal

    def steps_left_out(self) -> bool:
        """Say whether a drawing is not prepared as it should be."""
        return self.steps != ALL_STEPS

    def shows(self, part: Part) -> bool:
        """Say whether a teacher's link leaves these controls in sight."""
        return part not in self.hidden


def session() -> Session:
    """Return this visit's session, made from the link and the browser at first."""
    if KEY not in st.session_state:
        query = st.query_params.to_dict()
        chosen, refusals = links.from_query(query)
        visitor = _visitor(query.get(links.WORK_KEY, ""))
        runs = shared.engine().runs_of(visitor)
        kept = shared.engine().kept.workspace(visitor)
        if kept is not None:
            shared.engine().keep(lambda store: store.touch(visitor))
        if chosen == RunSettings():
            if kept is not None and kept.settings:
                chosen, _ = links.from_query(kept.settings)
            elif runs:
                chosen = runs[-1].settings
        st.session_state[KEY] = Session(
            language=i18n.choose(st.context.locale),
            visitor=visitor,
            settings=chosen,
            refusals=refusals,
            hidden=links.hidden_parts(query),
            done=_steps_done(),
            runs=list(runs),
            drawing=Drawing()
            if kept is None
            else Drawing(0, kept.strokes, kept.strokes),
            hand=Hand() if kept is None else kept.hand,
        )
    visit: Session = st.session_state[KEY]
    return visit


def _visitor(address: str) -> str:
    """Return whose work this is: that of the address, else that of the browser."""
    for known in (address, str(st.context.cookies.get(COOKIE, ""))):
        if re.fullmatch(r"[0-9a-f]{32}", known):
            return known
    return secrets.token_hex(16)


def _steps_done() -> set[int]:
    """Return the steps that were done before the page was loaded again."""
    known = str(st.context.cookies.get(STEPS_COOKIE, ""))
    return (
        {int(step) for step in known} if re.fullmatch(r"[1-8]{1,8}", known) else set()
    )


def write_widget(key: str, value: object) -> None:
    """Make a widget show what the session holds, before it is drawn.

    Streamlit drops the value of a keyed widget when its page is left, and resets a
    slider whose range changes; the session keeps it.
    """
    written = session().written
    if key not in written or st.session_state.get(key) != value:
        written.add(key)
        st.session_state[key] = value


def widget_value(key: str) -> Any:
    """Return what a widget holds, for its callback."""
    return st.session_state[key]
