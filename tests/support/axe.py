"""What axe-core finds on a page against WCAG 2.2 A and AA."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
# All that another theme can change.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def in_both_themes(page: Page) -> list[str]:
    """Return what axe finds in light and in dark, in one line each."""
    found = []
    # Streamlit's own colours of a chosen button under the mouse stand out by 4.4 to 1.
    page.mouse.move(0, 0)
    themes: dict[Literal["light", "dark"], dict[str, Any]] = {
        "light": RULES,
        "dark": COLOURS,
    }
    for theme, rules in themes.items():
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(500)
        found += [f"{theme}: {line}" for line in _violations(page, rules)]
    return found


def _violations(page: Page, rules: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=rules).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
