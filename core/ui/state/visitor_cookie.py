"""The cookies by which a browser is known again: read here, written by its script.

The script runs in the browser, as only there it is known whether the page came by
HTTPS, under which path the app is, and whether it stands in a frame of another site.
"""

import re
from collections.abc import Collection
from pathlib import Path

import streamlit as st

from core.settings import query_params
from core.ui.streamlit_compat.plotly_library import APP_ROOT_JS

# Whose work it is, and which steps are ticked.
COOKIE = "trazo_visitor"
STEPS_COOKIE = "trazo_steps"
# As long as work is kept that nobody looks at.
COOKIE_SECONDS = 30 * 24 * 3600

_component = st.components.v2.component(
    "trazo_visitor_cookie",
    html="<p class='brand'>✏️ Trazo</p>",
    js=APP_ROOT_JS
    + Path(__file__).with_name("visitor_cookie.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def read(name: str) -> str:
    """Return the value of a cookie that the browser sent; empty without one.

    Of several with one name, the first is meant: it has the longest path, and so
    belongs to this app, not to another one that stands at the root of the same host.

    Source: RFC 6265, 5.4 (order of cookies).
    """
    header = str(st.context.headers.get("Cookie") or "")
    found = re.search(rf"(?:^|;)\s*{re.escape(name)}=([^;]*)", header)
    return found[1].strip() if found else ""


def write(visitor: str, steps: Collection[int], language: str) -> None:
    """Draw the name of the app, with a script that notes who the visitor is.

    The script sets both cookies and writes the visitor into the address, for another
    device and for a browser without cookies; by `replaceState`, since Streamlit's own
    way would add a step to go back by. It also sets the language of the document:
    Streamlit says lang="en" of every page, so that a screen reader would read Spanish
    with an English voice, and a browser would offer to translate it.

    Args:
        visitor: Id of the visitor, 32 hexadecimal digits.
        steps: Numbers of the steps that are ticked, 1 to 8.
        language: Code of the language of the page, such as ``es``.
    """
    _component(
        key="visitor_cookie",
        data={
            "language": language,
            "cookies": {
                COOKIE: {"value": visitor, "seconds": COOKIE_SECONDS},
                STEPS_COOKIE: {"value": "".join(map(str, sorted(steps)))},
            },
            "key": query_params.WORK_KEY,
            "visitor": visitor,
        },
        width="content",
    )
