"""Saves screenshots and server logs for a failed browser test."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.support.server import RunningApp

FOLDER = "test-results"
# Streamlit's page scrolls in an inner box, which a full-page screenshot cuts off.
WHOLE_HEIGHT = """() => Math.max(
    document.documentElement.scrollHeight,
    document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0,
)"""
MOST_PIXELS = 8000


@dataclass(frozen=True)
class Visit:
    """An open page.

    Attributes:
        page: Playwright's page.
        app: Server of the page.
    """

    page: Page
    app: RunningApp


def leave(
    item: pytest.Item, report: pytest.TestReport, visits: Sequence[Visit]
) -> None:
    """Save screenshots and logs, and add their paths to a report.

    Args:
        item: The failed test.
        report: Report of the failure.
        visits: Pages that the test had open.
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
    """Save a screenshot of a whole page; return a line about it."""
    size = page.viewport_size
    assert size is not None
    try:
        height = min(page.evaluate(WHOLE_HEIGHT), MOST_PIXELS)
        page.set_viewport_size({**size, "height": max(height, size["height"])})
        page.screenshot(path=path, full_page=True)
        # Other tests may use the same page.
        page.set_viewport_size(size)
    except Error as error:
        return f"no {path.name}: {error.message}"
    return f"{path.name}: {page.url}"
