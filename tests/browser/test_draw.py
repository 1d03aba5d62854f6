"""Drawing in a real browser: mouse, finger, Undo, Clear, uploads."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from core import strokes
from tests.support.pictures import bomb, encode
from tests.support.visitor import PHONE

BLANK = "Draw something."


def test_even_digits_are_read_by_mouse(open_visitor):
    visitor = open_visitor("/draw")
    for digit in range(0, 10, 2):
        visitor.draw(digit)
        expect(visitor.answer()).to_have_text(str(digit))
        visitor.clear()
        expect(visitor.answer()).to_have_text(BLANK)


def test_odd_digits_are_read_by_touch_on_a_phone(open_visitor):
    visitor = open_visitor("/draw", **PHONE)
    for digit in range(1, 10, 2):
        visitor.touch(digit)
        expect(visitor.answer()).to_have_text(str(digit))
        visitor.clear()
        expect(visitor.answer()).to_have_text(BLANK)


def test_a_blank_canvas_never_gets_a_digit(open_visitor):
    visitor = open_visitor("/draw")
    visitor.canvas()
    expect(visitor.answer()).to_have_text(BLANK)
    expect(visitor.part("draw_probabilities")).to_have_count(0)


def test_the_answer_comes_with_ten_probabilities_and_what_was_seen(open_visitor):
    visitor = open_visitor("/draw")
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


def test_a_stroke_in_the_upper_right_corner_is_not_lost(open_visitor):
    visitor = open_visitor("/draw", **PHONE)
    box = visitor.canvas()
    visitor.page.touchscreen.tap(box["x"] + 250, box["y"] + 12)
    expect(visitor.answer().locator(".answer")).to_be_visible()


def test_undo_takes_back_one_stroke(open_visitor):
    visitor = open_visitor("/draw")
    visitor.stroke([(130, 40), (130, 215)])
    expect(visitor.answer()).to_have_text("1")
    visitor.stroke([(60, 200), (200, 200)])
    visitor.page.wait_for_timeout(600)
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
    assert visitor.ink() > 1000
    visitor.undo()
    expect(visitor.answer()).to_have_text(BLANK)


def test_the_brush_changes_and_the_drawing_stays(open_visitor):
    visitor = open_visitor("/draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    slider = visitor.part("draw_brush").get_by_role("slider")
    for _ in range(4):
        slider.press("ArrowRight")
    expect(slider).to_have_value("36")
    expect(visitor.answer()).to_have_text("7")
    visitor.page.wait_for_timeout(500)
    assert visitor.ink() > 1000


def test_the_server_sees_the_pixels_that_the_browser_drew(open_visitor):
    visitor = open_visitor("/draw")
    frames = []
    visitor.page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda frame: frames.append(frame)),
    )
    visitor.page.reload()
    visitor.draw(8)
    visitor.stroke([(20, 20), (60, 240)])
    expect(visitor.answer().locator(".answer")).to_be_visible()
    visitor.page.wait_for_timeout(800)
    sent = frames[-1]
    start = sent.index(b'{"drawing"')
    drawing, _ = json.JSONDecoder().raw_decode(sent[start:].decode(errors="replace"))
    ours = strokes.render(strokes.of(drawing["drawing"]["raw"]), 260, 260)
    assert ours is not None
    difference = np.abs(ours[..., 0].astype(int) - visitor.pixels()[..., 0])
    assert difference.mean() < 1.5
    assert (difference > 200).sum() < 20


def test_a_random_test_digit_is_read(open_visitor):
    visitor = open_visitor("/draw")
    visitor.part("draw_input").get_by_text("A test digit").click()
    expect(visitor.answer().locator(".answer")).to_be_visible()
    right = 0
    for _ in range(8):
        said = visitor.page.get_by_text("Whoever wrote it meant a ")
        label = said.inner_text().rstrip(".")[-1]
        right += visitor.answer().inner_text() == label
        shown = visitor.part("draw_seen").locator("img").get_attribute("src")
        visitor.press("draw_random")
        expect(visitor.part("draw_seen").locator("img")).not_to_have_attribute(
            "src", shown
        )
    assert right >= 6


def test_a_canvas_that_comes_round_again_is_empty(open_visitor):
    visitor = open_visitor("/draw")
    for digit in (7, 1, 7, 1, 7, 1):
        visitor.draw(digit)
        expect(visitor.answer()).to_have_text(str(digit))
        visitor.clear()
        expect(visitor.answer()).to_have_text(BLANK)


def upload(visitor, name, content):
    """Upload a file on the Draw page."""
    visitor.part("draw_input").get_by_text("Upload").click()
    visitor.part("draw_upload").locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": content}
    )


@pytest.mark.parametrize("dark_paper", [False, True])
def test_an_uploaded_picture_is_read(open_visitor, seven, dark_paper):
    picture = 255 - seven[..., :3] if dark_paper else seven[..., :3]
    visitor = open_visitor("/draw")
    upload(visitor, "seven.png", encode(picture))
    expect(visitor.answer()).to_have_text("7")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no picture at all", "This is not a whole PNG or JPEG picture."),
        (bomb(20_000), "This picture has too many pixels. The limit is 25 million."),
        (
            encode(np.zeros((90, 90, 3), np.uint8))[:-40],
            "This is not a whole PNG or JPEG picture.",
        ),
        (
            encode(np.full((90, 90, 3), 255, np.uint8)),
            "I see no drawing in this picture: it is all one colour.",
        ),
    ],
    ids=["text", "bomb", "cut short", "blank"],
)
def test_an_upload_that_cannot_be_read_is_told(open_visitor, content, sentence):
    visitor = open_visitor("/draw")
    upload(visitor, "picture.png", content)
    expect(visitor.page.get_by_text(sentence)).to_be_visible()
    expect(visitor.answer()).to_have_text("Choose a picture.")


def test_an_upload_that_is_too_big_is_told(open_visitor):
    noise = np.random.default_rng(0).integers(0, 256, (1500, 1500, 3), np.uint8)
    target = io.BytesIO()
    Image.fromarray(noise).save(target, "PNG")
    visitor = open_visitor("/draw")
    upload(visitor, "noise.png", target.getvalue())
    chooser = visitor.part("draw_upload").get_by_test_id("stFileUploader")
    expect(chooser).to_contain_text("5.0MB")
    told = chooser.evaluate("element => getComputedStyle(element, '::after').content")
    assert told == '"This file is not taken: PNG or JPEG, 5 MB at most."'
    expect(visitor.answer()).to_have_text("Choose a picture.")


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
