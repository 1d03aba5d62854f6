"""axe-core finds nothing against WCAG 2.2 A and AA; a keyboard is enough."""

import pytest
from playwright.sync_api import expect

from tests.support.axe import in_both_themes

PAGES = ["/", "/data", "/network", "/train", "/evaluate", "/draw", "/inside"]


def settle(visitor):
    """Wait until the page is drawn."""
    visitor.page.wait_for_selector("h1", state="attached")
    visitor.page.wait_for_selector(".st-key-footer")
    visitor.page.wait_for_timeout(1500)


def unfold(visitor):
    """Open all that is folded away."""
    folded = visitor.page.locator("details:not([open]) > summary")
    for _ in range(folded.count()):
        folded.first.click()
        visitor.page.wait_for_timeout(150)
    visitor.page.wait_for_timeout(500)


def test_axe_finds_nothing_where_a_network_is_impossible(open_visitor):
    visitor = open_visitor("/network?network_blocks=8x7p-8x7p-8x7p")
    settle(visitor)
    assert in_both_themes(visitor.page) == []


def test_axe_finds_nothing_after_two_runs(open_visitor):
    visitor = open_visitor("/train?train_epochs=1&train_images=500")
    visitor.press("train_start")
    expect(visitor.part("train_result")).to_be_visible(timeout=60_000)
    visitor.press("train_start")
    expect(visitor.part("train_runs")).to_be_visible(timeout=60_000)
    visitor.page.wait_for_timeout(1500)
    assert in_both_themes(visitor.page) == []


# The keys of all widgets in sight, and the one that has the focus.
WIDGETS = """
() => [...document.querySelectorAll("[class*='st-key-']")]
  .filter(box => box.matches(".stElementContainer") && box.checkVisibility())
  .filter(box => box.querySelector(
    "button:not([disabled]), input:not([disabled]), a[href], [role=slider], table"))
  .map(box => box.className.match(/st-key-([\\w-]+)/)[1])
"""
FOCUSED = """
() => document.activeElement?.closest(".stElementContainer[class*='st-key-']")
  ?.className.match(/st-key-([\\w-]+)/)[1] ?? ""
"""
MOST_TABS = 250


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_alone_reaches_all_but_the_canvas_and_axe_finds_nothing(
    open_visitor, path
):
    visitor = open_visitor(path, locale="es-ES")
    settle(visitor)
    unfold(visitor)
    wanted = {
        key for key in visitor.page.evaluate(WIDGETS) if not key.startswith("canvas-")
    }
    assert "lang" in wanted
    visitor.page.locator("h1").evaluate("title => title.scrollIntoView()")
    reached = set()
    for _ in range(MOST_TABS):
        visitor.page.keyboard.press("Tab")
        reached.add(visitor.page.evaluate(FOCUSED))
        if wanted <= reached:
            break
    assert wanted <= reached
    visitor.page.evaluate("document.activeElement.blur()")
    assert in_both_themes(visitor.page) == []


@pytest.mark.parametrize("path", ["/data", "/evaluate", "/draw"])
def test_every_chart_says_the_same_in_words(open_visitor, path):
    visitor = open_visitor(path)
    settle(visitor)
    if path == "/draw":
        visitor.draw(2)
    charts = visitor.page.locator(".trazo-chart.js-plotly-plot")
    charts.first.wait_for()
    for chart in charts.all():
        expect(chart).to_have_attribute("role", "figure")
        words = chart.get_attribute("aria-label")
        assert words is not None
        assert len(words.split()) > 10
