"""What a teacher reads in the terminal: addresses, a code that cameras read, advice."""

import re
from ipaddress import IPv4Address

import cv2
import numpy as np
import pytest

from core import i18n
from scripts.hosting import serve_class

# Upper and lower half of each block letter, where 1 is paper.
HALVES = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}
PIXELS = 8


def decoded(text):
    """Return what a camera reads in the block letters of a text."""
    rows = [
        re.sub(r"\x1b\[[\d;]*m", "", line)
        for line in text.splitlines()
        if line.startswith("\x1b")
    ]
    halves = [
        [HALVES[letter][half] for letter in row] for row in rows for half in (0, 1)
    ]
    picture = np.kron(np.array(halves, np.uint8) * 255, np.ones((PIXELS, PIXELS)))
    found, _, _ = cv2.QRCodeDetector().detectAndDecode(picture.astype(np.uint8))
    return found


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.7", "172.16.200.113"])
def test_the_code_leads_where_the_text_does(language, address):
    text = serve_class.announcement([address], language, 8501, "Linux")
    assert decoded(text) == f"http://{address}:8501/join"
    assert f"http://{address}:8501/join" in text
    assert "http://localhost:8501/room" in text


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_system_has_its_advice(language):
    said = {
        system: serve_class.announcement(["10.0.0.7"], language, 8600, system)
        for system in ("Windows", "Darwin", "Linux", "FreeBSD")
    }
    assert "Windows" in said["Windows"]
    assert "macOS" in said["Darwin"]
    assert "8600/tcp" in said["Linux"]
    assert said["FreeBSD"] == said["Linux"]


def test_all_languages_say_the_same_things():
    assert serve_class.TEXTS.keys() == i18n.LANGUAGES.keys()
    english, *others = serve_class.TEXTS.values()
    assert all(other.keys() == english.keys() for other in others)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_computer_without_a_network_is_said(language):
    text = serve_class.announcement([], language, 8501, "Linux")
    assert serve_class.TEXTS[language]["alone"] in text
    assert "/join" not in text


def test_further_addresses_are_named():
    text = serve_class.announcement(["10.0.0.7", "10.0.1.7"], "en", 8501, "Linux")
    assert "http://10.0.1.7:8501/join" in text


def test_no_address_is_the_one_that_only_this_computer_reaches():
    assert not [a for a in serve_class.addresses() if IPv4Address(a).is_loopback]
