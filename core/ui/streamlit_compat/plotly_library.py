"""Plotly's library, which the app itself serves to the browser.

Only an old kind of component can have a folder served that lies in another package, and
only Streamlit's own script knows, in the browser, where the app begins: the page may be
/train, or stand under a prefix.
"""

from importlib.resources import files

from streamlit import runtime
from streamlit.components.v1.component_registry import ComponentRegistry
from streamlit.components.v1.custom_component import CustomComponent

FILE = "plotly.min.js"
# The only thing that is wanted of it is that Streamlit serves its folder. Made by hand,
# as `declare_component` looks through all modules for the one that calls it: 0.07 s.
SERVED = CustomComponent(
    f"{__name__}.plotly_library",
    path=str(files("plotly") / "package_data"),
    module_name=__name__,
)
# Where the library is, from the root of the app.
PATH = f"component/{SERVED.name}/{FILE}"

if runtime.exists():
    ComponentRegistry.instance().register_component(SERVED)
