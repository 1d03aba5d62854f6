"""Inside a network: its layers, the arithmetic of a pixel, the ink that mattered."""

import re

from playwright.sync_api import expect

from tests.browser.visitor import PHONE


def open_first_layer(visitor, name):
    """Draw a seven and open the first convolution."""
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    visitor.page.get_by_text(name, exact=True).click()
    return visitor.part("inside_maps_0").get_by_role("button")


def test_a_map_shows_its_filter_and_the_sum_of_the_pixel_under_the_finger(open_visitor):
    visitor = open_visitor("/inside")
    maps = open_first_layer(visitor, "Convolution 1")
    expect(maps).to_have_count(24)
    maps.nth(3).click()
    sums = visitor.part("inside_arithmetic")
    expect(sums.get_by_role("table")).to_have_count(2)
    expect(sums).to_contain_text(re.compile(r"That is the pixel: \d"))
    before = sums.inner_text()
    box = visitor.part("inside_pixel").locator(".pixels")
    box.click(position={"x": 5, "y": 5})
    expect(box).to_have_attribute("aria-label", re.compile("row 1, column 1"))
    expect(sums).not_to_have_text(before)
    box.press("ArrowRight")
    expect(box).to_have_attribute("aria-label", re.compile("row 1, column 2"))


def test_pooling_shows_the_square_whose_highest_number_is_kept(open_visitor):
    visitor = open_visitor("/inside")
    visitor.draw(7)
    visitor.page.get_by_text("Pooling 1", exact=True).click()
    visitor.part("inside_maps_1").get_by_role("button").first.click()
    expect(visitor.part("inside_arithmetic").get_by_role("cell")).to_have_count(4)
    expect(visitor.part("inside_arithmetic")).to_contain_text("The highest of them")


def test_the_maps_follow_the_canvas_and_the_ink_that_mattered_is_marked(open_visitor):
    visitor = open_visitor("/inside?lang=es", **PHONE)
    visitor.touch(1)
    expect(visitor.answer()).to_have_text("1")
    mattered = visitor.part("inside_mattered_0").locator("img")
    expect(mattered).to_have_attribute("alt", re.compile("a favor de un 1"))
    visitor.page.get_by_text("Convolución 1", exact=True).click()
    first = visitor.part("inside_maps_0").get_by_role("button").locator("img").first
    before = first.get_attribute("src")
    visitor.press("draw_clear")
    visitor.touch(0)
    expect(visitor.answer()).to_have_text("0")
    expect(mattered).to_have_attribute("alt", re.compile("a favor de un 0"))
    expect(first).not_to_have_attribute("src", before)
