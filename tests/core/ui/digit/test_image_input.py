"""A photograph or an upload stays until the page has opened it."""

import numpy as np
import pytest
import streamlit as st
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from core.sandbox import files
from core.ui.components import camera
from core.ui.state.page_state import Input
from tests.support.pictures import encode

JPEG = b"\xff\xd8\xff\xe0 and so on"


class Browser:
    """A camera whose buttons a test presses.

    Attributes:
        sends: What it sends the next time that the page is drawn; None for nothing.
        asks_again: Whether it asks for another photograph then.
        given: What the page has given it to draw.
    """

    def __init__(self):
        self.sends = None
        self.asks_again = False
        self.given = {}

    def camera(self, **given):
        """Replace the component, and call what a press would."""
        self.given = given
        if self.sends is not None:
            sent, self.sends = self.sends, None
            given["on_take"](sent)
        if self.asks_again:
            self.asks_again = False
            given["on_again"]()


@pytest.fixture
def browser(monkeypatch):
    """The browser of the page's visitor."""
    made = Browser()
    monkeypatch.setattr(camera, "camera", made.camera)
    return made


@pytest.fixture
def page(open_page, browser):
    """The Draw page with the camera chosen."""
    page = open_page("pages/draw.py").run()
    page.session_state["trazo"].digit.input = Input.CAMERA
    return page.run()


def answer(page):
    """Return the big answer, as HTML."""
    bodies = [element.proto.body for element in page.get("html")]
    return next(body for body in bodies if 'role="status"' in body)


def test_a_photograph_is_read_until_another_is_asked_for(page, browser, seven):
    assert "Take a picture." in answer(page)
    assert not browser.given["is_taken"]
    browser.sends = encode(seven[..., :3], "JPEG")
    assert ">7</p>" in answer(page.run())
    assert ">7</p>" in answer(page.run())
    assert browser.given["is_taken"]
    assert browser.given["still"].shape == seven.shape
    browser.asks_again = True
    assert "Take a picture." in answer(page.run())
    page.run()
    assert not browser.given["is_taken"]


def test_what_is_no_picture_is_said(page, browser):
    browser.sends = JPEG
    assert "This is not a whole PNG or JPEG picture." in page.run().error[0].value
    assert "Take a picture." in answer(page)
    browser.asks_again = True
    assert not page.run().error


def break_off_once(monkeypatch):
    """Have the next run of a page broken off while it opens a picture."""
    open_picture = files.open_picture
    times = iter([True])

    def opened(content):
        if next(times, False):
            st.stop()
        return open_picture(content)

    monkeypatch.setattr(files, "open_picture", opened)


def test_a_photograph_outlives_a_run_that_is_broken_off(
    page, browser, seven, monkeypatch
):
    break_off_once(monkeypatch)
    browser.sends = encode(seven[..., :3], "JPEG")
    page.run()
    assert ">7</p>" in answer(page.run())


def test_an_upload_outlives_a_run_that_is_broken_off(page, seven, monkeypatch):
    # AppTest would upload the file again in each run, and a browser does not.
    record = UploadedFileRec("id", "7.png", "image/png", encode(seven))
    uploaded = UploadedFile(record, FileURLs())
    monkeypatch.setattr(
        st,
        "file_uploader",
        lambda *_, key, **__: uploaded if key == "draw_upload" else None,
    )
    page.session_state["trazo"].digit.input = Input.UPLOAD
    break_off_once(monkeypatch)
    page.run()
    assert ">7</p>" in answer(page.run())
    assert not page.error
    assert uploaded.getvalue() == b""


def turned(seven, quarters):
    """Return a photograph of a 7 that was turned clockwise."""
    return encode(np.rot90(seven[..., :3], -quarters), "JPEG")


def captions(page):
    """Return what stands in small letters."""
    return " ".join(caption.value for caption in page.caption)


def test_a_turned_photograph_is_turned_back_and_said_to_be(page, browser, seven):
    browser.sends = turned(seven, 1)
    assert ">7</p>" in answer(page.run())
    assert "Trazo turned the picture" in captions(page)
    upright = browser.given["still"].astype(int)
    assert np.abs(upright - seven).mean() < 4


def test_a_button_turns_a_photograph_by_a_quarter(page, browser, seven):
    browser.sends = encode(seven[..., :3], "JPEG")
    page.run()
    assert "Trazo turned the picture" not in captions(page)
    once = np.rot90(browser_still(page, browser), -1)
    page.button(key="draw_turn").click().run()
    np.testing.assert_array_equal(browser.given["still"], once)
    assert "Trazo turned the picture" not in captions(page)
    for _ in range(3):
        page.button(key="draw_turn").click().run()
    assert ">7</p>" in answer(page)


def browser_still(page, browser):
    """Return the photograph as the page draws it."""
    page.run()
    return browser.given["still"]
