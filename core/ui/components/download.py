"""A button that brings a file, made when it is pressed."""

from collections.abc import Callable

import streamlit as st


def download(
    label: str,
    write: Callable[[], bytes | str],
    *,
    key: str,
    file_name: str,
    mime: str,
    explanation: str | None = None,
) -> None:
    """Draw a button that brings a file.

    Args:
        label: In the visitor's language.
        write: Returns the file. It is called when the button is pressed, and later,
            where no session is at hand.
        key: Of the widget.
        file_name: Name that the browser gives the file.
        mime: Kind of the file.
        explanation: One sentence of help.
    """
    st.download_button(
        label,
        write,
        file_name=file_name,
        mime=mime,
        key=key,
        help=explanation,
        icon=":material/download:",
        on_click="ignore",
    )
