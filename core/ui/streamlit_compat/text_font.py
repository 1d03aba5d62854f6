"""The font of the pages, for pictures that are drawn on the server."""

from importlib.resources import files
from pathlib import Path

# Its weight can be set.
PATTERN = "SourceSansVF-Upright*.woff2"


def text_font() -> Path | None:
    """Return the file of Streamlit's font; None where another version has none."""
    folder = Path(str(files("streamlit"))) / "static" / "static" / "media"
    return next(iter(sorted(folder.glob(PATTERN))), None)
