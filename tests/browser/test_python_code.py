"""The Python panel in a real browser: the files arrive with the chosen settings."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

TITLE = "The Python of this step"


def fetch(visitor, key):
    """Press a download button; return the file's name and text."""
    with visitor.page.expect_download() as arriving:
        visitor.press(key)
    path = Path(arriving.value.path())
    return arriving.value.suggested_filename, path.read_text(encoding="utf-8")


def test_the_panel_is_folded_away_until_wanted_and_its_file_follows_the_sliders(
    open_visitor,
):
    visitor = open_visitor("/train?train_epochs=7")
    code = visitor.page.get_by_text("history = model.fit(")
    expect(visitor.page.get_by_text(TITLE)).to_be_visible()
    expect(code.first).to_be_hidden()
    slider = visitor.part("train_epochs").get_by_role("slider")
    expect(slider).to_have_value("7")
    slider.press("ArrowRight")
    press_steadily(visitor.page.get_by_text(TITLE))
    expect(code.first).to_be_visible()
    # What makes the run repeatable is longer, and folded away.
    expect(visitor.page.get_by_text("stateless_shuffle").first).to_be_hidden()
    expect(visitor.page.get_by_text("epochs=8").first).to_be_visible()
    _, source = fetch(visitor, "train_script")
    assert "    epochs=8,\n" in source


@pytest.mark.parametrize("page", ["train", "network"])
def test_the_script_and_the_notebook_arrive_with_the_settings(
    open_visitor, server, page
):
    visitor = open_visitor(f"/{page}?train_epochs=7&network_dense=64&lang=es")
    name, source = fetch(visitor, f"{page}_script")
    assert name == "trazo.py"
    compile(source, name, "exec")
    assert "    epochs=7,\n" in source
    assert 'model.add(Dense(64, activation="relu"))' in source
    assert "# 6. Entrenar\n" in source
    assert f"\n{server.url}/train?lang=es&train_epochs=7&network_dense=64\n" in source
    name, text = fetch(visitor, f"{page}_notebook")
    assert name == "trazo.ipynb"
    book = nbformat.reads(text, as_version=4)
    nbformat.validate(book)
    assert any("    epochs=7,\n" in cell.source for cell in book.cells)


def test_on_a_phone_the_code_scrolls_and_the_page_does_not(open_visitor):
    visitor = open_visitor("/train", **PHONE)
    for name, line in (
        ("Train", "history = model.fit("),
        ("Network", "model.compile("),
    ):
        visitor.go(name)
        expect(visitor.page.locator("h1")).to_have_text(name)
        visitor.page.get_by_text(TITLE).tap()
        expect(visitor.page.locator("code", has_text=line).first).to_be_visible()
        assert visitor.cut_off("html") == []


def test_what_a_teacher_hides_is_not_there(open_visitor):
    visitor = open_visitor("/train?hide=python")
    expect(visitor.part("train_start")).to_be_visible()
    expect(visitor.page.get_by_text(TITLE)).to_have_count(0)
    expect(visitor.part("train_script")).to_have_count(0)
