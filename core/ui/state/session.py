"""Everything that Trazo remembers of one visit; alone touches `st.session_state`."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core import i18n
from core.datasets.own_drawings import LabelledDrawings
from core.engine.run import Run
from core.errors import SettingRefused, UploadError
from core.preprocessing.mnist_format import ALL_STEPS, Step
from core.runs.snapshots import MOST_PINS, TrackedDigit
from core.settings import query_params
from core.settings.query_params import Part
from core.settings.run import MORE_EPOCHS, RunSettings
from core.ui.state import services
from core.ui.state.page_state import (
    SHIPPED,
    AlikeView,
    Broken,
    DataView,
    Deletion,
    Drawing,
    Input,
    InsideView,
    Measure,
    TestDigit,
)

KEY = "trazo"
COOKIE = "trazo_visitor"
STEPS_COOKIE = "trazo_steps"
# Each keeps up to 80 MB on the disk of a host that may have little.
MOST_RUNS = 12
BRUSH_WIDTHS = range(8, 41, 4)
BRUSH_DEFAULT = 20


@dataclass
class Session:
    """One visit.

    Attributes:
        language: ``es`` or ``en``.
        visitor: Whose work this is: unguessable, in the address and in a cookie.
        settings: For the next run.
        refusals: Settings of the link that were refused, to be shown once.
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
        kept_as: The label that a drawing was just saved with, to be shown once.
        hand_stale: Whether the set on the page is older than `hand`.
        pins: Digits whose answers the next run follows.
        moment: The one of a run that is looked at, from 0; None for the newest.
        weight: The one that is followed in slow motion: filter, row and column.
        parcels: How many files of work this visit has brought back.
        kept: Settings, strokes and hand as the store was last given them.
        deletion: How far this visitor is with deleting everything; None when not asked.
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
    unfolded: frozenset[str] = frozenset()
    inside: InsideView = field(default_factory=InsideView)
    broken: Broken = field(default_factory=Broken)
    alike: AlikeView = field(default_factory=AlikeView)
    steps: frozenset[Step] = ALL_STEPS
    looked_at: int = 0
    hand: LabelledDrawings = field(default_factory=LabelledDrawings)
    hand_error: UploadError | None = None
    kept_as: int | None = None
    hand_stale: bool = False
    pins: tuple[TrackedDigit, ...] = ()
    moment: int | None = None
    weight: tuple[int, int, int] = (0, 1, 1)
    parcels: int = 0
    kept: tuple[object, ...] = ()
    deletion: Deletion | None = None

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

    def pin(self, pin: TrackedDigit) -> None:
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
        chosen, refusals = query_params.from_query(query)
        visitor = visitor_of(query.get(query_params.WORK_KEY, ""))
        runs = services.engine().runs_of(visitor)
        kept = services.engine().repository.workspace(visitor)
        if kept is not None:
            services.engine().keep(lambda store: store.mark_visitor_seen(visitor))
        if chosen == RunSettings():
            if kept is not None and kept.settings:
                chosen, _ = query_params.from_query(kept.settings)
            elif runs:
                chosen = runs[-1].settings
        st.session_state[KEY] = Session(
            language=i18n.choose(st.context.locale),
            visitor=visitor,
            settings=chosen,
            refusals=refusals,
            hidden=query_params.hidden_parts(query),
            done=steps_done(),
            runs=list(runs),
            drawing=Drawing()
            if kept is None
            else Drawing(0, kept.strokes, kept.strokes),
            hand=LabelledDrawings() if kept is None else kept.hand,
        )
    visit: Session = st.session_state[KEY]
    return visit


def start_over() -> None:
    """Give this visit a new, empty workspace: nothing of the old one is left in it.

    Language, page and what a teacher hides stay: they are no work of the visitor.
    """
    before = session()
    st.session_state[KEY] = Session(
        language=before.language,
        visitor=secrets.token_hex(16),
        hidden=before.hidden,
        page=before.page,
        # An earlier canvas or uploader would send what it still holds.
        drawing=Drawing(before.drawing.generation + 1),
        parcels=before.parcels + 1,
        unfolded=before.unfolded,
    )


def visitor_of(address: str) -> str:
    """Return whose work this is: that of the address, else that of the browser."""
    for known in (address, str(st.context.cookies.get(COOKIE, ""))):
        if re.fullmatch(r"[0-9a-f]{32}", known):
            return known
    return secrets.token_hex(16)


def steps_done() -> set[int]:
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
