"""Pages without a browser."""

from tests.support.clothes_pages import here, no_reading, trained
from tests.support.page_fixtures import (
    canvas,
    components_found_once,
    engine,
    no_download,
    open_page,
    open_with,
)

__all__ = [
    "canvas",
    "components_found_once",
    "engine",
    "here",
    "no_download",
    "no_reading",
    "open_page",
    "open_with",
    "trained",
]
