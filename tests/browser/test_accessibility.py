"""axe-core finds nothing against WCAG 2.2 A and AA, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGES = ["/", "/data", "/network", "/train", "/evaluate", "/draw"]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}


def violations(page):
    """Return what axe finds, in one line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def settle(visitor):
    """Wait until the page is drawn, and open what is folded."""
    visitor.page.wait_for_selector("h1", state="attached")
    visitor.page.wait_for_selector(".st-key-footer")
    visitor.page.wait_for_timeout(1500)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_visitor, path, theme):
    visitor = open_visitor(path, color_scheme=theme, locale="es-ES")
    settle(visitor)
    assert violations(visitor.page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_all_is_unfolded(open_visitor, theme):
    for path in ("/network", "/train"):
        visitor = open_visitor(path, color_scheme=theme)
        settle(visitor)
        folded = visitor.page.locator("details:not([open]) > summary")
        for _ in range(folded.count()):
            folded.first.click()
            visitor.page.wait_for_timeout(500)
        assert violations(visitor.page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_after_a_run(open_visitor, theme):
    visitor = open_visitor("/train?train_epochs=1&train_images=500", color_scheme=theme)
    visitor.press("train_start")
    expect(visitor.part("train_result")).to_be_visible(timeout=60_000)
    visitor.page.wait_for_timeout(1500)
    assert violations(visitor.page) == []
