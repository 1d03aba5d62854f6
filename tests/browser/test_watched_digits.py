"""Tracked digits during training, and slow motion."""

import re

from playwright.sync_api import expect

from tests.support.axe import in_both_themes
from tests.support.patience import wait_for
from tests.support.visitor import PHONE

COLUMNS = (
    "key => document.querySelector(`.st-key-${key} .js-plotly-plot`)"
    "?.data?.[0]?.x?.length ?? 0"
)


def test_a_drawing_is_pinned_watched_and_looked_back_at(open_visitor):
    visitor = open_visitor("/draw?train_epochs=2")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    visitor.press("draw_pin")
    expect(visitor.part("train_pinned").get_by_role("button")).to_have_count(1)
    visitor.press("train_pin_digit")
    expect(visitor.part("train_pinned").get_by_role("button")).to_have_count(2)
    visitor.press("train_start")
    visitor.page.wait_for_selector(".st-key-train_followed_1 .js-plotly-plot")
    expect(visitor.part("train_moment")).to_be_visible()
    # Thirty-two batches per epoch, so at least ten snapshots in the first one.
    visitor.page.wait_for_function(f"({COLUMNS})('train_followed_0') >= 14")
    words = visitor.part("train_watched_0").get_by_text("At this moment")
    expect(words).to_contain_text("At this moment: 7")
    expect(visitor.part("train_moment")).to_contain_text("end of epoch 2")
    filters = visitor.part("train_filters").locator("img")
    learned = filters.get_attribute("src")
    visitor.part("train_moment").get_by_role("slider").press("Home")
    expect(visitor.part("train_moment")).to_contain_text("before the first batch")
    expect(filters).to_have_attribute("alt", re.compile("after 0 batches"))
    assert filters.get_attribute("src") != learned
    first = words.inner_text().split("First answer: ")[1].split(".")[0]
    expect(words).to_contain_text(f"At this moment: {first}")
    assert in_both_themes(visitor.page) == []


def test_slow_motion_goes_substep_by_substep_and_back_to_full_speed(open_visitor):
    visitor = open_visitor("/train?lang=es&train_epochs=1", **PHONE)
    visitor.button("train_slowly").tap()
    step = visitor.button("train_step")
    expect(step).to_be_enabled()
    lit = visitor.part("train_slow").locator(".substeps [aria-current]")
    for name in ("Adelante", "Pérdida", "Atrás", "Ajuste"):
        step.tap()
        expect(lit).to_have_text(name)
    expect(visitor.part("train_slow_digits").get_by_role("img")).to_have_count(8)
    numbers = visitor.part("train_slow_numbers")
    expect(numbers).to_contain_text(re.compile(r"Su gradiente: .0,\d{4}"))
    before = numbers.inner_text()
    visitor.part("train_slow_filters").get_by_role("button").nth(3).tap()
    expect(numbers).not_to_have_text(before)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert in_both_themes(visitor.page) == []
    visitor.button("train_full_speed").tap()
    expect(visitor.part("train_result")).to_be_visible()
    expect(visitor.part("train_slow")).to_have_count(0)
    visitor.page.wait_for_selector(".st-key-train_loss .js-plotly-plot")
    wait_for(lambda: visitor.points("train_loss"), lambda points: points == 32)
