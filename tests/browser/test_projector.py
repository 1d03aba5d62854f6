"""Wide screens, and the switch for what the last row of a class can read."""

import pytest
from playwright.sync_api import expect

from core.ui import layout
from tests.support.axe import in_both_themes
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

LAPTOP = {"viewport": {"width": 1280, "height": 720}}
WINDOWS = [(320, 640), (820, 1180), (1280, 720)]
LARGE, USUAL = "22.4px", "16px"


def text(visitor):
    """Return the root of the page, whose size of text that of all others follows."""
    return visitor.page.locator("html")


def press(visitor):
    """Press the switch."""
    press_steadily(visitor.part("projector").get_by_role("button"))


@pytest.mark.parametrize("page", layout.EVERY_PAGE, ids=lambda page: page.path)
def test_no_page_scrolls_sideways(open_visitor, page):
    visitor = open_visitor(f"{page.path}?lang=es", **LAPTOP)
    cut = {}
    for size in (USUAL, LARGE):
        expect(text(visitor)).to_have_css("font-size", size)
        # The usual size on a phone: test_every_page.py.
        for width, height in WINDOWS if size == LARGE else WINDOWS[1:]:
            visitor.page.set_viewport_size({"width": width, "height": height})
            cut[size, width] = visitor.cut_off()
        if size == USUAL:
            press(visitor)
    assert not any(cut.values()), cut


def test_the_switch_makes_text_and_charts_large_and_takes_it_back(open_visitor):
    visitor = open_visitor("/data?lang=en", **LAPTOP)
    chart = visitor.part("data_counts").locator(".js-plotly-plot")
    digit = chart.locator(".xtick text").first
    expect(digit).to_have_css("font-size", "12px")
    height = chart.bounding_box()["height"]
    press(visitor)
    expect(text(visitor)).to_have_css("font-size", LARGE)
    expect(digit).to_have_css("font-size", "16.8px")
    visitor.settle()
    assert chart.bounding_box()["height"] == pytest.approx(1.4 * height, abs=1)
    assert "projector=1" in visitor.page.url
    switch = visitor.part("projector").get_by_role("button")
    expect(switch).to_have_attribute("aria-pressed", "true")

    press(visitor)
    expect(text(visitor)).to_have_css("font-size", USUAL)
    expect(digit).to_have_css("font-size", "12px")
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert "projector" not in visitor.page.url


def test_it_stays_from_page_to_page_and_after_a_reload(open_visitor):
    visitor = open_visitor("/?lang=en", **LAPTOP)
    visitor.part("home_draw").wait_for()
    press(visitor)
    expect(text(visitor)).to_have_css("font-size", LARGE)
    visitor.go("Draw")
    expect(visitor.page.locator("h1")).to_have_text("Draw")
    expect(text(visitor)).to_have_css("font-size", LARGE)
    visitor.page.reload()
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    expect(text(visitor)).to_have_css("font-size", LARGE)
    visitor.go("Evaluate")
    expect(visitor.page.locator("h1")).to_have_text("Evaluate")
    press(visitor)
    expect(text(visitor)).to_have_css("font-size", USUAL)
    visitor.go("Home")
    visitor.part("home_draw").wait_for()
    expect(text(visitor)).to_have_css("font-size", USUAL)


def test_a_shared_link_leaves_the_screens_of_others_alone(open_visitor):
    visitor = open_visitor("/train?lang=en&projector=1", **LAPTOP)
    expect(text(visitor)).to_have_css("font-size", LARGE)
    visitor.unfold("Share these settings")
    link = visitor.part("share_link")
    expect(link).to_contain_text("lang=en")
    expect(link).not_to_contain_text("projector")


def test_a_phone_keeps_its_text_and_has_no_switch(open_visitor):
    visitor = open_visitor("/data?lang=en&projector=1", **PHONE)
    digit = visitor.part("data_counts").locator(".xtick text").first
    expect(digit).to_have_css("font-size", "12px")
    expect(text(visitor)).to_have_css("font-size", USUAL)
    expect(visitor.part("projector")).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/network", "/evaluate", "/draw"])
def test_axe_finds_nothing_on_large_pages(open_visitor, path):
    visitor = open_visitor(f"{path}?lang=es&projector=1", **LAPTOP)
    visitor.settle()
    assert in_both_themes(visitor.page) == []


def test_wide_windows_are_used_where_it_serves(open_visitor):
    visitor = open_visitor("/network?lang=en", **LAPTOP)
    visitor.settle()
    picture = visitor.part("network_picture").bounding_box()
    editor = visitor.part("network_editor").bounding_box()
    # Next to each other, each wider than half of the narrow column of old.
    assert picture["y"] == pytest.approx(editor["y"], abs=40)
    assert picture["x"] + picture["width"] <= editor["x"]
    assert min(picture["width"], editor["width"]) > 420
    visitor.go("Evaluate")
    table = visitor.part("evaluate_confusion").get_by_role("grid")
    table.wait_for()
    assert table.bounding_box()["width"] > 620
    # What is read keeps its length of line.
    lesson = visitor.page.locator(".lesson p").first
    assert lesson.bounding_box()["width"] <= 42 * 16
