"""The cookies that a browser sends."""

from types import SimpleNamespace
from unittest import mock

import pytest

from core.ui.state import visitor_cookie

NAME = visitor_cookie.COOKIE


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (None, ""),
        ("", ""),
        (f"{NAME}=abc", "abc"),
        (f"other=1; {NAME}=abc; more=2", "abc"),
        (f"other=1;{NAME}=abc", "abc"),
        (f"not_{NAME}=abc", ""),
        (f"other={NAME}=abc", ""),
        # The one with the longer path comes first.
        (f"{NAME}=mine; {NAME}=of another app", "mine"),
    ],
)
def test_the_first_cookie_of_the_name_is_read(header, value):
    headers = {} if header is None else {"Cookie": header}
    browser = SimpleNamespace(context=SimpleNamespace(headers=headers))
    with mock.patch.object(visitor_cookie, "st", browser):
        assert visitor_cookie.read(NAME) == value
