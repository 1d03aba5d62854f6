"""The cookies by which a browser is known again: read here, set by its script."""

import re
from collections.abc import Collection
from typing import Any

import streamlit as st

# Whose work it is, which steps are ticked, and how far the guided lesson is.
COOKIE = "trazo_visitor"
STEPS_COOKIE = "trazo_steps"
GUIDE_COOKIE = "trazo_guide"
# As long as work is kept that nobody looks at.
COOKIE_SECONDS = 30 * 24 * 3600


def read(name: str) -> str:
    """Return the value of a cookie that the browser sent; empty without one.

    Of several with one name, the first is meant: it has the longest path, and so
    belongs to this app, not to another one that stands at the root of the same host.

    Source: RFC 6265, 5.4 (order of cookies).
    """
    header = str(st.context.headers.get("Cookie") or "")
    found = re.search(rf"(?:^|;)\s*{re.escape(name)}=([^;]*)", header)
    return found[1].strip() if found else ""


def cookies(
    visitor: str, steps: Collection[int], deeds: Collection[int] | None = None
) -> dict[str, Any]:
    """Return the cookies of a visit, as `browser_memory.js` sets them.

    Args:
        visitor: Id of the visitor, 32 hexadecimal digits.
        steps: Numbers of the steps that are ticked, 1 to 8.
        deeds: Of those that are done in the guided lesson; None for no cookie.
    """
    given = {
        COOKIE: {"value": visitor, "seconds": COOKIE_SECONDS},
        STEPS_COOKIE: {"value": _digits(steps)},
    }
    return (
        given if deeds is None else {**given, GUIDE_COOKIE: {"value": _digits(deeds)}}
    )


def _digits(steps: Collection[int]) -> str:
    return "".join(str(int(step)) for step in sorted(steps))
