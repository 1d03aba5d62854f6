"""Non-digits, numbers of several digits, and preprocessing steps."""

import re

from playwright.sync_api import expect

from core.preprocessing.mnist_format import Step
from tests.support.handwriting import DIGITS
from tests.support.letters import LETTERS
from tests.support.visitor import PHONE


def small(digit, left):
    """Return a digit's strokes at two fifths of their size, shifted to the right."""
    return [[(left + 0.4 * x, 70 + 0.4 * y) for x, y in line] for line in DIGITS[digit]]


def test_letters_get_a_question_mark_and_a_reason(open_visitor):
    visitor = open_visitor("/draw")
    for letter in "HMKRe":
        for stroke in LETTERS[letter]:
            visitor.stroke(stroke)
        expect(visitor.answer()).to_have_text("?")
        expect(visitor.page.get_by_text("not like a digit.")).to_be_visible()
        visitor.clear()


def test_a_dot_is_refused_in_spanish_on_a_phone(open_visitor):
    visitor = open_visitor("/draw?lang=es", **PHONE)
    box = visitor.canvas()
    visitor.page.touchscreen.tap(box["x"] + 130, box["y"] + 130)
    expect(visitor.answer()).to_have_text("?")
    expect(visitor.page.get_by_text("muy poco para una cifra")).to_be_visible()


def test_digits_on_top_of_each_other_are_refused(open_visitor):
    visitor = open_visitor("/draw")
    visitor.draw(5)
    visitor.draw(2)
    expect(visitor.answer()).to_have_text("?")


def test_a_number_is_read_digit_by_digit(open_visitor):
    visitor = open_visitor("/draw")
    slider = visitor.part("draw_brush").get_by_role("slider")
    visitor.canvas()
    # Each width creates a new canvas.
    with visitor.another_canvas():
        slider.press("Home")
    expect(slider).to_have_value("8")
    for digit, left in ((4, -10), (2, 75), (7, 155)):
        for stroke in small(digit, left):
            visitor.stroke(stroke)
    expect(visitor.answer()).to_have_text("427")
    bars = visitor.part("draw_probabilities").get_by_role("figure")
    for place, name in enumerate("427"):
        visitor.part("draw_which").get_by_role("radio").nth(place).click()
        expect(bars).to_have_attribute("aria-label", _mostly(name))


def _mostly(digit):
    """Return a pattern of a chart's text where one digit has nearly 100 %."""
    return re.compile(rf"\b{digit}: (9\d|100)")


def test_a_step_left_out_changes_what_is_seen_and_is_told(open_visitor):
    visitor = open_visitor("/draw")
    for stroke in small(3, 10):
        visitor.stroke(stroke)
    expect(visitor.answer()).to_have_text("3")
    visitor.page.get_by_text("From your drawing to 28×28").click()
    for name in ("canvas", *Step, "seen"):
        expect(visitor.part(f"path_{name}").locator("img")).to_be_visible()
    seen = visitor.part("draw_seen").locator("img").get_attribute("src")
    visitor.part("path_step_box").get_by_text("Cut out the ink").click()
    expect(visitor.page.get_by_text("A step is left out")).to_be_visible()
    expect(visitor.part("draw_seen").locator("img")).not_to_have_attribute("src", seen)
    expect(visitor.part("draw_correct")).to_have_count(0)
    visitor.part("path_step_box").get_by_text("Cut out the ink").click()
    expect(visitor.page.get_by_text("A step is left out")).to_have_count(0)
    expect(visitor.answer()).to_have_text("3")


def test_streamlits_own_buttons_speak_spanish(open_visitor):
    visitor = open_visitor("/draw?lang=es")
    visitor.part("draw_input").get_by_text("Subir foto").click()
    chooser = visitor.part("draw_upload").get_by_test_id("stFileUploaderDropzone")
    expect(chooser.get_by_text("Upload", exact=True)).to_be_hidden()
    shown = "element => getComputedStyle(element, '::after').content"
    words = chooser.locator("[data-testid=stMarkdownContainer]").evaluate(shown)
    assert words == '"Elige un archivo"'
    limit = chooser.get_by_test_id("stFileUploaderDropzoneInstructions")
    expect(limit.locator("span")).to_be_hidden()
    assert limit.evaluate(shown) == '"PNG o JPEG, 16 MB como máximo"'


def test_the_drawing_stands_beside_its_nearest_relatives(open_visitor):
    visitor = open_visitor("/draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    expect(visitor.part("bias_figures").get_by_role("row")).to_have_count(5)
    visitor.page.get_by_text("Your drawing next to MNIST’s", exact=True).click()
    expect(visitor.part("bias_gallery").get_by_role("img")).to_have_count(30)
    expect(visitor.page.get_by_text("reads your drawing as 7")).to_be_visible()
