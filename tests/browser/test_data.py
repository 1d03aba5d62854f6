"""The Data page: digits, pixel values, labels, and the split."""

import numpy as np
import pytest
from playwright.sync_api import expect

from core.datasets import loader
from tests.support.axe import expect_charts_in_words
from tests.support.patience import wait_for
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

SAMPLE = loader.load(loader.Source.SAMPLE)
FIVES = SAMPLE.x_train[SAMPLE.y_train == 5]
EIGHTS = SAMPLE.x_train[SAMPLE.y_train == 8]


@pytest.fixture(scope="module")
def visitor(open_reader):
    """A visitor for tests that press nothing."""
    return open_reader("/data")


def tiles(visitor):
    """Return the buttons of the digits."""
    return visitor.part("data_digits").get_by_role("button")


def option(visitor, key, name):
    """Return one option of a widget."""
    return visitor.part(key).get_by_role("radio", name=name, exact=True)


def cells(visitor):
    """Return the cells of the pixel values."""
    return visitor.part("data_numbers").locator(".digit span")


def expect_numbers(visitor, digit):
    """Wait until the pixel values are those of a digit, and compare all of them."""
    ink = int(digit.argmax())
    expect(cells(visitor).nth(ink)).to_have_text(str(digit.flat[ink]))
    texts = cells(visitor).all_inner_texts()
    assert [int(text) for text in texts] == digit.flatten().tolist()


def test_the_digits_are_leafed_through_pressed_and_kept(open_visitor):
    visitor = open_visitor("/data")
    expect_numbers(visitor, FIVES[0])
    visitor.press("data_next")
    expect_numbers(visitor, FIVES[20])
    visitor.press("data_previous")
    expect_numbers(visitor, FIVES[0])
    press_steadily(tiles(visitor).nth(7))
    expect(tiles(visitor).nth(7)).to_have_attribute("aria-pressed", "true")
    expect(tiles(visitor).nth(0)).to_have_attribute("aria-pressed", "false")
    expect_numbers(visitor, FIVES[7])
    press_steadily(option(visitor, "data_digit", "8"))
    expect(tiles(visitor).first).to_have_accessible_name("A handwritten 8, example 1.")
    expect_numbers(visitor, EIGHTS[0])
    press_steadily(tiles(visitor).nth(6))
    expect_numbers(visitor, EIGHTS[6])
    visitor.go("Network")
    expect(visitor.part("data_numbers")).to_have_count(0)
    visitor.go("Data")
    expect_numbers(visitor, EIGHTS[6])
    expect(tiles(visitor).nth(6)).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_reaches_and_presses_each_digit(open_visitor):
    visitor = open_visitor("/data")
    tiles(visitor).nth(3).focus()
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect_numbers(visitor, FIVES[4])
    # The server's answer does not move the focus.
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Space")
    expect_numbers(visitor, FIVES[5])


def test_the_picture_of_a_digit_is_the_digit(visitor):
    image = tiles(visitor).nth(2).locator("img")
    pixels = image.evaluate(
        """async image => {
            await image.decode();
            const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 28;
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const rgba = context.getImageData(0, 0, 28, 28).data;
            return Array.from(rgba).filter((_, index) => index % 4 === 0);
        }"""
    )
    np.testing.assert_array_equal(pixels, FIVES[2].flatten())


def test_the_numbers_are_divided_by_255_and_written_as_the_language_does(open_visitor):
    visitor = open_visitor("/data")
    expect_numbers(visitor, FIVES[0])
    press_steadily(visitor.part("data_divided").get_by_role("radio").nth(1))
    ink = int(FIVES[0].argmax())
    for lang, mark in (("EN", "."), ("ES", ",")):
        press_steadily(visitor.part("lang").get_by_text(lang))
        expected = f"{FIVES[0].flat[ink] / 255:.2f}".replace(".", mark)
        expect(cells(visitor).nth(ink)).to_have_text(expected)
        expect(cells(visitor).first).to_have_text("0")


def box(visitor):
    """Return the frame of the pixel values."""
    return visitor.part("data_numbers").get_by_role("region")


def hidden_pixels(visitor):
    """Return how far the frame can scroll, right and down, in pixels."""
    return box(visitor).evaluate(
        "box => [box.scrollWidth - box.clientWidth,"
        " box.scrollHeight - box.clientHeight]"
    )


def test_the_whole_digit_fits_and_a_larger_one_is_moved_by_the_keyboard(open_visitor):
    visitor = open_visitor("/data", **PHONE)
    expect(cells(visitor)).to_have_count(784)
    assert max(hidden_pixels(visitor)) <= 1
    press_steadily(option(visitor, "data_zoom", "3×"))
    visitor.page.wait_for_function(
        "box => box.scrollWidth > 2.9 * box.clientWidth",
        arg=box(visitor).element_handle(),
    )
    # The frame opens scrolled to the middle, where the ink is.
    middle = wait_for(
        lambda: box(visitor).evaluate("box => [box.scrollLeft, box.scrollTop]"),
        lambda place: (
            place == pytest.approx(np.array(hidden_pixels(visitor)) / 2, abs=2)
        ),
    )
    box(visitor).focus()
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.wait_for_function(
        "([box, left]) => box.scrollLeft > left",
        arg=[box(visitor).element_handle(), middle[0]],
    )


def test_every_number_can_be_read_on_its_grey(visitor):
    expect(cells(visitor)).to_have_count(784)
    read = (
        "spans => spans.map(span => { const style = getComputedStyle(span);"
        " return [style.backgroundColor, style.color]"
        ".map(colour => Number(colour.match(/\\d+/)[0])) })"
    )
    colours = cells(visitor).evaluate_all(read)
    assert {grey for grey, _ in colours} == set(FIVES[0].flatten().tolist())
    assert min(contrast(grey, ink) for grey, ink in colours) >= 4.5


def contrast(one, other):
    """Return the contrast ratio of two greys, 0 to 255, by WCAG 2.2."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(grey):
    """Return the relative luminance of an sRGB grey, 0 to 255."""
    value = grey / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def test_a_label_is_shown_as_one_hot(open_visitor):
    visitor = open_visitor("/data")
    one_hot = visitor.part("data_one_hot")
    expect(one_hot.get_by_role("status")).to_have_text(
        "5 → [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]"
    )
    press_steadily(option(visitor, "data_label", "3"))
    expect(one_hot.get_by_role("status")).to_have_text(
        "3 → [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]"
    )
    expect(one_hot.locator("b.hot")).to_have_text("1")


def test_averages_are_there_with_how_many_of_each(visitor):
    averages = visitor.part("data_averages")
    expect(averages.locator("figure")).to_have_count(10)
    counts = np.bincount(SAMPLE.y_train)
    expect(averages.locator("figcaption")).to_have_text([str(n) for n in counts])
    expect(averages.get_by_role("button")).to_have_count(0)


def test_the_chart_counts_each_digit(visitor):
    visitor.page.wait_for_selector(".st-key-data_counts .js-plotly-plot")
    bars = visitor.page.evaluate(
        "document.querySelector('.st-key-data_counts .js-plotly-plot')"
        ".data.map(bars => bars.y)"
    )
    assert bars == [
        np.bincount(SAMPLE.y_train).tolist(),
        np.bincount(SAMPLE.y_test).tolist(),
    ]


def test_every_chart_says_the_same_in_words(visitor):
    expect_charts_in_words(visitor.page)


def test_the_split_says_which_data_is_in_use(visitor):
    expect(visitor.part("data_split")).to_contain_text("4,000 to learn from")
    expect(visitor.part("data_split")).to_contain_text("1,000 kept aside")
    expect(visitor.part("train_data")).to_contain_text("small sample")


def test_full_mnist_shows_its_own_numbers(open_visitor, full_data_server, mnist):
    visitor = open_visitor("/data", at=full_data_server)
    expect(visitor.part("data_split")).to_contain_text("60,000 to learn from")
    # The line of the Train page too, which would wake a worker.
    expect(visitor.part("train_data")).to_contain_text(
        "the full MNIST, 60,000 digits to learn from and 10,000 to check."
    )
    expect_numbers(visitor, mnist.x_train[0])
    expect(visitor.part("data_averages").locator("figcaption").first).to_have_text(
        "5,923"
    )


def test_nothing_of_the_data_page_is_cut_off_on_a_phone(open_visitor):
    visitor = open_visitor("/data", **PHONE)
    press_steadily(option(visitor, "data_zoom", "3×"))
    visitor.page.wait_for_selector(".st-key-data_counts .js-plotly-plot")
    for lang, title in (("EN", "Data"), ("ES", "Datos")):
        press_steadily(visitor.part("lang").get_by_text(lang))
        expect(visitor.page.locator("h1")).to_have_text(title)
        assert visitor.cut_off() == []


def test_a_finger_hits_each_digit(open_visitor):
    visitor = open_visitor("/data", **PHONE)
    expect(tiles(visitor)).to_have_count(20)
    sizes = [tile.bounding_box() for tile in tiles(visitor).all()]
    assert min(min(size["width"], size["height"]) for size in sizes) >= 44
    tiles(visitor).nth(9).tap()
    expect_numbers(visitor, FIVES[9])
