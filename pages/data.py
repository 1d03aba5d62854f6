"""Data."""

from core.ui import frame

frame.open_page(frame.DATA)
frame.close_page(frame.DATA)
