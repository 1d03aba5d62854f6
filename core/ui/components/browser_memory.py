"""What the browser stores of a visit: whose work it shows, and the steps done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from core.ui.state.session import widget_value

_component = st.components.v2.component(
    "trazo_browser_memory",
    js=Path(__file__).with_name("browser_memory.js").read_text(encoding="utf-8"),
)


def remember(
    *,
    key: str,
    visitor: str,
    settled: bool,
    language: str,
    cookies: list[str],
    address_keys: list[str],
    on_report: Callable[[object], None],
) -> None:
    """Have the browser store a visit, and clear its address of other people's work.

    Args:
        key: Of the component.
        visitor: Id of the workspace.
        settled: Whether it replaces an id that the browser has stored.
        language: ``es`` or ``en``, of the page: Streamlit says lang="en" of every page,
            so that a screen reader would read Spanish with an English voice, and a
            browser would offer to translate it.
        cookies: Cookies to set once it is clear whose work this is, as JavaScript
            takes them.
        address_keys: URL parameters that offer work. The browser takes them out, so
            that no copy of the address leads to it. Where it stores nothing, the first
            of them is put in: else a reload would lose the visitor's work.
        on_report: Called with the stored id where it is another one and `visitor` does
            not replace it. It comes from outside: it can be anything.
    """

    def take_in() -> None:
        value: Any = widget_value(key)
        on_report(value.stored)

    _component(
        key=key,
        data={
            "visitor": visitor,
            "settled": settled,
            "language": language,
            "cookies": cookies,
            "addressKeys": address_keys,
        },
        on_stored_change=take_in,
    )
