"""Non-digits, numbers of several digits, and preprocessing steps."""

import re

from playwright.sync_api import expect

from core.preprocessing.mnist_format import Step
from tests.support.handwriting import DIGITS
from tests.support.letters import LETTERS
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

ONE = [(60, 70), (62, 170)]
FIVE = [
    (180, 75),
    (130, 75),
    (127, 115),
    (165, 112),
    (180, 140),
    (165, 168),
    (128, 165),
]
SEVEN_IN_THE_MIDDLE = [(100, 70), (160, 70), (125, 160)]


def small(digit, left):
    """Return a digit's strokes at two fifths of their size, shifted to the right."""
    return [[(left + 0.4 * x, 70 + 0.4 * y) for x, y in line] for line in DIGITS[digit]]


def test_letters_get_a_question_mark_and_a_reason(open_visitor):
    visitor = open_visitor("/draw")
    # A large and a small one; tests/core/test_prediction.py reads all.
    for letter in "He":
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
        press_steadily(visitor.part("draw_which").get_by_role("radio").nth(place))
        expect(bars).to_have_attribute("aria-label", _mostly(name))


def _mostly(digit):
    """Return a pattern of a chart's text where one digit has nearly 100 %."""
    return re.compile(rf"\b{digit}: (9\d|100)")


def test_a_step_left_out_changes_what_is_seen_and_is_told(open_visitor):
    visitor = open_visitor("/draw")
    for stroke in small(3, 10):
        visitor.stroke(stroke)
    expect(visitor.answer()).to_have_text("3")
    press_steadily(visitor.page.get_by_text("From your drawing to 28×28"))
    for name in ("canvas", *Step, "seen"):
        expect(visitor.part(f"path_{name}").locator("img")).to_be_visible()
    seen = visitor.part("draw_seen").locator("img").get_attribute("src")
    press_steadily(visitor.part("path_step_box").get_by_text("Cut out the ink"))
    expect(visitor.page.get_by_text("A step is left out")).to_be_visible()
    expect(visitor.part("draw_seen").locator("img")).not_to_have_attribute("src", seen)
    expect(visitor.part("draw_correct")).to_have_count(0)
    press_steadily(visitor.part("path_step_box").get_by_text("Cut out the ink"))
    expect(visitor.page.get_by_text("A step is left out")).to_have_count(0)
    expect(visitor.answer()).to_have_text("3")


def test_streamlits_own_buttons_speak_spanish(open_visitor):
    visitor = open_visitor("/draw?lang=es")
    press_steadily(visitor.part("draw_input").get_by_text("Subir foto"))
    chooser = visitor.part("draw_upload").get_by_test_id("stFileUploaderDropzone")
    expect(chooser.get_by_text("Upload", exact=True)).to_be_hidden()
    shown = "element => getComputedStyle(element, '::after').content"
    words = chooser.locator("[data-testid=stMarkdownContainer]").evaluate(shown)
    assert words == '"Elegir un archivo"'
    limit = chooser.get_by_test_id("stFileUploaderDropzoneInstructions")
    expect(limit.locator("span")).to_be_hidden()
    assert limit.evaluate(shown) == '"PNG o JPEG, 16 MB como máximo"'


def test_the_drawing_stands_beside_its_nearest_relatives(open_visitor):
    visitor = open_visitor("/draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    expect(visitor.part("bias_figures").get_by_role("row")).to_have_count(5)
    press_steadily(visitor.page.get_by_text("Your drawing next to MNIST’s", exact=True))
    expect(visitor.part("bias_gallery").get_by_role("img")).to_have_count(30)
    expect(visitor.page.get_by_text("reads your drawing as 7")).to_be_visible()


def test_a_plain_stroke_beside_a_seven_is_a_one(open_visitor):
    visitor = open_visitor("/draw")
    visitor.stroke([(70, 75), (74, 185)])
    visitor.stroke([(115, 78), (185, 78), (140, 185)])
    expect(visitor.answer()).to_have_text("17")


def test_a_decimal_comma_is_no_digit_and_is_told(open_visitor):
    visitor = open_visitor("/draw")
    visitor.stroke(ONE)
    visitor.stroke([(95, 165), (88, 190)])
    visitor.stroke(FIVE)
    expect(visitor.answer()).to_have_text("1 5")
    expect(visitor.page.get_by_text("It reads 1 and 5.")).to_be_visible()
    expect(visitor.page.get_by_text("It does not know commas.")).to_be_visible()


def test_marks_around_a_seven_are_told_in_spanish(open_visitor):
    visitor = open_visitor("/draw?lang=es", **PHONE)
    marks = {
        "No conoce el signo menos.": [(25, 120), (65, 118)],
        "Deja fuera la línea de debajo.": [(75, 205), (190, 204)],
        "Deja fuera el recuadro.": [
            (50, 25),
            (210, 25),
            (210, 225),
            (50, 225),
            (50, 25),
        ],
    }
    for words, mark in marks.items():
        visitor.stroke(SEVEN_IN_THE_MIDDLE)
        visitor.stroke(mark)
        expect(visitor.page.get_by_text(words)).to_be_visible()
        expect(visitor.answer()).to_have_text("7")
        visitor.clear()
    expect(visitor.page.get_by_text("Conoce las cifras del 0 al 9")).to_be_visible()
