"""Own drawings: correct, save, import, fine-tune, and compare."""

import numpy as np
from playwright.sync_api import expect

from core.datasets import own_drawings
from tests.support.axe import in_both_themes
from tests.support.stillness import press_steadily


def correct(visitor, digit, meant):
    """Draw a digit and correct its label to another."""
    visitor.draw(digit)
    expect(visitor.answer()).to_have_text(str(digit))
    press_steadily(visitor.part("draw_correct").get_by_text(str(meant), exact=True))
    expect(visitor.page.get_by_text(f"Kept as a {meant}.")).to_be_visible()


def download(visitor, key):
    """Press a button and return the downloaded file."""
    with visitor.page.expect_download() as caught:
        visitor.press(key)
    return own_drawings.from_file(caught.value.path().read_bytes())


def test_a_correction_goes_into_the_set_and_into_a_file_and_comes_back(open_visitor):
    visitor = open_visitor("/draw")
    correct(visitor, 7, 7)
    visitor.clear()
    correct(visitor, 4, 9)
    tiles = visitor.part("hand_drawings").get_by_role("button")
    expect(tiles).to_have_count(2)
    press_steadily(visitor.page.get_by_text("Keep your set, or bring one"))
    table, arrays = download(visitor, "hand_csv"), download(visitor, "hand_npz")
    assert table.labels.tolist() == arrays.labels.tolist() == [7, 9]
    np.testing.assert_array_equal(table.images, arrays.images)
    press_steadily(tiles.first)
    expect(tiles).to_have_count(1)
    visitor.part("hand_upload").locator("input[type=file]").set_input_files(
        {
            "name": "mine.csv",
            "mimeType": "text/csv",
            "buffer": own_drawings.to_csv(table),
        }
    )
    expect(tiles).to_have_count(2)
    # An unreadable file does not change the set.
    visitor.part("hand_upload").locator("input[type=file]").set_input_files(
        {
            "name": "mine.npz",
            "mimeType": "application/octet-stream",
            "buffer": b"PK\x03\x04 this is no archive",
        }
    )
    expect(visitor.page.get_by_text("This file holds no drawings")).to_be_visible()
    expect(tiles).to_have_count(2)


def test_a_file_that_is_no_set_is_told(open_visitor):
    visitor = open_visitor("/draw?lang=es", locale="es-ES")
    press_steadily(visitor.page.get_by_text("Guardar tu colección o traer una"))
    visitor.part("hand_upload").locator("input[type=file]").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    )
    told = visitor.page.get_by_text("no hay dibujos que Trazo pueda leer")
    expect(told).to_be_visible()


def test_a_network_is_taught_live_and_both_results_are_shown(open_visitor):
    visitor = open_visitor("/draw")
    # Nobody else labels this seven as a one, so only fine-tuning can teach it.
    correct(visitor, 7, 1)
    visitor.press("hand_teach")
    expect(visitor.part("train_status")).to_be_visible()
    expect(visitor.part("train_loss").get_by_role("figure")).to_be_visible()
    expect(visitor.part("hand_outcome_hand")).to_contain_text("100")
    expect(visitor.part("hand_outcome_hand")).to_contain_text("+100.0 points")
    expect(visitor.part("hand_outcome_mnist")).to_contain_text("points")
    expect(visitor.part("train_continue")).to_have_count(0)
    visitor.press("train_draw")
    expect(visitor.answer()).to_have_text("1")


def test_a_teacher_can_hide_it(open_visitor):
    visitor = open_visitor("/draw?hide=hand")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    expect(visitor.part("draw_correct")).to_have_count(0)
    expect(visitor.part("hand_teach")).to_have_count(0)
    expect(visitor.page.locator("h2", has_text="Teach it your hand")).to_have_count(0)


def test_a_wrong_answer_shows_what_was_meant_first(open_visitor):
    visitor = open_visitor("/draw")
    correct(visitor, 7, 7)
    # An answer that was right explains nothing.
    expect(visitor.part("draw_meant")).to_have_count(0)
    visitor.clear()
    correct(visitor, 4, 9)
    meant = visitor.part("draw_meant_examples").get_by_role("img")
    answered = visitor.part("draw_answered_examples").get_by_role("img")
    expect(meant).to_have_count(5)
    likeness = "One of MNIST’s nearest to yours: a {}."
    expect(meant.first).to_have_attribute("alt", likeness.format(9))
    expect(answered).to_have_count(5)
    expect(answered.first).to_have_attribute("alt", likeness.format(4))
    visitor.page.set_viewport_size({"width": 320, "height": 700})
    first, second = meant.first.bounding_box(), answered.first.bounding_box()
    assert first["y"] < second["y"]
    assert in_both_themes(visitor.page) == []
    # It belongs to its drawing.
    visitor.clear()
    expect(visitor.part("draw_meant")).to_have_count(0)
