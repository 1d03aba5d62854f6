"""Network."""

from core.ui import frame

frame.open_page(frame.NETWORK)
frame.close_page(frame.NETWORK)
