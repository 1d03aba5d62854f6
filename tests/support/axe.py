"""Checks pages with axe-core against WCAG 2.2 A and AA."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.stillness import until_still

# Otherwise axe also describes each element that has passed.
TOLD = {"resultTypes": ["violations"]}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    **TOLD,
}
# The rules whose result depends on the theme.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **TOLD}
THEMES: dict[Literal["light", "dark"], dict[str, Any]] = {
    "light": RULES,
    "dark": COLOURS,
}
# Whether the page has a theme's colours, which Streamlit changes with a delay.
WEARS = """theme => {
    const app = document.querySelector('[data-testid=stApp]')
    const [red] = getComputedStyle(app).backgroundColor.match(/\\d+/)
    return (red > 127) === (theme === 'light')
}"""


def in_both_themes(page: Page) -> list[str]:
    """Return axe's findings in the light and the dark theme, a line each."""
    found = []
    # Streamlit's own colours of a selected button under the mouse have only 4.4 to 1.
    page.mouse.move(0, 0)
    for theme, rules in THEMES.items():
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(WEARS, arg=theme)
        until_still(page)
        found += [f"{theme}: {line}" for line in _violations(page, rules)]
    return found


def _violations(page: Page, rules: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=rules).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def expect_charts_in_words(page: Page) -> None:
    """Wait for the charts of a page, and check each one's text for screen readers."""
    charts = page.locator(".trazo-chart.js-plotly-plot")
    charts.first.wait_for()
    for chart in charts.all():
        expect(chart).to_have_attribute("role", "figure")
        words = chart.get_attribute("aria-label")
        assert words is not None
        assert len(words.split()) > 10
