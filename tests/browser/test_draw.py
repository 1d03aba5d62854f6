"""Drawing in a real browser: mouse, finger, Undo, Clear, uploads."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from core.preprocessing import strokes
from tests.support.axe import expect_charts_in_words
from tests.support.handwriting import DIGITS
from tests.support.heard_strokes import HeardStrokes
from tests.support.patience import wait_for
from tests.support.pictures import bomb, encode
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE, on_screen

BLANK = "Draw something."


# The page reuses four canvases in turn, and each must be empty.
def test_even_digits_are_read_by_mouse_on_canvases_that_come_round_again(open_visitor):
    visitor = open_visitor("/draw")
    for digit in (0, 2, 4, 6, 8, 0):
        visitor.draw(digit)
        expect(visitor.answer()).to_have_text(str(digit))
        visitor.clear()
        expect(visitor.answer()).to_have_text(BLANK)
        assert visitor.ink() == 0


def test_odd_digits_are_read_by_touch_on_a_phone(open_visitor):
    visitor = open_visitor("/draw", **PHONE)
    for digit in range(1, 10, 2):
        visitor.touch(digit)
        expect(visitor.answer()).to_have_text(str(digit))
        visitor.clear()
        expect(visitor.answer()).to_have_text(BLANK)


def test_a_blank_canvas_never_gets_a_digit_and_a_drawing_ten_probabilities(
    open_visitor,
):
    visitor = open_visitor("/draw")
    visitor.canvas()
    expect(visitor.answer()).to_have_text(BLANK)
    expect(visitor.part("draw_probabilities")).to_have_count(0)
    visitor.draw(3)
    expect(visitor.answer()).to_have_text("3")
    bars = visitor.part("draw_probabilities")
    expect(bars.locator(".js-plotly-plot .point")).to_have_count(10)
    expect(bars).to_contain_text("%")
    image = visitor.part("draw_seen").locator("img")
    expect(image).to_be_visible()
    visitor.page.wait_for_function(
        "document.querySelector('.st-key-draw_seen img').naturalWidth === 28"
    )
    expect_charts_in_words(visitor.page)


def test_a_stroke_in_the_upper_right_corner_is_not_lost(open_visitor):
    visitor = open_visitor("/draw", **PHONE)
    visitor.page.touchscreen.tap(*on_screen(visitor.canvas(), (250, 12)))
    expect(visitor.answer().locator(".answer")).to_be_visible()


def test_undo_takes_back_one_stroke(open_visitor):
    visitor = open_visitor("/draw")
    visitor.stroke([(130, 40), (130, 215)])
    expect(visitor.answer()).to_have_text("1")
    seen = visitor.part("draw_seen").locator("img")
    before = seen.get_attribute("src")
    visitor.stroke([(60, 200), (200, 200)])
    expect(seen).not_to_have_attribute("src", before)
    visitor.undo()
    expect(visitor.answer()).to_have_text("1")
    visitor.undo()
    expect(visitor.answer()).to_have_text(BLANK)


def test_a_drawing_survives_a_visit_to_another_page(open_visitor):
    visitor = open_visitor("/draw")
    visitor.draw(5)
    expect(visitor.answer()).to_have_text("5")
    visitor.go("Train")
    expect(visitor.part("train_start")).to_be_visible()
    visitor.go("Draw")
    expect(visitor.answer()).to_have_text("5")
    wait_for(visitor.ink, lambda ink: ink > 1000)
    visitor.undo()
    expect(visitor.answer()).to_have_text(BLANK)


def test_the_brush_changes_and_the_drawing_stays(open_visitor):
    visitor = open_visitor("/draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    slider = visitor.part("draw_brush").get_by_role("slider")
    for key, width in (("End", "40"), ("ArrowLeft", "36")):
        with visitor.another_canvas():
            slider.press(key)
        expect(slider).to_have_value(width)
        expect(visitor.answer()).to_have_text("7")
        wait_for(visitor.ink, lambda ink: ink > 1000)


def test_the_server_sees_the_pixels_that_the_browser_drew(open_visitor):
    visitor, heard = HeardStrokes.opened(open_visitor, "/draw")
    visitor.draw(8)
    visitor.stroke([(20, 20), (60, 240)])
    expect(visitor.answer().locator(".answer")).to_be_visible()
    ours = strokes.render(heard.last(len(DIGITS[8]) + 1), 260, 260)
    assert ours is not None
    difference = np.abs(ours[..., 0].astype(int) - visitor.pixels()[..., 0])
    assert difference.mean() < 1.5
    assert (difference > 200).sum() < 20


def test_a_random_test_digit_is_read(open_visitor):
    visitor = open_visitor("/draw")
    press_steadily(visitor.part("draw_input").get_by_text("A test digit"))
    expect(visitor.answer().locator(".answer")).to_be_visible()
    right = 0
    for _ in range(8):
        said = visitor.page.get_by_text("The writer meant a ")
        label = said.inner_text().rstrip(".")[-1]
        right += visitor.answer().inner_text() == label
        shown = visitor.part("draw_seen").locator("img").get_attribute("src")
        visitor.press("draw_random")
        expect(visitor.part("draw_seen").locator("img")).not_to_have_attribute(
            "src", shown
        )
    assert right >= 6


def choose(visitor, file):
    """Choose a file on the Draw page: its path, or what Playwright takes for one."""
    press_steadily(visitor.part("draw_input").get_by_text("Upload"))
    visitor.part("draw_upload").locator("input[type=file]").set_input_files(file)


def upload(visitor, name, content):
    """Upload a file with a name and content on the Draw page."""
    choose(visitor, {"name": name, "mimeType": "image/png", "buffer": content})


def refusal(visitor):
    """Return what the uploader says of its last file, as a string of CSS."""
    chooser = visitor.part("draw_upload").get_by_test_id("stFileUploader")
    return chooser.evaluate("element => getComputedStyle(element, '::after').content")


REFUSAL = (
    '"This file is not taken: PNG or JPEG, 16 MB at most. If it is such a file, many '
    'arrive just now: try again in a minute."'
)
NO_PICTURE = "This is not a whole PNG or JPEG picture."
REFUSED = [
    (b"no picture at all", NO_PICTURE),
    (bomb(20_000), "This picture has too many pixels. The limit is 25 million."),
    (encode(np.zeros((90, 90, 3), np.uint8))[:-40], NO_PICTURE),
    (
        encode(np.full((90, 90, 3), 255, np.uint8)),
        "I see no drawing in this picture: it is all one colour.",
    ),
]


def test_uploaded_pictures_are_read_and_those_that_cannot_be_are_told(
    open_visitor, seven
):
    visitor = open_visitor("/draw")
    paper = seven[..., :3]
    # After a picture that was read, what is refused is refused all the same.
    for picture, refused in ((paper, REFUSED), (255 - paper, REFUSED[:1])):
        for content, sentence in refused:
            upload(visitor, "picture.png", content)
            expect(visitor.page.get_by_text(sentence)).to_be_visible()
            expect(visitor.answer()).to_have_text("Choose a picture.")
        upload(visitor, "seven.png", encode(picture))
        expect(visitor.answer()).to_have_text("7")


def test_an_upload_that_is_too_big_is_told(open_visitor, tmp_path):
    # A file of the disk: Playwright's driver needs six seconds to take 18 MB from here.
    large = tmp_path / "blank.png"
    blank = Image.fromarray(np.full((2500, 2500, 3), 255, np.uint8))
    blank.save(large, compress_level=0)
    visitor = open_visitor("/draw")
    choose(visitor, large)
    expect(visitor.part("draw_upload")).to_contain_text("16.0MB")
    assert refusal(visitor) == REFUSAL
    expect(visitor.answer()).to_have_text("Choose a picture.")


def test_every_ending_of_a_picture_is_taken_and_a_refusal_goes_with_the_next_file(
    open_visitor, seven
):
    one = np.full_like(seven, 255)
    one[50:210, 120:140, :3] = 0
    pictures = {"7": seven[..., :3], "1": one[..., :3]}
    visitor = open_visitor("/draw")
    chips = visitor.part("draw_upload").get_by_test_id("stFileChip")
    # Two in turn: otherwise the answer could be that to the file before.
    for place, name in enumerate(("a.jfif", "b.jpe", "c.JFIF", "d.Jpg", "e.PNG")):
        upload(visitor, "notes.txt", b"no picture")
        wait_for(lambda: refusal(visitor), lambda words: words == REFUSAL)
        digit = "71"[place % 2]
        kind = "PNG" if name.endswith("PNG") else "JPEG"
        upload(visitor, name, encode(pictures[digit], kind))
        expect(visitor.answer()).to_have_text(digit)
        assert refusal(visitor) == "none"
        expect(chips.locator("visible=true")).to_have_count(1)
        expect(chips.locator("visible=true")).to_contain_text(name)


TURN = {"en": "Turn the picture", "es": "Girar la imagen"}
TURNED = {"en": "so Trazo turned the picture", "es": "Trazo ha girado la imagen"}


@pytest.mark.parametrize("language", TURN)
def test_a_picture_is_turned_by_itself_and_by_the_keyboard(
    open_visitor, seven, language
):
    visitor = open_visitor(f"/draw?lang={language}")
    choose = {"en": "Upload", "es": "Subir"}[language]
    turned = np.ascontiguousarray(np.rot90(seven[..., :3]))
    press_steadily(visitor.part("draw_input").get_by_text(choose))
    visitor.part("draw_upload").locator("input[type=file]").set_input_files(
        {"name": "seven.png", "mimeType": "image/png", "buffer": encode(turned)}
    )
    expect(visitor.answer()).to_have_text("7")
    told = visitor.page.get_by_text(TURNED[language])
    expect(told).to_be_visible()
    button = visitor.page.get_by_role("button", name=TURN[language])
    seen = visitor.part("draw_seen").locator("img")
    upright = seen.get_attribute("src")
    button.focus()
    visitor.page.keyboard.press("Enter")
    expect(told).to_have_count(0)
    expect(seen).not_to_have_attribute("src", upright)
    for _ in range(3):
        shown = seen.get_attribute("src")
        visitor.page.keyboard.press("Enter")
        expect(seen).not_to_have_attribute("src", shown)
    expect(visitor.answer()).to_have_text("7")
    expect(seen).to_have_attribute("src", upright)


def test_strokes_that_no_pen_could_draw_are_told(open_visitor):
    visitor = open_visitor("/draw")
    visitor.page.evaluate(
        """() => {
            const send = WebSocket.prototype.send
            WebSocket.prototype.send = function (data) {
                const text = new TextDecoder('latin1').decode(data)
                const place = text.indexOf('"strokeWidth":20')
                if (place >= 0) {
                    data = new Uint8Array(data)
                    data.set(new TextEncoder().encode('"strokeWidth":{}'), place)
                }
                return send.call(this, data)
            }
        }"""
    )
    visitor.draw(1)
    expect(
        visitor.page.get_by_text(
            "This drawing cannot be read. Clear it and draw again."
        )
    ).to_be_visible()
    visitor.clear()
    expect(visitor.answer()).to_have_text(BLANK)
