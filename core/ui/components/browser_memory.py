"""The name of the app, with a script that stores in the browser whose work it shows.

The script runs in the browser, as only there it is known whether the page came by
HTTPS, under which path the app is, and whether it stands in a frame of another site.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from core.ui.state.session import reported
from core.ui.streamlit_compat import app_root, canvas_touch, slider_touch

KEY = "browser_memory"

_component = st.components.v2.component(
    "trazo_browser_memory",
    html="<p class='brand'>✏️ Trazo</p>",
    # The only script that every page has, so those for fingers go with it.
    js=slider_touch.SCRIPT.read_text(encoding="utf-8")
    + canvas_touch.SCRIPT.read_text(encoding="utf-8")
    + app_root.SCRIPT
    + Path(__file__).with_name("browser_memory.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def remember(
    *,
    visitor: str,
    settled: bool,
    language: str,
    cookies: dict[str, Any],
    address_keys: list[str],
    lost_reports: int,
    on_report: Callable[[object], None],
) -> None:
    """Draw the name of the app, and have the browser store whose work it shows.

    Args:
        visitor: Id of the workspace.
        settled: Whether it replaces an id that the browser has stored.
        language: Of the page: Streamlit says lang="en" of every page, so that a screen
            reader would read Spanish with an English voice, and a browser would offer
            to translate it.
        cookies: Cookies to set once it is clear whose work this is: name to ``value``
            and, for those that outlive the browser, ``seconds``.
        address_keys: URL parameters that offer work. The browser takes them out, so
            that no copy of the address leads to it. Where it stores nothing, the first
            of them is put in: else a reload would lose the visitor's work.
        lost_reports: How often a report came to nothing. The browser reports again
            when it changes.
        on_report: Called with the stored id where it is another one and `visitor` does
            not replace it. It comes from outside: it can be anything, and is None
            where it was lost.
    """

    def take_in() -> None:
        on_report(reported(KEY, "stored"))

    _component(
        key=KEY,
        # Streamlit sends a list as it is. In a dict it looks for tables, for which it
        # imports pandas: 0.4 s of processor time before any page.
        data=[
            {
                "visitor": visitor,
                "settled": settled,
                "language": language,
                "cookies": cookies,
                "addressKeys": address_keys,
                "lostReports": lost_reports,
            }
        ],
        on_stored_change=take_in,
        width="content",
    )
