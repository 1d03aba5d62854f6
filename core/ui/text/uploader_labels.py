"""What Streamlit's own widgets say in English alone, in the visitor's language."""

import json

import streamlit as st

from core.ui.text.translate import t


def translate_upload(key: str, megabytes: int, kinds: str) -> None:
    """Give the button, the limits and the refusal of a file uploader words.

    Args:
        key: Of the widget.
        megabytes: The largest file that it takes.
        kinds: Of files, as people call them.
    """
    limit = t("{kinds}, {limit} MB at most", kinds=kinds, limit=megabytes)
    refused = t("This file is not taken: {limit}.", limit=limit)
    _say(key, choose=t("Choose a file"), limit=limit, refused=refused)


def translate_camera(key: str) -> None:
    """Give the button of a camera words."""
    _say(key, take=t("Take the photo"), again=t("Another photo"))


def _say(key: str, **words: str) -> None:
    """Leave words where style.css takes them from."""
    said = "".join(
        f"--{name}: {json.dumps(text, ensure_ascii=False)};"
        for name, text in words.items()
    )
    st.html(f"<style>.st-key-{key} {{{said}}}</style>")
