"""The canvas component, without the toolbar that it floats over the drawing.

The toolbar lies over the upper right corner: seen only under a mouse, in English, and
in the way of every stroke that a finger begins there. It lives in a shadow root, out of
reach of the page's style, so the component is registered once more, under its own name
and with its own files, and with a style that hides it.
"""

from typing import Any

import streamlit as st
import streamlit_drawable_canvas

# As Streamlit knows it: by its package and its entry in that package's manifest.
COMPONENT = "streamlit-drawable-canvas.streamlit_drawable_canvas"
SCRIPT, STYLE = "index-*.js", "index-*.css"
ROOT_CLASS, TOOLBAR_CLASS = "canvas-root", "dc-toolbar"

streamlit_drawable_canvas.out = st.components.v2.component(
    COMPONENT,
    js=SCRIPT,
    css=STYLE,
    html=f"<style>.{TOOLBAR_CLASS} {{ display: none !important }}</style>"
    f'<div class="{ROOT_CLASS}"></div>',
    isolate_styles=True,
)


def st_canvas(**arguments: Any) -> Any:
    """Draw the canvas; its arguments are those of the package's own function.

    Returns:
        An object whose `json_data` are Fabric's objects as the browser sent them;
        None before it has.
    """
    return streamlit_drawable_canvas.st_canvas(**arguments)
