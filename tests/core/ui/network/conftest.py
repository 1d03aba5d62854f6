"""Fixtures: the Network page."""

import functools
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest


@pytest.fixture
def open_network(open_with: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """Open the page with a link's parameters: ``open_network(hide="layers")``."""
    return functools.partial(open_with, "pages/network.py")
