"""Keeps a stroke whole while a second finger or a palm touches the canvas."""

from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".js")
