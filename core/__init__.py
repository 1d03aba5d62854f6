"""What Trazo knows and does; nothing in here draws a page except ``core.ui``."""
