"""What every page begins with: title, menu, language, and the sign of life."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core import i18n
from core.ui.session import COOKIE, session, widget_value, write_widget
from core.ui.text import t

STYLE = Path(__file__).parent / "style.css"
SIGN_OF_LIFE_SECONDS = 10


@dataclass(frozen=True)
class Page:
    """A page of the app.

    Attributes:
        script: Its file, as Streamlit wants it.
        icon: Material symbol in the menu.
    """

    script: str
    icon: str


HOME = Page("app.py", ":material/home:")
TRAIN = Page("pages/train.py", ":material/model_training:")
DRAW = Page("pages/draw.py", ":material/draw:")


def titles() -> dict[Page, str]:
    """Return the pages in the order of the lesson, with their names."""
    return {HOME: t("Home"), TRAIN: t("Train"), DRAW: t("Draw")}


def open_page(page: Page) -> bool:
    """Begin a page. Each page's script calls this first.

    Returns:
        Whether the visitor has just come from another page, or is new.
    """
    arrived = session().arrive(page.script)
    _choose_language()
    st.set_page_config(
        page_title=f"{titles()[page]} · Trazo", page_icon="✏️", layout="centered"
    )
    st.html(STYLE)
    _menu(page)
    _sign_of_life()
    return arrived


def _choose_language() -> None:
    wish = st.query_params.get("lang")
    if wish in i18n.LANGUAGES:
        session().language = wish


def _menu(page: Page) -> None:
    with st.container(
        key="menu", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(
            f"<p class='brand'>✏️ Trazo</p><script>{_script()}</script>",
            width="content",
            unsafe_allow_javascript=True,
        )
        with st.container(key="pages", horizontal=True, gap="xsmall", width="content"):
            for other, title in titles().items():
                st.page_link(
                    other.script,
                    label=f"**{title}**" if other is page else title,
                    query_params={"lang": session().language},
                )
        write_widget("lang", session().language)
        st.segmented_control(
            t("Language"),
            list(i18n.LANGUAGES),
            format_func=str.upper,
            required=True,
            key="lang",
            label_visibility="collapsed",
            on_change=_keep_language,
        )


def _script() -> str:
    """Return what the browser is to note of this visit.

    The language: Streamlit says lang="en" of every page, so that a screen reader would
    read Spanish with an English voice, and a browser would offer to translate it. The
    visitor: a page that is loaded again finds its run by that.
    """
    visit = session()
    return (
        f"document.documentElement.lang = '{visit.language}';"
        f"document.cookie = '{COOKIE}={visit.visitor}; path=/; SameSite=Strict'"
    )


def _keep_language() -> None:
    session().language = widget_value("lang")
    st.query_params["lang"] = widget_value("lang")


def _sign_of_life() -> None:
    """Tell the engine now and then that this visitor is still here."""
    run = session().run
    if run is None or run.state.over:
        return
    run.watch()
    st.fragment(run.watch, run_every=SIGN_OF_LIFE_SECONDS)()


def go(page: Page) -> None:
    """Leave for another page, keeping the language."""
    st.switch_page(page.script, query_params={"lang": session().language})
