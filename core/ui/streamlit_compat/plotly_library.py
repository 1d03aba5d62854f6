"""Plotly's library, which the app itself serves to the browser.

Only an old kind of component can have a folder served that lies in another package, and
only Streamlit's own script knows, in the browser, where the app begins: the page may be
/train, or stand under a prefix.
"""

from importlib.resources import files
from pathlib import Path

from streamlit.components.v1 import declare_component

FILE = "plotly.min.js"
# The only thing that is wanted of it is that Streamlit serves its folder.
SERVED = declare_component("plotly_library", path=str(files("plotly") / "package_data"))
# Where the library is, from the root of the app.
PATH = f"component/{SERVED.name}/{FILE}"
# Defines `appRoot()`, for the script of a component to begin with.
APP_ROOT_JS = Path(__file__).with_name("app_root.js").read_text(encoding="utf-8")
