"""Trazo with ``/health`` beside it, for whoever hosts it.

Takes the place of ``streamlit run app.py``, with the same options::

    python -m streamlit run scripts/serve.py --server.port 8501
"""

from pathlib import Path

import streamlit as st
from starlette.routing import Route

from core.ui import health

app = st.App(
    Path(__file__).parent.parent / "app.py",
    routes=[Route("/health", health.answer)],
    on_script_error=health.tell,
)
