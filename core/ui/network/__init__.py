"""Parts of the Network page."""
