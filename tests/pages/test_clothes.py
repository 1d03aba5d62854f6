"""Clothes on every page: chosen, trained on, evaluated, and never drawn."""

import numpy as np
import pytest

from core.datasets import loader
from core.datasets.download import Download, State, Status
from core.datasets.loader import Source
from core.datasets.own_drawings import LabelledDrawings
from core.errors import DataUnavailable
from core.runs.snapshots import TrackedDigit
from core.settings.datasets import DatasetName
from core.settings.run import RunSettings
from tests.support.clothes_pages import NAMES, choose, keys, words
from tests.support.data_files import CLOTHES

LINK = {"data_set": "fashion_mnist"}


def control(page, key):
    """Return the segmented control with a key."""
    return next(one for one in page.get("segmented_control") if one.key == key)


@pytest.mark.parametrize("language", NAMES)
def test_the_data_page_shows_clothes_by_their_names(open_with, here, language):
    page = open_with("pages/data.py", lang=language)
    control(page, "data_set").set_value(CLOTHES).run()
    assert not page.exception
    assert control(page, "data_class").options == NAMES[language]
    assert control(page, "data_class_label").options == NAMES[language]
    assert "Fashion-MNIST" in words(page)
    assert "600" in words(page)
    assert page.session_state["trazo"].work.settings.dataset is CLOTHES


def test_the_choice_is_kept_from_page_to_page_and_taken_back(open_with, here):
    page = open_with("pages/data.py", **LINK)
    assert "Real clothes" in words(page)
    page.switch_page("pages/network.py").run()
    page.switch_page("pages/data.py").run()
    assert control(page, "data_set").value == CLOTHES
    control(page, "data_set").set_value(DatasetName.MNIST).run()
    assert "Real digits" in words(page)


@pytest.mark.parametrize("script", ["pages/data.py", "pages/train.py"])
def test_without_a_network_the_page_says_so_and_the_digits_go_on(
    open_with, monkeypatch, engine, script
):
    failed = Status(State.FAILED, error=DataUnavailable("no route"))
    monkeypatch.setattr(Download, "status", property(lambda self: failed))
    page = open_with(script, **LINK)
    assert "could not be fetched" in words(page)
    if script == "pages/data.py":
        assert "Real digits" in words(page)
    else:
        assert page.button(key="train_start").disabled
    page.button(key="train_digits").click().run()
    assert not page.exception
    assert page.session_state["trazo"].work.settings == RunSettings()
    page.switch_page("pages/train.py").run()
    page.button(key="train_start").click().run()
    assert engine.started[0].source is Source.SAMPLE


def test_while_the_clothes_are_fetched_the_page_counts(open_with, monkeypatch):
    status = Status(State.FETCHING, 3 * 2**20, 30 * 2**20)
    monkeypatch.setattr(Download, "status", property(lambda self: status))
    page = open_with("pages/train.py", **LINK)
    (progress,) = page.get("progress")
    assert "3.0 of 30.0 MB" in progress.proto.text
    assert page.button(key="train_start").disabled


def test_a_run_on_clothes_follows_pictures_of_clothes_only(open_with, here, engine):
    page = open_with("pages/train.py", **LINK)
    session = page.session_state["trazo"]
    session.work.pin(TrackedDigit(np.eye(28, dtype=np.uint8), None))
    session.widgets.unfolded |= {"train_pins"}
    page.run()
    assert "train_pin_drawing" not in keys(page)
    page.button(key="train_pin_digit").click().run()
    page.button(key="train_start").click().run()
    (run,) = engine.started
    assert (run.source, run.settings.dataset) == (Source.FASHION_MNIST, CLOTHES)
    (pin,) = run.pins
    assert pin.dataset is CLOTHES
    images, labels = loader.test_digits(Source.FASHION_MNIST)
    place = np.flatnonzero((images == pin.image).all(axis=(1, 2)))
    assert labels[place] == pin.label


def test_the_evaluate_page_names_the_clothes(open_with, trained):
    page = choose(open_with("pages/evaluate.py"), trained)
    said = words(page)
    assert "of 200 test pictures right. These are the test pictures" in said
    for name in NAMES["en"]:
        assert f">{name}</th>" in said
    found = page.session_state["trazo"]
    found.evaluate.cell = (3, 4)
    page.run()
    assert "Dress → Coat: " in words(page)
    assert "digit" not in " ".join(header.value for header in page.header)


def test_clothes_that_are_gone_are_not_replaced_by_digits(open_with, trained, here):
    (here / "t10k-images-idx3-ubyte.gz").unlink()
    page = choose(open_with("pages/evaluate.py"), trained)
    assert "could not be fetched" in page.warning[0].value
    assert not page.metric
    page = choose(open_with("pages/draw.py"), trained)
    assert "not on the server" in words(page)


def test_a_network_of_clothes_is_not_taught_handwriting(open_with, trained):
    page = open_with("pages/draw.py")
    session = page.session_state["trazo"]
    eye = np.eye(28, dtype=np.float32)
    session.work.own_drawings = LabelledDrawings().with_drawing(eye, 3)
    page.run()
    assert "hand_teach" in keys(page)
    choose(page, trained)
    assert "hand_teach" not in keys(page)
    assert any("knows clothes" in note.value for note in page.info)


def test_my_work_names_the_data_set(open_with, trained):
    page = open_with("app.py")
    page.session_state["trazo"].widgets.unfolded |= {"work"}
    choose(page, trained)
    assert "Clothes" in [caption.value for caption in page.caption]
