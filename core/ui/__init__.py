"""What a page is made of; the only package that imports Streamlit."""

from core.server import warm_up
from core.ui import import_failure

# The first line of Trazo's that a page runs: any import after it may raise.
import_failure.replace_streamlit_box()
warm_up.collect_rarely()
