"""The nearest digits of a drawing, and its position on the map."""

import re

from playwright.sync_api import expect

from tests.support.axe import in_both_themes
from tests.support.stillness import press_steadily


def test_the_map_is_made_once_and_follows_the_drawing(open_visitor):
    visitor = open_visitor("/inside")
    visitor.draw(7)
    press_steadily(visitor.page.get_by_text("Look-alikes", exact=True))
    visitor.press("alike_make")
    nearest = visitor.part("alike_gallery").locator("img")
    expect(nearest).to_have_count(10)
    expect(nearest.first).to_have_attribute("alt", re.compile("a 7"))
    chart = visitor.part("alike_map").locator(".trazo-chart")
    expect(chart).to_have_attribute("aria-label", re.compile("a star, is next to a 7"))
    points = chart.locator(".scatterlayer .trace")
    expect(points.last.locator("path.point")).to_have_count(1)
    visitor.clear()
    visitor.draw(0)
    expect(chart).to_have_attribute("aria-label", re.compile("a star, is next to a 0"))
    points.nth(1).locator("path.point").first.click(force=True)
    expect(visitor.part("alike_chosen")).to_contain_text("A 1, read right")
    press_steadily(visitor.page.get_by_text("Flattened (PCA)", exact=True))
    expect(visitor.page.get_by_text("PCA keeps the two directions")).to_be_visible()
    assert in_both_themes(visitor.page) == []
