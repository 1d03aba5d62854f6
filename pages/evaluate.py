"""Evaluate."""

from core.ui import frame

frame.open_page(frame.EVALUATE)
frame.close_page(frame.EVALUATE)
