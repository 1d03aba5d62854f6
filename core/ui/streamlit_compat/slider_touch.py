"""Lets a finger scroll the page where its swipe begins on a slider."""

from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".js")
STYLE = Path(__file__).with_suffix(".css")
