"""What every page begins and ends with: menu, language, footer, the sign of life."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from core import i18n
from core.engine.run import Run
from core.server import memory
from core.settings import query_params
from core.ui import (
    config_check,
    deleted_work,
    known_visitor,
    not_saved,
    page_failure,
    projector,
    work_offer,
)
from core.ui.guide import course, strip
from core.ui.page import (
    DATA as DATA,
)
from core.ui.page import (
    DRAW as DRAW,
)
from core.ui.page import (
    EVALUATE as EVALUATE,
)
from core.ui.page import (
    EVERY_PAGE as EVERY_PAGE,
)
from core.ui.page import (
    HOME as HOME,
)
from core.ui.page import (
    INSIDE as INSIDE,
)
from core.ui.page import (
    JOIN as JOIN,
)
from core.ui.page import (
    NETWORK as NETWORK,
)
from core.ui.page import (
    PAGES as PAGES,
)
from core.ui.page import (
    ROOM as ROOM,
)
from core.ui.page import (
    TEACHERS as TEACHERS,
)
from core.ui.page import (
    TRAIN as TRAIN,
)
from core.ui.page import (
    Page as Page,
)
from core.ui.seat import frame as seat_frame
from core.ui.seat import seating
from core.ui.state import autosave, services, workspace_sync
from core.ui.state.binding import bound
from core.ui.state.session import session
from core.ui.streamlit_compat import (
    lasting_downloads,
    missing_page,
    slider_touch,
    whole_endings,
    whole_navigation,
    whole_presses,
    widget_words,
)
from core.ui.text import lessons
from core.ui.text.error_messages import sentence
from core.ui.text.step_names import step_names as step_names
from core.ui.text.translate import t

STYLES = (
    Path(__file__).parent / "layout.css",
    Path(__file__).parent / "wide_screens.css",
    widget_words.STYLE,
    slider_touch.STYLE,
    Path(__file__).parent / "text" / "lessons.css",
    Path(__file__).parent / "questions" / "questions.css",
)
SIGN_OF_LIFE_SECONDS = 10

memory.limit_heaps()
# In place of what `core.ui.import_failure` says. Every page imports this module first,
# so no code of a page runs before.
page_failure.replace_streamlit_box()
missing_page.replace_dialog()
whole_presses.make_whole()
whole_endings.make_whole()
lasting_downloads.keep_downloads()
whole_navigation.make_whole()


# Steps that opening their page does not do.
EARNED_STEPS = frozenset({6, 8})


def open_page(page: Page) -> bool:
    """Begin a page. Each page's script calls this first.

    Returns:
        Whether the visitor has just come from another page, or is new.
    """
    config_check.stop_if_bad()
    workspace_sync.catch_up(session())
    deleted_work.leave()
    arrived = session().widgets.arrive(page.script)
    _choose_language()
    seat_frame.follow(page.path, _scripts(), query())
    st.set_page_config(
        page_title=f"{page.title()} · Trazo", page_icon="✏️", layout="centered"
    )
    for style in STYLES:
        st.html(style)
    widget_words.set_page_words(
        failed=t("This file could not be made. Try again, or load the page again."),
        enter=t("Press Enter to use it"),
    )
    projector.style()
    visit = session()
    visit.work.steps_done |= set(page.steps) - EARNED_STEPS
    if visit.work.trained_runs():
        visit.work.steps_done |= set(TRAIN.steps)
    course.follow(page.script, page.steps, arrived=arrived)
    _menu(page)
    seat_frame.panel(page.path, JOIN.script, query())
    if visit.guide.is_on:
        strip.panel(_pages(page))
    if missing_page.is_missing():
        st.info(t("There is no page at this address, so this is the first one."))
    not_saved.line()
    deleted_work.panel()
    work_offer.panel()
    for refusal in visit.link.refusals:
        st.warning(sentence(refusal))
    _sign_of_life()
    return arrived


def open_wall(page: Page) -> None:
    """Begin a page for a projector, which has no menu and no controls."""
    config_check.stop_if_bad()
    session().widgets.arrive(page.script)
    _choose_language()
    st.set_page_config(page_title="Trazo", page_icon="✏️", layout="wide")
    for style in STYLES:
        st.html(style)
    known_visitor.remember()


def close_page(page: Page) -> None:
    """End a page with the way on and the way back. Each page calls this last."""
    lessons.glossary()
    autosave.save()
    way = (None, *PAGES, None) if page in PAGES else (HOME, page, None)
    before, after = way[way.index(page) - 1], way[way.index(page) + 1]
    with st.container(key="footer"):
        back, onward = st.columns(2, vertical_alignment="center")
        if before is not None and seat_frame.shows(before.path):
            with back, st.container(key="footer_back"):
                _lead(before, ":material/arrow_back:")
        if after is not None and seat_frame.shows(after.path):
            with onward, st.container(key="footer_next"):
                _lead(after, ":material/arrow_forward:")
        projector.switch()
    services.end_page()


def link_to(page: Page, label: str) -> None:
    """Draw a link to another page; what the address has chosen goes along."""
    st.page_link(page.script, label=label, icon=page.icon, query_params=query())


def _pages(here: Page) -> strip.Pages:
    """Return what the guided lesson has to know of the pages."""
    scripts = {step: page.script for page in PAGES for step in page.steps}
    return strip.Pages(here.script, scripts, PAGES[-1].script, query())


def _scripts() -> dict[str, str]:
    """Return the script of each page by its path."""
    return {page.path: page.script for page in EVERY_PAGE}


def _lead(page: Page, icon: str) -> None:
    steps = " · ".join(
        t("{step}. {name}", step=step, name=step_names()[step]) for step in page.steps
    )
    label = steps or t("Beyond: {page}", page=page.title())
    st.page_link(
        page.script,
        label=label,
        icon=icon,
        query_params=query(),
        width="stretch",
    )


def _choose_language() -> None:
    wish = st.query_params.get("lang")
    if wish in i18n.LANGUAGES:
        session().identity.language = wish


def _menu(page: Page) -> None:
    with st.container(
        key="menu", horizontal=True, vertical_alignment="center", gap="small"
    ):
        known_visitor.remember()
        with st.container(key="pages", horizontal=True, gap="xsmall", width="content"):
            for other in _menu_pages():
                title = other.title()
                st.page_link(
                    other.script,
                    label=f"**{title}**" if other is page else title,
                    query_params=query(),
                )
        st.segmented_control(
            t("Language"),
            list(i18n.LANGUAGES),
            format_func=str.upper,
            required=True,
            label_visibility="collapsed",
            help=t("The language of all pages."),
            **bound("lang", "identity.language", i18n.LANGUAGES, then=_put_in_address),
        )


def _menu_pages() -> list[Page]:
    """Return the pages that the menu leads to."""
    found = seating.find()
    if found is not None:
        pace = found.room.pace
        return [*(p for p in PAGES if seat_frame.is_open(pace, p.path)), JOIN]
    visitor = session().identity.visitor
    is_teacher = services.engine().rooms.place_of(visitor).taught is not None
    return [*PAGES, ROOM] if is_teacher else [*PAGES]


def _put_in_address() -> None:
    """Show the language that was chosen in the address, to be found on a reload."""
    st.query_params["lang"] = session().identity.language


def _sign_of_life() -> None:
    """Tell the engine now and then that this visitor is still here."""
    visit = session()
    run, visitor = visit.work.run, visit.identity.visitor
    trains = run is not None and not run.state.is_over
    if trains or services.engine().job_line.has_any(visitor):
        st.fragment(_mark_watched, run_every=SIGN_OF_LIFE_SECONDS)(run, visitor)


def _mark_watched(run: Run | None, visitor: str) -> None:
    if run is not None:
        run.mark_watched()
    services.engine().job_line.mark_watched(visitor)
    not_saved.refresh()


def go(page: Page) -> None:
    """Leave for another page, keeping the language."""
    st.switch_page(page.script, query_params=query())


def address() -> str:
    """Return where the app is, as the browser sees it, without a slash at the end.

    The path of the page is cut off, with or without a slash after it. What is left is
    the path under which a proxy or ``server.baseUrlPath`` serves the app.
    """
    here = urlsplit(st.context.url or "")
    script = session().widgets.page
    page = next((page for page in EVERY_PAGE if page.script == script), HOME)
    base = here.path.rstrip("/").removesuffix(page.path.rstrip("/"))
    return urlunsplit((*here[:2], base, "", ""))


def query() -> dict[str, str]:
    """Return what a link from page to page carries, for when that one is loaded again.

    A class whose controls are hidden could not set them again.
    """
    visit = session()
    carried = query_params.query(
        visit.identity.language, visit.work.own_settings, visit.link.hidden
    )
    return carried | course.query() | projector.query()
