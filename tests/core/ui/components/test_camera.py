"""A photograph comes from a browser, which may send anything in its place."""

import base64
import json

import pytest
import streamlit as st

from core.ui.components import camera

JPEG = b"\xff\xd8\xff\xe0 and so on"


@pytest.mark.parametrize("content", [b"", b"\0", JPEG, b"x" * 2_000_000])
def test_what_a_browser_sends_is_read(content):
    sent = base64.b64encode(content).decode()
    assert camera.from_base64(sent) == content


@pytest.mark.parametrize(
    "sent",
    [
        *(None, True, 7, [], {}, b"YWJj", "a", "YW Jj", "YWJj\n", "ñandú", "data:,"),
        base64.b64encode(b"x" * camera.MOST_CHARACTERS).decode(),
    ],
    ids=lambda sent: repr(sent)[:20],
)
def test_what_no_camera_sends_is_nothing(sent):
    assert camera.from_base64(sent) is None


def test_the_largest_photograph_fits_into_a_message():
    limit = st.get_option("server.maxWidgetStateSize") * 2**20
    assert len(json.dumps("x" * camera.MOST_CHARACTERS)) < 0.9 * limit
