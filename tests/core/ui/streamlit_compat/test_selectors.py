"""Every part of Streamlit that our styles name is still called so."""

import functools
import re
from pathlib import Path

import pytest
import streamlit

from core.ui.streamlit_compat import widget_words
from tests.support.root import ROOT

STATIC = Path(streamlit.__file__).parent / "static" / "static" / "js"
STYLES = sorted((ROOT / "core" / "ui").rglob("*.css"))
NAMED = sorted(
    {
        name
        for style in STYLES
        for name in re.findall(r'data-testid="(\w[\w-]*)"', style.read_text("utf-8"))
    }
)


@functools.cache
def scripts():
    """Return all of Streamlit's scripts as one text."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.js"))
    )


def test_the_names_are_found():
    assert {"stHtml", "stFileUploader", "stFileChip"} <= set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_streamlit_still_has_the_part(name):
    # What comes after the hyphen, a button's kind, is put together in the browser.
    stem, hyphen, _ = name.partition("-")
    assert re.search(rf"[\"'`]{stem}{hyphen}", scripts())


def test_every_word_that_is_set_is_shown_by_the_style():
    code = Path(widget_words.__file__).read_text(encoding="utf-8")
    shown = set(re.findall(r"var\(--(\w+)\)", widget_words.STYLE.read_text("utf-8")))
    calls = re.findall(r"_set\(f?\"[^\"]+\", (.*)\)", code)
    assert len(calls) == code.count("_set(") - 1
    assert set(re.findall(r"(\w+)=", ",".join(calls))) == shown


@pytest.mark.parametrize("words", ["Upload", "Press Enter to ${"])
def test_streamlit_has_the_words_that_ours_stand_for(words):
    assert words in scripts()
