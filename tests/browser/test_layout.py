"""Menu, language, links, themes."""

import pytest
from playwright.sync_api import expect

from tests.support.stillness import press_steadily


@pytest.mark.parametrize("path", ["/", "/train"])
def test_the_link_chooses_the_language_against_the_browser(open_visitor, path):
    visitor = open_visitor(path + "?lang=es", locale="en-US")
    expect(visitor.part("pages")).to_contain_text("Entrenar")
    visitor.go("Dibujar")
    expect(visitor.page.locator("h1")).to_have_text("Dibujar")
    assert "lang=es" in visitor.page.url


def test_a_language_that_is_not_spoken_is_left_alone(open_visitor):
    visitor = open_visitor("/?lang=klingon", locale="es-ES")
    expect(visitor.part("pages")).to_contain_text("Entrenar")


def test_the_language_changes_at_a_press_and_stays(open_visitor):
    visitor = open_visitor("/train", locale="en-US")
    expect(visitor.part("train_start")).to_contain_text("Train")
    press_steadily(visitor.part("lang").get_by_text("ES"))
    expect(visitor.part("train_start")).to_contain_text("Entrenar")
    visitor.go("Dibujar")
    expect(visitor.part("draw_clear")).to_contain_text("Borrar")
    visitor.page.reload()
    expect(visitor.part("draw_clear")).to_contain_text("Borrar")
    chosen = visitor.part("lang").get_by_role("radio", checked=True)
    expect(chosen).to_have_text("ES")


def test_what_streamlit_says_in_english_is_said_in_the_visitors_language(open_visitor):
    # Streamlit's own dialog is replaced from the first page of a process on.
    visitor = open_visitor("/", locale="es-ES")
    visitor.unfold("Mi trabajo")
    code = visitor.part("work_code_given")
    code.locator("input").press_sequentially("AB")
    hint = code.get_by_test_id("InputInstructions").locator("span").first
    expect(hint).to_have_css("font-size", "0px")
    said = hint.evaluate("part => getComputedStyle(part, '::after').content")
    assert said == '"Pulsa Intro para usarlo"'
    visitor.page.goto(visitor.page.url.split("?")[0] + "nowhere")
    told = visitor.page.get_by_text("En esta dirección no hay ninguna página")
    expect(told).to_be_visible()
    expect(visitor.page.get_by_role("dialog")).to_have_count(0)
    visitor.go("Datos")
    expect(visitor.page.locator("h1")).to_have_text("Datos")
    expect(told).to_have_count(0)


@pytest.mark.parametrize("window", [(320, 640), (820, 1180), (1280, 720)])
def test_home_invites_to_draw_at_once_on_paper_as_large_as_the_canvas(
    open_visitor, window
):
    width, height = window
    visitor = open_visitor("/", viewport={"width": width, "height": height})
    paper = visitor.part("home_draw").locator("button").bounding_box()
    visitor.press("home_draw")
    canvas = visitor.canvas()
    for side in ("width", "height"):
        assert paper[side] == pytest.approx(canvas[side], abs=0.01)


def test_the_theme_follows_the_system_and_its_change(open_visitor):
    visitor = open_visitor("/", color_scheme="dark")
    app = visitor.page.get_by_test_id("stApp")
    expect(app).to_have_css("background-color", "rgb(21, 24, 29)")
    visitor.page.emulate_media(color_scheme="light")
    expect(app).to_have_css("background-color", "rgb(252, 252, 250)")


def test_a_message_fits_on_a_phone(open_visitor):
    visitor = open_visitor("/draw", viewport={"width": 320, "height": 700})
    visitor.part("draw_canvas").wait_for()
    # A real one goes after a few seconds.
    visitor.page.evaluate(
        """() => {
            const message = document.createElement("div")
            message.dataset.testid = "stToast"
            message.style.width = "336px"
            document.body.append(message)
        }"""
    )
    expect(visitor.page.get_by_test_id("stToast")).to_have_css("width", "288px")
