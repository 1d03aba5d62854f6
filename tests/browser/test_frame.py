"""Menu, language, deep links, phones, themes."""

import pytest
from playwright.sync_api import expect

from tests.support.visitor import PHONE

PAGES = ["/", "/data", "/network", "/train", "/evaluate", "/draw", "/inside"]


@pytest.mark.parametrize(
    ("path", "spanish", "english"),
    [
        ("/", "Una máquina que aprende a leer números", "A machine that learns"),
        ("/data", "Datos", "Data"),
        ("/network", "Red", "Network"),
        ("/train", "Entrenar", "Train"),
        ("/evaluate", "Evaluar", "Evaluate"),
        ("/draw", "Dibujar", "Draw"),
        ("/inside", "Por dentro", "Inside"),
    ],
)
def test_a_deep_link_as_the_first_visit_speaks_the_browsers_language(
    open_visitor, path, spanish, english
):
    for locale, title in (("es-AR", spanish), ("de-DE", english)):
        visitor = open_visitor(path, locale=locale)
        expect(visitor.page.locator("h1")).to_contain_text(title)
        expect(visitor.page.locator("html")).to_have_attribute(
            "lang", locale[:2].replace("de", "en")
        )


@pytest.mark.parametrize("path", ["/", "/train"])
def test_the_link_chooses_the_language_against_the_browser(open_visitor, path):
    visitor = open_visitor(path + "?lang=es", locale="en-US")
    expect(visitor.part("pages")).to_contain_text("Entrenar")
    visitor.go("Dibujar")
    expect(visitor.page.locator("h1")).to_have_text("Dibujar")
    assert "lang=es" in visitor.page.url
    assert "work=" in visitor.page.url


def test_a_language_that_is_not_spoken_is_left_alone(open_visitor):
    visitor = open_visitor("/?lang=klingon", locale="es-ES")
    expect(visitor.part("pages")).to_contain_text("Entrenar")


def test_the_first_address_leads_to_the_same_work_on_another_device(open_visitor):
    visitor = open_visitor("/train?train_epochs=3")
    visitor.page.wait_for_url("**/train?train_epochs=3&work=*")
    path = visitor.page.url.rpartition("/")[2]
    # No step to go back by.
    assert visitor.page.evaluate("history.length") == 2
    other = open_visitor(f"/{path}")
    work = path.rpartition("=")[2]
    for page in (visitor.page, other.page):
        page.wait_for_function(f"document.cookie.includes('trazo_visitor={work}')")


def test_the_language_changes_at_a_press_and_stays(open_visitor):
    visitor = open_visitor("/train", locale="en-US")
    expect(visitor.part("train_start")).to_contain_text("Train")
    visitor.part("lang").get_by_text("ES").click()
    expect(visitor.part("train_start")).to_contain_text("Entrenar")
    visitor.go("Dibujar")
    expect(visitor.part("draw_clear")).to_contain_text("Borrar")
    visitor.page.reload()
    expect(visitor.part("draw_clear")).to_contain_text("Borrar")
    chosen = visitor.part("lang").get_by_role("radio", checked=True)
    expect(chosen).to_have_text("ES")


def test_no_file_names_flash_in_the_menu(open_visitor):
    visitor = open_visitor("/draw")
    visitor.canvas()
    expect(visitor.page.get_by_test_id("stSidebarNav")).to_have_count(0)


def test_home_invites_to_draw_at_once(open_visitor):
    visitor = open_visitor("/")
    box = visitor.part("home_draw").locator("button").bounding_box()
    assert box is not None
    # As large as the canvas.
    assert (box["width"], box["height"]) == (260, 260)
    visitor.press("home_draw")
    visitor.canvas()


# Spanish is the longer one; the walk along the footer sees both.
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_on_a_phone(open_visitor, path):
    visitor = open_visitor(f"{path}?lang=es", **PHONE)
    visitor.page.wait_for_selector("h1", state="attached")
    visitor.page.wait_for_timeout(500)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
    for button in visitor.page.locator("button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_follows_the_system(open_visitor, theme):
    visitor = open_visitor("/", color_scheme=theme)
    visitor.page.wait_for_selector("h1")
    colour = visitor.page.locator(".stApp").evaluate(
        "app => getComputedStyle(app).backgroundColor"
    )
    expected = {"light": "rgb(252, 252, 250)", "dark": "rgb(21, 24, 29)"}
    assert colour == expected[theme]
