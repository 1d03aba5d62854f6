"""One switch that makes text and charts large enough for the last row of a class.

The address carries it, as it does the language: so it stays from page to page and
after a reload, a teacher can bookmark it, and it is nobody else's. It is no part of a
link to share: those who open that one have a screen of their own.
"""

from pathlib import Path

import streamlit as st

from core.ui.state.session import session, widget_value, write_widget
from core.ui.text.translate import t

KEY = "projector"
# The value of its parameter, and of the one choice of its widget.
ON = "1"
STYLE = Path(__file__).with_suffix(".css")


def style() -> None:
    """Make this page large, where the address or the switch says so."""
    if st.query_params.get(KEY) == ON:
        session().link.projected = True
    if session().link.projected:
        st.html(STYLE)


def query() -> dict[str, str]:
    """Return what a link from page to page carries of it."""
    return {KEY: ON} if session().link.projected else {}


def switch() -> None:
    """Draw the switch."""
    # It is a button that is pressed or not. A toggle would make the first page load
    # one more script of Streamlit's.
    write_widget(KEY, [ON] if session().link.projected else [])
    st.pills(
        t("Projector"),
        [ON],
        selection_mode="multi",
        format_func=lambda _: f":material/present_to_all: {t('Projector')}",
        label_visibility="collapsed",
        help=t("Large text and charts, which the last row of a class can read."),
        key=KEY,
        on_change=_turn,
    )


def _turn() -> None:
    try:
        chosen = widget_value(KEY)
    except KeyError:
        # From a browser that does not know yet that the switch has left the page.
        return
    visit = session()
    visit.link.projected = chosen == [ON]
    if visit.link.projected:
        st.query_params[KEY] = ON
    elif KEY in st.query_params:
        del st.query_params[KEY]
