"""Where the browser finds Plotly: by Streamlit's own page, and by its server."""

import re
from importlib.resources import files
from pathlib import Path

import streamlit

from core.ui.streamlit_compat import app_root, plotly_library

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"


def test_the_page_of_streamlit_loads_its_script_from_where_we_look():
    (looked_for,) = re.findall(r'src\*="([^"]+)"', app_root.SCRIPT)
    sources = re.findall(r'<script[^>]* src="([^"]+)"', INDEX.read_text("utf-8"))
    # The first is the one that the browser finds.
    assert looked_for in sources[0]
    assert sources[0].removeprefix("./").startswith(looked_for)


def test_its_server_has_plotlys_folder_under_the_name_in_the_path():
    _, name, file = plotly_library.PATH.split("/")
    assert name == plotly_library.SERVED.name
    folder = Path(str(plotly_library.SERVED.abspath))
    assert folder == Path(str(files("plotly") / "package_data"))
    assert (folder / file).stat().st_size > 1_000_000
