"""What a failed browser test leaves behind: its pages as pictures, servers' logs."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.support.server import RunningApp

FOLDER = "test-results"
# Streamlit's page scrolls in a box of its own, which no full-page picture unrolls.
WHOLE_HEIGHT = """() => Math.max(
    document.documentElement.scrollHeight,
    document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0,
)"""
MOST_PIXELS = 8000


@dataclass(frozen=True)
class Visit:
    """A page that is open.

    Attributes:
        page: Playwright's page.
        app: The server that it is of.
    """

    page: Page
    app: RunningApp


def leave(
    item: pytest.Item, report: pytest.TestReport, visits: Sequence[Visit]
) -> None:
    """Save what pages show and what servers printed, and say in a report where.

    Args:
        item: A test that has failed.
        report: Of its failure.
        visits: The pages that it had open.
    """
    folder = item.config.rootpath / FOLDER / re.sub(r"[^\w.-]+", "-", item.name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lines = [f"Screenshots and servers' logs are in {folder}:"]
    for place, visit in enumerate(visits, 1):
        lines.append(_picture(visit.page, folder / f"page-{place}.png"))
    logs = dict.fromkeys(visit.app.log for visit in visits)
    for place, log in enumerate(logs, 1):
        shutil.copy(log, folder / f"server-{place}.log")
        lines.append(f"server-{place}.log")
    report.sections.append(("Evidence", "\n".join(lines)))


def _picture(page: Page, path: Path) -> str:
    """Save a picture of a whole page; return a line about it."""
    size = page.viewport_size
    assert size is not None
    try:
        height = min(page.evaluate(WHOLE_HEIGHT), MOST_PIXELS)
        page.set_viewport_size({**size, "height": max(height, size["height"])})
        page.screenshot(path=path, full_page=True)
        # Other tests may look at the same page.
        page.set_viewport_size(size)
    except Error as error:
        return f"no {path.name}: {error.message}"
    return f"{path.name}: {page.url}"
