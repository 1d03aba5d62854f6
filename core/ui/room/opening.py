"""What opens a class room: one press, and how long it is kept."""

import streamlit as st

from core.rooms.limits import DAY_SECONDS, KEPT_SECONDS, LONGEST_KEPT_SECONDS
from core.ui.components.room_error import room_error
from core.ui.room import sign_picker
from core.ui.state.room_press import press
from core.ui.state.session import widget_value
from core.ui.text.translate import t

KEPT_CHOICES = (KEPT_SECONDS, 7 * DAY_SECONDS, LONGEST_KEPT_SECONDS)


def panel() -> None:
    """Draw what a class room is, and the button."""
    st.title(t("Your class room"))
    st.markdown(
        t(
            "Open a room and show its code: pupils join with their phones, without "
            "accounts or names. You see who needs help, take the class from page to "
            "page, collect their handwriting, and train a network on it in front of "
            "everybody."
        )
    )
    names = {
        KEPT_CHOICES[0]: t("for this lesson"),
        KEPT_CHOICES[1]: t("for a week"),
        KEPT_CHOICES[2]: t("for a month"),
    }
    st.segmented_control(
        t("Keep the room"),
        KEPT_CHOICES,
        format_func=lambda seconds: names[seconds],
        default=KEPT_SECONDS,
        required=True,
        key="room_kept",
        help=t(
            "For a lesson, it ends four hours after the last action. Then everything "
            "in it is deleted."
        ),
    )
    sign_picker.choose()
    room_error()
    st.button(
        t("Open the room"),
        key="room_open",
        type="primary",
        icon=":material/meeting_room:",
        disabled=sign_picker.chosen() is None,
        on_click=_open,
    )
    st.caption(
        t(
            "Anyone who has the code can join while the door is open. The controls "
            "stay with this browser."
        )
    )


def _open() -> None:
    kept = widget_value("room_kept")
    # It comes from a browser.
    seconds = kept if kept in KEPT_CHOICES else KEPT_SECONDS
    signs = sign_picker.chosen()
    # A forged request can press a button that is disabled.
    if signs is not None:
        press(lambda rooms, visitor: rooms.open(visitor, float(seconds), signs))
