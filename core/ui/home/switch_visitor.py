"""I am somebody else: this browser gets an empty workspace, asked first."""

import streamlit as st

from core.ui.components.confirmation import confirmation
from core.ui.state import services
from core.ui.state.session import session, start_over
from core.ui.text.translate import number, t


def panel() -> None:
    """Draw the button, or the question that it leads to."""
    home = session().home
    with st.container(key="work_switch"):
        if not home.switch_asked:
            st.button(
                t("I am somebody else"),
                key="work_switch_ask",
                icon=":material/switch_account:",
                help=t(
                    "For a computer that several people use: you begin with an empty "
                    "workspace. It asks first."
                ),
                on_click=_ask,
            )
            return
        confirmation(
            t(
                "This browser then begins with an empty workspace. What was made here "
                "stays saved for {days} days, but this browser no longer leads to it: "
                "its owner should first download it, or open it on another device.",
                days=number(services.config().kept_days),
            ),
            key="work_switch",
            yes=t("Yes, begin with an empty workspace"),
            no=t("No, stay as I am"),
            icon=":material/switch_account:",
            on_yes=_switch,
            on_no=_cancel,
        )


def _ask() -> None:
    session().home.switch_asked = True


def _cancel() -> None:
    session().home.switch_asked = False


def _switch() -> None:
    # A forged request can press a button that is not on the page.
    if session().home.switch_asked:
        start_over()
