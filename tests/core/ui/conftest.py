"""Pages without a browser."""

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
    "no_download",
    "open_page",
    "open_with",
]
