"""Fixtures: clothes, and a network that has learned them."""

from tests.support.clothes_pages import here, no_reading, trained

__all__ = ["here", "no_reading", "trained"]
