"""Pages without a browser."""

from tests.support.kept_work import cookies, keeping, opened, store
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
    "cookies",
    "engine",
    "keeping",
    "no_download",
    "open_page",
    "open_with",
    "opened",
    "store",
]
