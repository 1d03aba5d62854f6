"""Where the app begins, as the browser knows it by the place of Streamlit's script."""

from pathlib import Path

# Defines `appRoot()`, for the script of a component to begin with.
SCRIPT = Path(__file__).with_name("app_root.js").read_text(encoding="utf-8")
