"""Words for widgets of Streamlit that have theirs in English alone.

The style of the pages hides Streamlit's words and puts in their place what it finds in
variables of CSS, which are set here for each widget.
"""

from pathlib import Path

import streamlit as st
from markupsafe import Markup

from core.ui.html import css_string, render

STYLE = Path(__file__).with_name("widget_words.css")
_VARIABLES = """\
<style>{{ selector }} {
{%- for name, text in words %}--{{ name }}: {{ text }};{% endfor -%}
}</style>"""


def set_uploader_words(
    key: str, *, choose: str, limit: str, refused: str, blocked: str
) -> None:
    """Give a file uploader words.

    Args:
        key: Of the widget.
        choose: On its button.
        limit: Which files it takes.
        refused: Said of one that it does not take.
        blocked: Said of any, where the browser refuses the cookies of the page.
    """
    _set(f".st-key-{key}", choose=choose, limit=limit, refused=refused, blocked=blocked)


def set_page_words(*, failed: str, enter: str) -> None:
    """Give all download buttons and all fields to write in words.

    Args:
        failed: Said where a file could not be made.
        enter: Said below a field while what it has is not sent.
    """
    _set(":root", failed=failed, enter=enter)


def _set(selector: str, **words: str) -> None:
    # CSS has rules of its own for what ends a string; HTML's do not apply in a style.
    strings = [(name, Markup(css_string(text))) for name, text in words.items()]
    st.html(render(_VARIABLES, selector=selector, words=strings))
