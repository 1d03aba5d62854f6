"""Everything that Trazo remembers of one visit; alone touches `st.session_state`."""

from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from core import i18n
from core.engine.run import Run
from core.settings import query_params
from core.settings.run import RunSettings
from core.ui.state import services, visitor_cookie, workspace_sync
from core.ui.state.guide_state import GuideState, guide_of
from core.ui.state.identity import Identity, identify, new_visitor, steps_done
from core.ui.state.inside_state import InsideState
from core.ui.state.link import Link
from core.ui.state.page_state import (
    DataState,
    Deletion,
    DigitState,
    Drawing,
    DrawState,
    EvaluateState,
    HomeState,
    TrainState,
)
from core.ui.state.room_state import RoomState
from core.ui.state.work import Work
from core.ui.streamlit_compat import known_widgets, late_reports

KEY = "trazo"


@dataclass
class WidgetState:
    """What is on the page.

    Attributes:
        page: Script of the page that was drawn last.
        written: Widgets of that page that have been given their value.
        unfolded: Keys of the parts that are open, on all pages.
        says_not_saved: Whether the page says that nothing is being saved.
        lost_reports: How often what the browser has stored was lost on its way.
    """

    page: str = ""
    written: set[str] = field(default_factory=set)
    unfolded: frozenset[str] = frozenset()
    says_not_saved: bool = False
    lost_reports: int = 0

    def arrive(self, page: str) -> bool:
        """Note which page is drawn; return whether it is another than before."""
        if self.page == page:
            return False
        self.page = page
        self.written.clear()
        return True


@dataclass
class Session:
    """One visit: who, what has been done, by which link, and what each page shows.

    Attributes:
        identity: Who the visitor is.
        work: What the visitor has done, and the store keeps.
        link: What came with the address, and what a shared one is to carry.
        widgets: What is on the page.
        home: State of the Home page.
        data: State of the Data page.
        train: State of the Train page.
        evaluate: State of the Evaluate page.
        digit: The digit that Draw and Inside look at, and the network that answers.
        draw: State of the Draw page.
        inside: State of the Inside page.
        guide: How far the guided lesson is.
        room: The room of a pupil or a teacher.
    """

    identity: Identity
    work: Work = field(default_factory=Work)
    link: Link = field(default_factory=Link)
    widgets: WidgetState = field(default_factory=WidgetState)
    home: HomeState = field(default_factory=HomeState)
    data: DataState = field(default_factory=DataState)
    train: TrainState = field(default_factory=TrainState)
    evaluate: EvaluateState = field(default_factory=EvaluateState)
    digit: DigitState = field(default_factory=DigitState)
    draw: DrawState = field(default_factory=DrawState)
    inside: InsideState = field(default_factory=InsideState)
    guide: GuideState = field(default_factory=GuideState)
    room: RoomState = field(default_factory=RoomState)

    def add_run(self, run: Run) -> None:
        """Add a run that has just been started, and look at its newest snapshot."""
        self.work.add_run(run)
        self.link.refusals = ()
        self.train.snapshot = None

    def chosen_run(self) -> Run | None:
        """Return the run whose network answers; None where it is the shipped one."""
        trained = self.work.trained_runs()
        return next((run for run in trained if run.id == self.digit.network), None)


def session() -> Session:
    """Return this visit's session, made from the browser and the link at first."""
    # A page asks for it dozens of times: with one look at Streamlit's state, not two.
    try:
        visit: Session = st.session_state[KEY]
    except KeyError:
        visit = st.session_state[KEY] = _new_session()
    return visit


def _new_session() -> Session:
    query = st.query_params.to_dict()
    identity = identify(
        i18n.choose(st.context.locale),
        query,
        visitor_cookie.read(visitor_cookie.COOKIE),
    )
    chosen, refusals = query_params.from_query(query)
    guide = guide_of(query, visitor_cookie.read(visitor_cookie.GUIDE_COOKIE))
    work = _saved_work(
        identity.visitor, chosen, is_new=not identity.settled, guided=guide.is_on
    )
    if services.engine().repository.is_known_deleted(identity.visitor):
        # The cookie of a device that comes back. Another tab may still hold runs.
        identity, work = _without_work(identity), Work(settings=chosen)
    work.steps_done = steps_done(visitor_cookie.read(visitor_cookie.STEPS_COOKIE))
    return Session(
        identity,
        work,
        Link(refusals=refusals, hidden=query_params.hidden_parts(query)),
        guide=guide,
    )


def start_over(deletion: Deletion | None = None) -> None:
    """Give this visit a new, empty workspace: nothing of the old one is left in it.

    Args:
        deletion: What the Home page says of the old one.
    """
    identity = Identity(session().identity.language, new_visitor())
    _replace_work(identity, Work(), deletion)


def leave_deleted_work() -> None:
    """Go on with an empty workspace, as this one was deleted elsewhere."""
    _replace_work(_without_work(session().identity), Work())


def open_workspace(visitor: str) -> None:
    """Have this visit show other work, and its browser store that it does.

    Args:
        visitor: Id of the workspace.
    """
    before = session().identity
    identity = Identity(before.language, visitor, was_deleted=before.was_deleted)
    _replace_work(identity, _saved_work(visitor, RunSettings()))


def _without_work(before: Identity) -> Identity:
    """Return who a visitor is whose work was deleted in another tab or device.

    A tab of the same browser may have gone on already: the id that the browser has
    stored meanwhile goes before a new one.
    """
    return Identity(
        before.language,
        new_visitor(),
        settled=False,
        offer=before.offer,
        was_deleted=True,
    )


def _saved_work(
    visitor: str, chosen: RunSettings, *, is_new: bool = False, guided: bool = False
) -> Work:
    """Return what is kept of a visitor.

    Args:
        visitor: Id of the workspace.
        chosen: Settings of the link; where it has none, those that are kept hold.
        is_new: Whether the id has just been made.
        guided: Whether the guided lesson goes on, which chose the settings of its run.
    """
    found = workspace_sync.read(visitor, is_new=is_new)
    kept, runs = found.workspace, found.runs
    if kept is not None:
        # Of nobody: it changes nothing that a page would have to wait for.
        services.engine().save(
            "", lambda store: store.mark_visitor_seen(visitor), f"seen {visitor}"
        )
    is_linked = chosen != RunSettings()
    stored, _ = query_params.from_query({} if kept is None else kept.settings)
    if not is_linked:
        if kept is not None and kept.settings:
            chosen = stored
        elif runs and not guided:
            chosen = runs[-1].settings
        if not found.is_known:
            # The store is given what the visitor changes, and nothing else.
            stored = chosen
    work = Work(settings=chosen, runs=list(runs), is_known=found.is_known)
    if kept is not None:
        work.drawing = Drawing(0, kept.strokes, kept.strokes)
        work.own_drawings = kept.own_drawings
        work.answers = kept.answers
    work.saved = replace(work.as_saved(), stored=stored, is_linked=is_linked)
    return work


def _replace_work(
    identity: Identity, work: Work, deletion: Deletion | None = None
) -> None:
    """Replace the work of this visit, and what its pages show of that.

    Language, page, what a teacher hides and the guided lesson stay: they are no work
    of the visitor.
    All of it is one step: Streamlit may break a callback off at each look at its state,
    to call it again.
    """
    before = session()
    # An earlier canvas or uploader would send what it still holds.
    generation = before.work.drawing.generation + 1
    work.drawing = replace(work.drawing, generation=generation)
    st.session_state[KEY] = Session(
        identity,
        work,
        Link(hidden=before.link.hidden, projected=before.link.projected),
        WidgetState(before.widgets.page, unfolded=before.widgets.unfolded),
        HomeState(imports=before.home.imports + 1, deletion=deletion),
        guide=GuideState(is_on=before.guide.is_on, is_left=before.guide.is_left),
    )


def write_widget(key: str, value: object, visit: Session | None = None) -> None:
    """Make a widget show what the session holds, before it is drawn.

    Streamlit drops the value of a keyed widget when its page is left, and resets a
    slider whose range changes; the session keeps it. What the browser knows and shows
    already is not sent again: it would undo what the visitor does meanwhile.

    Args:
        key: Of the widget.
        value: What it shows.
        visit: The session, where the caller has it at hand.
    """
    written = (visit or session()).widgets.written
    is_same = st.session_state.get(key) == value
    if is_same and key in written and known_widgets.knows(key):
        return
    if not is_same:
        late_reports.note_set(key)
    written.add(key)
    st.session_state[key] = value


def widget_value(key: str) -> Any:
    """Return what a widget holds, for its callback."""
    return st.session_state[key]


def reported(key: str, name: str) -> Any:
    """Return what the script of a component has sent, for its callback.

    Args:
        key: Of the component.
        name: Of the trigger.

    Returns:
        Anything, since it comes from a browser; None where it is gone: a message that
        `streamlit_compat.whole_navigation` leads to another page keeps the callbacks of
        the page that was left, and not what its components hold.
    """
    holds = st.session_state.get(key)
    return None if holds is None else holds.get(name)
