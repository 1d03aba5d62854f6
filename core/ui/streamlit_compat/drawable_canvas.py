"""The canvas component, as large as the page has room, without its own toolbar.

The toolbar lies over the upper right corner: seen only under a mouse, in English, and
in the way of every stroke that a finger begins there. It lives in a shadow root, out of
reach of the page's style, and so do the sizes of the canvas. So the component is
registered once more, under its own name: with a style that hides the one and sets the
others, and with a script that has the package's own draw on finer pixels.
"""

import json
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit_drawable_canvas

from core.ui.streamlit_compat import app_root

# As Streamlit knows it: by its package and its entry in that package's manifest.
COMPONENT = "streamlit-drawable-canvas.streamlit_drawable_canvas"
ASSETS = "streamlit_drawable_canvas/frontend/build"
SCRIPT, STYLE = "index-*.js", "index-*.css"
ROOT_CLASS, TOOLBAR_CLASS = "canvas-root", "dc-toolbar"


def _package_script() -> str:
    """Return where Streamlit serves the package's script, from the root of the app."""
    folder = Path(str(distribution("streamlit-drawable-canvas").locate_file(ASSETS)))
    (script,) = folder.glob(SCRIPT)
    return f"_stcore/bidi-components/{COMPONENT}/{script.name}"


def _own(ending: str) -> str:
    return Path(__file__).with_suffix(ending).read_text(encoding="utf-8")


streamlit_drawable_canvas.out = st.components.v2.component(
    COMPONENT,
    js=f"const PACKAGE_SCRIPT = {json.dumps(_package_script())};\n"
    + app_root.SCRIPT
    + _own(".js"),
    css=STYLE,
    html=f'<style>{_own(".css")}</style><div class="{ROOT_CLASS}"></div>',
    isolate_styles=True,
)


def st_canvas(**arguments: Any) -> Any:
    """Draw the canvas; its arguments are those of the package's own function.

    Returns:
        An object whose `json_data` are Fabric's objects as the browser sent them, in
        the units of the arguments; None before it has.
    """
    return streamlit_drawable_canvas.st_canvas(**arguments)
