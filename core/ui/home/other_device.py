"""Open one's work on another device: a code to give, and a code to take."""

import time
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import TrazoError
from core.settings import query_params
from core.ui import layout
from core.ui.components.qr_code import qr_code
from core.ui.state import services
from core.ui.state.identity import Offer
from core.ui.state.session import session, widget_value
from core.ui.text.error_messages import sentence
from core.ui.text.translate import t

if TYPE_CHECKING:
    from core.store.device_codes import DeviceCode

# As it may be typed, with spaces and hyphens.
MOST_TYPED = 24


def panel() -> None:
    """Draw the button that makes a code, the code, and the field for another one's."""
    st.button(
        t("Open my work on another device"),
        key="work_device",
        icon=":material/devices:",
        help=t("You get a code and a link. They work once, for ten minutes."),
        on_click=_issue,
    )
    _issued()
    st.text_input(
        t("I have a code from my other device"),
        key="work_code_given",
        max_chars=MOST_TYPED,
        placeholder="ABCD 2345",
        autocomplete="off",
        on_change=_offer_given,
    )


def _issued() -> None:
    home = session().home
    if home.code_error is not None:
        st.error(sentence(home.code_error))
    code = home.device_code
    if code is None:
        return
    with st.container(key="work_code"):
        if code.expires_at <= time.time():
            st.info(t("The code has expired. You can get a new one."))
            return
        _code(code)


def _code(code: "DeviceCode") -> None:
    half = len(code.text) // 2
    st.markdown(
        t(
            "On the other device, type this code under “My work”, or point its camera "
            "at the picture. It works once, for ten minutes. It is a key to your "
            "work: show it to nobody."
        )
    )
    st.code(f"{code.text[:half]} {code.text[half:]}", language=None)
    link = f"{layout.address()}/?{query_params.CODE_KEY}={code.text}"
    with st.container(key="work_code_link"):
        st.code(link, language=None, wrap_lines=True)
    qr_code(link)


def _issue() -> None:
    visit = session()
    visit.home.device_code = visit.home.code_error = None
    try:
        visit.home.device_code = services.engine().device_access.issue_code(
            visit.identity.visitor
        )
    except TrazoError as error:
        visit.home.code_error = error


def _offer_given() -> None:
    typed = str(widget_value("work_code_given")).strip()
    if typed:
        # The question is asked at the top of the page.
        session().identity.offer = Offer(code=typed)
