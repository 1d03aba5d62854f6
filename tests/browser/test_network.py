"""A network is built with the mouse, with the keyboard alone, and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

BROKEN = "network_blocks=32x3p-32x3p-32x3p-32x3p"


def chosen_preset(visitor):
    """Return the preset that is shown as selected."""
    return visitor.part("network_preset").get_by_role("radio", checked=True)


def picture(visitor):
    """Return the picture of the layers."""
    return visitor.part("network_picture")


def focus_on(visitor, target):
    """Press Tab until an element has the focus, as a person without a mouse does."""
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("the keyboard does not reach it")


def test_presets_are_chosen_with_the_mouse_and_left_by_a_change_of_ones_own(
    open_visitor,
):
    visitor = open_visitor("/network")
    expect(chosen_preset(visitor)).to_have_text("The article’s")
    expect(visitor.part("network_totals")).to_contain_text("693,962")
    press_steadily(visitor.part("network_preset").get_by_text("Deep"))
    expect(picture(visitor)).to_contain_text("Block 4")
    expect(chosen_preset(visitor)).to_have_text("Deep")
    press_steadily(visitor.part("network_preset").get_by_text("Deep"))
    visitor.settle()
    expect(chosen_preset(visitor)).to_have_text("Deep")
    press_steadily(visitor.part("network_preset").get_by_text("Plain dense"))
    expect(picture(visitor)).not_to_contain_text("Conv2D")
    expect(visitor.part("network_totals")).to_contain_text("101,770")
    press_steadily(visitor.part("network_preset").get_by_text("The article’s"))
    press_steadily(visitor.part("network_kernel_0").get_by_text("5×5"))
    expect(picture(visitor)).to_contain_text("24×24×32")
    expect(chosen_preset(visitor)).to_have_count(0)


def test_the_recipe_for_a_class_brings_its_images_and_takes_them_along(open_visitor):
    visitor = open_visitor("/network", **PHONE)
    press_steadily(visitor.part("network_preset").get_by_text("For a class"))
    expect(chosen_preset(visitor)).to_have_text("For a class")
    expect(visitor.page.get_by_text("16,000 images and one epoch")).to_be_visible()
    visitor.expect_setting("train_images", 16_000)
    assert visitor.cut_off() == []
    press_steadily(visitor.part("network_preset").get_by_text("Small and fast"))
    expect(chosen_preset(visitor)).to_have_text("Small and fast")
    expect(visitor.part("footer").locator("a[href*='train_images=']")).to_have_count(0)
    visitor.expect_setting("train_epochs", 2)


def test_a_network_is_explained_and_composed_with_the_keyboard_alone(open_visitor):
    visitor = open_visitor("/network")
    expect(picture(visitor)).to_contain_text("26×26×32")
    page = visitor.page
    focus_on(visitor, picture(visitor).locator("summary", has_text="MaxPooling2D"))
    expect(picture(visitor).get_by_text("only the strongest stays")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(picture(visitor).get_by_text("only the strongest stays")).to_be_visible()
    focus_on(visitor, visitor.part("network_filters_0").get_by_role("slider"))
    page.keyboard.press("ArrowLeft")
    expect(picture(visitor)).to_contain_text("26×26×16")
    focus_on(visitor, visitor.part("network_pooling_0").get_by_role("switch"))
    page.keyboard.press("Space")
    expect(picture(visitor)).not_to_contain_text("MaxPooling2D")
    focus_on(visitor, visitor.part("network_add_dense").locator("button:visible"))
    page.keyboard.press("Enter")
    expect(picture(visitor)).to_contain_text("64 numbers")


def test_a_broken_layer_is_told_until_it_is_mended(open_visitor):
    visitor = open_visitor("/network?" + BROKEN)
    alert = picture(visitor).get_by_role("alert")
    expect(alert).to_contain_text("Block 4 cannot be built")
    press_steadily(visitor.part("network_pooling_0").get_by_text("Pooling"))
    expect(alert).to_have_count(0)
    expect(picture(visitor)).to_contain_text("10 probabilities")
    press_steadily(visitor.part("network_pooling_0").get_by_text("Pooling"))
    expect(alert).to_contain_text("Block 4 cannot be built")


def test_a_phone_says_it_beside_the_block_that_breaks(open_visitor):
    visitor = open_visitor("/network?" + BROKEN, **PHONE)
    broken = visitor.part("network_broken")
    expect(broken).to_contain_text("Block 4 cannot be built")
    expect(broken).to_be_visible()
    press_steadily(visitor.part("network_remove_block_3").locator("button:visible"))
    expect(broken).to_have_count(0)


@pytest.mark.parametrize("query", ["", BROKEN, "network_batch_norm=yes"])
def test_the_network_is_not_cut_off_on_a_phone(open_visitor, query):
    visitor = open_visitor(f"/network?{query}", **PHONE)
    for lang, title in (("EN", "Network"), ("ES", "Red")):
        press_steadily(visitor.part("lang").get_by_text(lang))
        expect(visitor.page.locator("h1")).to_have_text(title)
        expect(picture(visitor).locator("li").first).to_be_visible()
        assert visitor.cut_off(".st-key-network_picture li") == []


def test_the_page_speaks_spanish(open_visitor):
    visitor = open_visitor("/network", locale="es-AR")
    expect(picture(visitor)).to_contain_text("Convolución")
    expect(picture(visitor)).to_contain_text("692\u202f352 parámetros")
    expect(visitor.part("network_learning_rate")).to_contain_text("0,001")
    expect(visitor.part("network_add_block")).to_contain_text("Añadir un bloque")


def test_the_picture_stays_beside_the_controls_of_a_long_network(open_visitor):
    visitor = open_visitor("/network?network_blocks=8x3p-8x3", locale="en-US")
    expect(picture(visitor)).to_contain_text("Answer")
    visitor.settle()
    before = picture(visitor).bounding_box()
    assert before is not None
    # Beyond where the picture begins.
    down = before["y"] + 200
    visitor.page.mouse.move(640, 600)
    visitor.page.mouse.wheel(0, down)
    visitor.page.wait_for_function(
        """down => {
            const main = document.querySelector('[data-testid=stMain]')
            const most = main.scrollHeight - main.clientHeight
            return main.scrollTop >= Math.min(Math.floor(down), most)
        }""",
        arg=down,
    )
    box = picture(visitor).bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 100
