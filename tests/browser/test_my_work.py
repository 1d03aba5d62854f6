"""A visitor's work: opened on another device, named, exported, imported, deleted."""

import io
import json
import re
import zipfile

from playwright.sync_api import expect

from tests.support.axe import in_both_themes
from tests.support.stillness import press_steadily
from tests.support.visitor import Visitor


def unfold(visitor, name):
    """Open the panel."""
    visitor.go("Home" if name == "My work" else "Inicio")
    visitor.unfold(name)


def bring(visitor, name, content):
    """Choose a file to import."""
    visitor.page.locator(
        "[class*=st-key-work_import_] input[type=file]"
    ).set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})


def test_work_is_found_on_another_device_named_taken_along_and_deleted(open_visitor):
    visitor = open_visitor("/train?train_epochs=1&train_images=500")
    visitor.press("train_start")
    visitor.trained()
    visitor.go("Draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    unfold(visitor, "My work")
    visitor.press("work_device")
    link = visitor.part("work_code_link").locator("code").inner_text()

    other = open_visitor("/" + link.rpartition("/")[2])
    other.open_offered_work()
    unfold(other, "My work")
    name = other.page.get_by_role("textbox", name="Name")
    expect(name).to_have_value("Run 1")
    name.fill("the first of mine")
    name.press("Enter")
    other.go("Draw")
    expect(other.answer()).to_have_text("7")
    # The panel stays open.
    other.go("Home")
    expect(name).to_have_value("the first of mine")
    assert in_both_themes(other.page) == []
    with other.page.expect_download() as download:
        other.press("work_export")
    taken = download.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(taken)) as archive:
        (run,) = json.loads(archive.read("trazo.json"))["runs"]
        assert run["name"] == "the first of mine"
        assert len(archive.read("run-1.keras")) > 1_000_000
    press_steadily(other.page.get_by_text("Delete", exact=True).locator("visible=true"))
    expect(other.page.get_by_text("You have trained no network yet.")).to_be_visible()
    bring(other, "trazo.zip", taken)
    expect(other.part("work_import_told")).to_have_text(
        re.compile("1 network is back.")
    )
    expect(name).to_have_value("the first of mine")
    # The snapshots are imported too.
    other.go("Train")
    expect(other.page.get_by_text("Go back in time")).to_be_visible()
    other.go("Home")
    bring(other, "evil.keras", taken[:-100])
    expect(other.part("work_import_told")).to_have_text(
        re.compile("Nothing was brought back. This is neither")
    )
    assert in_both_themes(other.page) == []


def test_everything_of_mine_is_deleted_after_a_second_press(open_visitor):
    visitor = open_visitor("/draw?lang=es")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    press_steadily(visitor.part("draw_correct").get_by_text("1", exact=True))
    expect(visitor.part("hand_drawings").get_by_role("button")).to_have_count(1)
    tab = Visitor(visitor.page.context.new_page())
    tab.page.goto(visitor.page.url)
    expect(tab.answer()).to_have_text("7")
    unfold(visitor, "Mi trabajo")
    old = visitor.identity()
    visitor.press("work_delete_everything")
    assert in_both_themes(visitor.page) == []
    visitor.press("work_delete_cancel")
    visitor.press("work_delete_everything")
    deleted = visitor.part("work_delete_all").get_by_text("Todo lo tuyo está borrado")
    visitor.press("work_delete_confirm")
    expect(deleted).to_be_visible()
    assert in_both_themes(visitor.page) == []
    visitor.page.wait_for_function(f"() => !document.cookie.includes('{old}')")
    visitor.go("Dibujar")
    expect(visitor.answer()).to_have_text("Dibuja algo.")
    visitor.page.reload()
    expect(visitor.answer()).to_have_text("Dibuja algo.")
    expect(visitor.part("hand_drawings").get_by_role("button")).to_have_count(0)
    visitor.draw(3)
    expect(visitor.answer()).to_have_text("3")
    # Another tab brings nothing back, and follows the one that has gone on.
    gone_on = visitor.identity()
    tab.draw(1)
    expect(tab.part("work_deleted")).to_contain_text("se ha borrado en otra pestaña")
    expect(tab.answer()).to_have_text("3")
    assert visitor.identity() == gone_on
    assert in_both_themes(tab.page) == []
    tab.press("work_deleted_dismiss")
    expect(tab.part("work_deleted")).to_have_count(0)
    # The old id leads to nothing.
    other = open_visitor(f"/draw?lang=es&work={old}")
    expect(other.part("work_offer")).to_contain_text("No hay ningún trabajo")
    expect(other.answer()).to_have_text("Dibuja algo.")
    expect(other.part("hand_drawings").get_by_role("button")).to_have_count(0)
