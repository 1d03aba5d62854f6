"""Everything that Trazo remembers of one visit; alone touches `st.session_state`."""

import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import i18n, settings
from core.engine.run import Run
from core.errors import SettingOutOfRange
from core.settings import RunSettings
from core.ui import shared

KEY = "trazo"
COOKIE = "trazo_visitor"
BRUSH_WIDTHS = range(8, 41, 4)
BRUSH_DEFAULT = 20


class Input(StrEnum):
    """How a digit comes in."""

    CANVAS = "canvas"
    TEST_DIGIT = "test_digit"
    UPLOAD = "upload"


class NetworkChoice(StrEnum):
    """Which network answers."""

    SHIPPED = "shipped"
    OWN = "own"


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
        visitor: Unguessable; the browser keeps it in a cookie until it is closed.
        settings: For the next run.
        refusals: Settings of the link that were not taken, to be told once.
        run: The visitor's last run.
        trained: The last one before it that left a network.
        page: Script of the page that was drawn last.
        written: Widgets of that page that have been given their value.
        drawing: What is on the canvas.
        brush: Width of the pen in pixels.
        network: Which network answers on the Draw page.
        input: How the digit comes in there.
        test_digit: The one on show.
    """

    language: str
    visitor: str
    settings: RunSettings = field(default_factory=RunSettings)
    refusals: tuple[SettingOutOfRange, ...] = ()
    run: Run | None = None
    trained: Run | None = None
    page: str = ""
    written: set[str] = field(default_factory=set)
    drawing: Drawing = field(default_factory=Drawing)
    brush: int = BRUSH_DEFAULT
    network: NetworkChoice = NetworkChoice.SHIPPED
    input: Input = Input.CANVAS
    test_digit: TestDigit | None = None

    def arrive(self, page: str) -> bool:
        """Note which page is drawn; return whether it is another than before."""
        if self.page == page:
            return False
        self.page = page
        self.written.clear()
        return True

    def begin(self, run: Run) -> None:
        """Take up a new run; the network of the one before stays to draw on."""
        self.trained = self.own_network()
        self.run = run
        self.refusals = ()

    def own_network(self) -> Run | None:
        """Return the visitor's last run that has a network."""
        if self.run is not None and self.run.state.has_network:
            return self.run
        return self.trained


def session() -> Session:
    """Return this visit's session, made from the link and the browser at first."""
    if KEY not in st.session_state:
        chosen, refusals = settings.from_query(st.query_params)
        visitor = _visitor()
        run = shared.engine().run_of(visitor)
        if run is not None and chosen == RunSettings():
            chosen = run.settings
        st.session_state[KEY] = Session(
            language=i18n.choose(st.context.locale),
            visitor=visitor,
            settings=chosen,
            refusals=refusals,
            run=run,
        )
    visit: Session = st.session_state[KEY]
    return visit


def _visitor() -> str:
    """Return who this is: a page that is loaded again is the same visitor's."""
    known = str(st.context.cookies.get(COOKIE, ""))
    return known if re.fullmatch(r"[0-9a-f]{32}", known) else secrets.token_hex(16)


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
