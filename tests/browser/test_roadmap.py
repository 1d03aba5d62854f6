"""The footer leads from Home to Draw, and teachers can hide parts."""

import pytest
from playwright.sync_api import expect

from core.ui import layout
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

WALK = [page.path for page in layout.PAGES[1:] if page.steps]
STEPS = {
    "es-ES": [
        "1. Instalar",
        "2. El camino",
        "3. Preparar los datos",
        "4. Definir la red",
        "5. Compilar",
        "6. Entrenar",
        "7. Evaluar",
        "8. Predecir",
    ],
    "en-US": [
        "1. Install",
        "2. The road ahead",
        "3. Prepare the data",
        "4. Define the network",
        "5. Compile",
        "6. Train",
        "7. Evaluate",
        "8. Predict",
    ],
}


# Spanish words are longer, so they are what a phone must have room for.
@pytest.mark.parametrize(
    ("locale", "device"), [("es-ES", PHONE), ("en-US", {})], ids=["phone", "laptop"]
)
def test_the_footer_alone_leads_through_all_eight_steps(open_visitor, locale, device):
    visitor = open_visitor("/", locale=locale, **device)
    expect(visitor.part("road")).to_contain_text(STEPS[locale][7])
    met = []
    for path in WALK:
        title = visitor.page.locator("h1").text_content()
        onward = visitor.part("footer_next").locator("a")
        met += onward.inner_text().removeprefix("arrow_forward").strip().split(" · ")
        press_steadily(onward)
        visitor.page.wait_for_url(f"**{path}?**")
        expect(visitor.page.locator("h1")).not_to_have_text(title)
        expect(visitor.page.locator("h1")).to_have_count(1)
        expect(visitor.part("footer_back").locator("a")).to_be_visible()
        expect(visitor.page.get_by_test_id("stException")).to_have_count(0)
        assert (
            visitor.page.evaluate("document.documentElement.scrollWidth")
            <= (visitor.page.viewport_size["width"])
        )
    assert met == STEPS[locale][2:]
    beyond = {"es-ES": "Más allá: Por dentro", "en-US": "Beyond: Inside"}
    expect(visitor.part("footer_next")).to_contain_text(beyond[locale])
    # Nothing was trained on the way, so the page uses and names the shipped network.
    visitor.draw(3)
    expect(visitor.answer()).to_have_text("3")


def test_what_is_done_is_ticked_and_stays_so_after_a_reload(open_visitor):
    visitor = open_visitor("/")
    expect(visitor.part("road_1")).to_contain_text("Done.")
    expect(visitor.part("road_8")).not_to_contain_text("Done.")
    visitor.go("Draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    visitor.go("Home")
    expect(visitor.part("road_8")).to_contain_text("Done.")
    expect(visitor.part("road_6")).not_to_contain_text("Done.")
    visitor.page.reload()
    expect(visitor.part("road_8")).to_contain_text("Done.")


def test_each_step_of_the_road_leads_to_its_page(open_visitor):
    visitor = open_visitor("/")
    press_steadily(visitor.part("road_5").locator("a"))
    visitor.page.wait_for_url("**/network?**")


def shared_link(visitor):
    """Wait for the share link and return it."""
    code = visitor.part("share_link").locator("code")
    expect(code).to_contain_text("/train?lang=en")
    visitor.settle()
    return code.inner_text()


def test_a_shared_link_opens_network_and_training_as_they_were(open_visitor):
    teacher = open_visitor(
        "/train?train_epochs=4&network_blocks=8x5p&network_dense=64"
        "&network_optimizer=sgd&network_learning_rate=0.1&train_rotation=15"
    )
    expect(teacher.part("train_epochs").get_by_role("slider")).to_have_value("4")
    press_steadily(teacher.page.get_by_text("Share these settings"))
    link = shared_link(teacher)
    pupil = open_visitor(link[link.index("/train") :])
    expect(pupil.part("train_epochs").get_by_role("slider")).to_have_value("4")
    press_steadily(pupil.page.get_by_text("Share these settings"))
    expect(pupil.part("share_link").locator("code")).to_have_text(link)


def test_a_locked_link_hides_its_controls_on_every_page_and_after_a_reload(
    open_visitor,
):
    teacher = open_visitor("/train?train_seed=5")
    press_steadily(teacher.page.get_by_text("Share these settings"))
    for part in ("Training images", "Seed", "Python", "This panel"):
        press_steadily(teacher.part("share_hide").get_by_role("button", name=part))
    expect(teacher.part("share_link")).to_contain_text("hide=images.seed.python.share")
    link = shared_link(teacher)
    pupil = open_visitor(link[link.index("/train") :])
    for _ in range(2):
        expect(pupil.part("train_epochs")).to_be_visible()
        expect(pupil.part("train_seed")).to_have_count(0)
        for name in ("More settings", "Share these settings", "The Python of"):
            expect(pupil.page.locator("summary", has_text=name)).to_have_count(0)
        pupil.go("Data")
        pupil.page.wait_for_url("**/data?**hide=images.seed.python.share**")
        pupil.page.reload()
        pupil.go("Train")


def test_settings_of_a_link_outlast_a_reload_on_another_page(open_visitor):
    visitor = open_visitor("/train?train_epochs=4&network_blocks=8x5p&hide=epochs")
    expect(visitor.part("train_start")).to_be_visible()
    visitor.go("Network")
    visitor.page.wait_for_url("**/network?**train_epochs=4**")
    visitor.page.reload()
    expect(visitor.part("network_filters_0")).to_contain_text("8")
    visitor.go("Train")
    expect(visitor.part("train_epochs")).to_have_count(0)
    expect(visitor.page.get_by_text("8 (5×5)")).to_be_visible()


def test_a_lesson_can_begin_on_another_page(open_visitor):
    teacher = open_visitor("/train?lang=es&train_epochs=3")
    press_steadily(teacher.page.get_by_text("Compartir estos ajustes"))
    teacher.choose("share_page", "Red")
    expect(teacher.part("share_link")).to_contain_text(
        "/network?lang=es&train_epochs=3"
    )
    expect(teacher.part("share_code").locator("img")).to_be_visible()


def test_what_a_link_asks_in_vain_is_told_on_the_page_that_it_opens(open_visitor):
    visitor = open_visitor("/network?lang=es&network_optimizer=magia&train_zoom=500")
    expect(
        visitor.page.get_by_text("El enlace pide «magia» en optimizador")
    ).to_be_visible()
    expect(visitor.page.get_by_text("El enlace pide «500» en tamaño")).to_be_visible()
