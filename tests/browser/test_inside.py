"""The Inside page: layers, the arithmetic of a pixel, and the occlusion map."""

import re

from playwright.sync_api import expect

from tests.support.axe import in_both_themes
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE


def open_row(visitor, place):
    """Open the row of a layer, from 0."""
    press_steadily(visitor.part(f"inside_layer_{place}").locator("summary"))


def test_a_map_shows_its_filter_and_the_sum_of_the_pixel_under_the_finger(open_visitor):
    visitor = open_visitor("/inside")
    visitor.draw(7)
    open_row(visitor, 0)
    maps = visitor.part("inside_maps_0").get_by_role("button")
    expect(maps).to_have_count(24)
    press_steadily(maps.nth(3))
    sums = visitor.part("inside_arithmetic")
    expect(sums.get_by_role("table")).to_have_count(3)
    expect(visitor.part("inside_filter").get_by_role("img")).to_be_visible()
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
    open_row(visitor, 1)
    press_steadily(visitor.part("inside_maps_1").get_by_role("button").first)
    expect(visitor.part("inside_arithmetic").get_by_role("cell")).to_have_count(4)
    expect(visitor.part("inside_arithmetic")).to_contain_text("The highest of them")


def test_the_rows_follow_the_canvas_and_stay_open_and_a_neuron_can_be_pressed(
    open_visitor,
):
    visitor = open_visitor("/inside?lang=es", **PHONE)
    visitor.touch(1)
    expect(visitor.answer()).to_have_text("1")
    flow = visitor.part("inside_flow").locator("img")
    expect(flow).to_have_count(9)
    open_row(visitor, 7)
    neuron = visitor.part("inside_neuron_7")
    expect(neuron.locator("strong").first).to_contain_text("1")
    before = flow.nth(1).get_attribute("src")
    visitor.clear()
    visitor.touch(0)
    expect(visitor.answer()).to_have_text("0")
    expect(flow.nth(1)).not_to_have_attribute("src", before)
    expect(neuron.locator("strong").first).to_contain_text("0")
    squares = visitor.part("inside_units_7").locator(".pixels")
    squares.press("ArrowRight")
    expect(neuron.locator("strong").first).to_contain_text("1")
    assert not visitor.page.evaluate(
        "document.documentElement.scrollWidth > innerWidth"
    )
    assert in_both_themes(visitor.page) == []


def test_the_ink_that_mattered_is_marked_for_the_answer_and_for_another(open_visitor):
    visitor = open_visitor("/inside")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    press_steadily(visitor.page.get_by_text("Which ink mattered", exact=True))
    maps = [visitor.part(f"inside_mattered_{place}").locator("img") for place in (0, 1)]
    expect(maps[0]).to_have_attribute("alt", re.compile("“7”"))
    press_steadily(visitor.part("inside_digit").get_by_text("9", exact=True))
    expect(maps[1]).to_have_attribute("alt", re.compile("counts for “9”"))
    expect(visitor.part("inside_mattered_words")).to_contain_text("Against “9”")
    assert in_both_themes(visitor.page) == []
