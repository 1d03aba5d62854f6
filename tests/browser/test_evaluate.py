"""The Evaluate page in a real browser: cells pressed by mouse and by keyboard."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core import prediction
from core.datasets import loader
from tests.support.axe import expect_charts_in_words
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

CELLS = ".st-key-evaluate_confusion td button"
# The lowest contrast ratio of any text with its background, by WCAG.
LEAST_CONTRAST = """buttons => {
    const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(channel => {
            const share = channel / 255
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    return Math.min(...buttons.map(button => {
        const style = getComputedStyle(button)
        const both = [light(style.color), light(style.backgroundColor)]
        return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)
    }))
}"""
LEAST_SIDE = """buttons => Math.min(...buttons.flatMap(button => {
    const { width, height } = button.getBoundingClientRect()
    return [width, height]
}))"""


@pytest.fixture(scope="module")
def visitor(open_reader):
    """A visitor for tests that press nothing."""
    visitor = open_reader("/evaluate")
    settle(visitor)
    return visitor


def cell(visitor, true, answered):
    """Return a cell of the confusion matrix."""
    return visitor.part("evaluate_confusion").get_by_role(
        "button", name=f"{true} answered as {answered}:"
    )


def images(visitor):
    """Return the images of the cell that was pressed."""
    return visitor.part("evaluate_cell").locator(".tile")


def settle(visitor):
    """Wait until the whole page is drawn."""
    visitor.part("evaluate_first").locator("table").wait_for()
    expect(visitor.page.locator(CELLS)).to_have_count(100)


def mistake(visitor):
    """Return the first mistake's cell with images, and their number."""
    settle(visitor)
    names = visitor.page.locator(CELLS).evaluate_all(
        "cells => cells.map(cell => cell.ariaLabel)"
    )
    for name in names:
        true, answered, count = map(int, re.findall(r"\d+", name.replace(",", "")))
        if true != answered and count:
            return true, answered, count
    pytest.fail("the network made no mistake")


def test_before_any_training_the_shipped_network_is_evaluated(visitor):
    expect(visitor.part("evaluate_accuracy")).to_contain_text(
        re.compile(r"9\d\.\d\d%.*It reads 9\d\d of 1,000 test digits right\.", re.S)
    )
    expect(visitor.page.get_by_text("Trazo’s own is used")).to_be_visible()
    bars = visitor.part("evaluate_per_digit").locator(".js-plotly-plot .point")
    expect(bars).to_have_count(10)
    sample = loader.load(loader.Source.SAMPLE)
    images = (sample.x_test / 255).astype(np.float32)
    answers = prediction.shipped().probabilities(images).argmax(axis=1)
    mistakes = int((answers != sample.y_test).sum())
    assert mistakes in range(1, 10)
    tiles = visitor.part("evaluate_mistakes").locator(".tile")
    expect(tiles).to_have_count(mistakes)
    expect(visitor.part("evaluate_mistakes")).to_contain_text(
        re.compile(r"\d → \d, \d\d\.\d%")
    )


def test_a_pressed_cell_shows_its_images_and_stays_open(open_visitor):
    visitor = open_visitor("/evaluate")
    true, answered, count = mistake(visitor)
    press_steadily(cell(visitor, true, answered))
    expect(images(visitor)).to_have_count(count)
    expect(images(visitor).first).to_contain_text(f"{true} → {answered}, ")
    expect(cell(visitor, true, answered)).to_have_attribute("aria-pressed", "true")
    expect(visitor.page.locator(f"{CELLS}[aria-pressed=true]")).to_have_count(1)
    visitor.go("Train")
    expect(visitor.part("train_start")).to_be_visible()
    visitor.go("Evaluate")
    expect(images(visitor)).to_have_count(count)
    expect(cell(visitor, true, answered)).to_have_attribute("aria-pressed", "true")


def test_a_crowded_cell_shows_those_it_was_surest_of_and_an_empty_one_none(
    open_visitor,
):
    visitor = open_visitor("/evaluate")
    settle(visitor)
    press_steadily(cell(visitor, 1, 1))
    expect(images(visitor)).to_have_count(20)
    expect(visitor.page.get_by_text("Here are the 20")).to_be_visible()
    press_steadily(cell(visitor, 1, 0))
    expect(visitor.page.get_by_text("There are none to show.")).to_be_visible()
    expect(images(visitor)).to_have_count(0)


def test_the_keyboard_goes_from_cell_to_cell_and_presses_one(open_visitor):
    visitor = open_visitor("/evaluate")
    true, answered, count = mistake(visitor)
    keyboard = visitor.page.keyboard
    cell(visitor, 0, 0).focus()
    for _ in range(true):
        keyboard.press("ArrowDown")
    for _ in range(answered):
        keyboard.press("ArrowRight")
    expect(cell(visitor, true, answered)).to_be_focused()
    keyboard.press("Enter")
    expect(images(visitor)).to_have_count(count)
    # The page was drawn again, and the focus did not move.
    expect(cell(visitor, true, answered)).to_be_focused()
    keyboard.press("Home")
    expect(cell(visitor, true, 0)).to_be_focused()
    keyboard.press("End")
    expect(cell(visitor, true, 9)).to_be_focused()
    keyboard.press("ArrowRight")
    expect(cell(visitor, true, 9)).to_be_focused()


def test_the_matrix_is_one_stop_of_the_tab_key(open_visitor):
    visitor = open_visitor("/evaluate")
    settle(visitor)
    expect(visitor.page.locator(f"{CELLS}[tabindex='0']")).to_have_count(1)
    press_steadily(cell(visitor, 4, 6))
    expect(visitor.page.locator(f"{CELLS}[tabindex='0']")).to_have_attribute(
        "aria-label", re.compile("4 answered as 6:")
    )
    visitor.page.keyboard.press("Shift+Tab")
    expect(cell(visitor, 4, 6)).not_to_be_focused()
    visitor.page.keyboard.press("Tab")
    expect(cell(visitor, 4, 6)).to_be_focused()


def test_the_matrix_is_a_table_with_headings(visitor):
    matrix = visitor.part("evaluate_confusion")
    expect(matrix.get_by_role("columnheader")).to_have_count(11)
    expect(matrix.get_by_role("gridcell", name=re.compile(" 3"))).not_to_have_count(0)
    expect(matrix.locator("th[scope=row]")).to_have_count(10)


def test_every_chart_says_the_same_in_words(visitor):
    expect_charts_in_words(visitor.page)


def test_every_number_can_be_read_on_its_shade_in_a_theme_that_changes(open_visitor):
    visitor = open_visitor("/evaluate", color_scheme="dark")
    settle(visitor)
    empty, cells = cell(visitor, 1, 0), visitor.page.locator(CELLS)
    expect(empty).to_have_css("color", "rgb(255, 255, 255)")
    assert cells.evaluate_all(LEAST_CONTRAST) >= 4.5
    visitor.page.emulate_media(color_scheme="light")
    expect(empty).to_have_css("color", "rgb(0, 0, 0)")
    assert cells.evaluate_all(LEAST_CONTRAST) >= 4.5
    visitor.page.emulate_media(color_scheme="dark")
    expect(empty).to_have_css("color", "rgb(255, 255, 255)")
    assert cells.evaluate_all(LEAST_CONTRAST) >= 4.5


def test_it_fits_on_a_phone_and_fingers_hit_the_cells(open_visitor):
    visitor = open_visitor("/evaluate", locale="es-ES", **PHONE)
    settle(visitor)
    visitor.page.locator(CELLS).nth(11).tap()
    expect(images(visitor)).to_have_count(20)
    assert visitor.cut_off("html") == []
    assert visitor.page.locator(CELLS).evaluate_all(LEAST_SIDE) >= 24


def test_a_network_that_was_just_trained_is_evaluated(open_visitor):
    visitor = open_visitor(
        "/train?train_epochs=1&train_images=1000&network_blocks=none&network_dense=16"
    )
    visitor.press("train_start")
    result = visitor.trained()
    expect(result).to_contain_text(re.compile(r"\d\d\.\d\d%"))
    accuracy = re.search(r"\d\d\.\d\d%", result.inner_text())
    assert accuracy is not None
    visitor.go("Evaluate")
    settle(visitor)
    press_steadily(visitor.part("evaluate_network").get_by_text("Mine"))
    expect(visitor.part("evaluate_accuracy")).to_contain_text(accuracy.group())
    expect(visitor.part("evaluate_mistakes").locator(".tile")).to_have_count(10)
    true, answered, count = mistake(visitor)
    press_steadily(cell(visitor, true, answered))
    expect(images(visitor)).to_have_count(min(count, 20))


def test_the_full_mnist_gives_what_the_model_card_says(open_visitor, full_data_server):
    visitor = open_visitor("/evaluate", at=full_data_server)
    settle(visitor)
    accuracy = visitor.part("evaluate_accuracy")
    card = (prediction.ASSETS / "MODEL_CARD.md").read_text(encoding="utf-8")
    said = re.search(r"Accuracy \| (\d\d)\.(\d\d)% of MNIST", card)
    assert said is not None
    whole, part = said.groups()
    expect(accuracy).to_contain_text(f"{whole}.{part}%")
    right = f"{whole[0]},{whole[1]}{part}"
    expect(accuracy).to_contain_text(f"It reads {right} of 10,000 test digits right.")
    answers = visitor.part("evaluate_first").locator("th img")
    # The first five of MNIST's test images, as the article prints them.
    for index, digit in enumerate((7, 2, 1, 0, 4)):
        expect(answers.nth(index)).to_have_attribute(
            "alt", f"The digit {digit}, read as {digit}"
        )
    true, answered, count = mistake(visitor)
    press_steadily(cell(visitor, true, answered))
    expect(images(visitor)).to_have_count(count)
