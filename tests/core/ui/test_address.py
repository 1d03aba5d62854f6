"""Where the app is, by the page that a browser shows."""

from types import SimpleNamespace
from unittest import mock

import pytest

from core.ui import layout


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("base", ["", "/trazo", "/a/b", "/draw", "/train/~/+"])
@pytest.mark.parametrize("page", layout.EVERY_PAGE, ids=lambda page: page.script)
def test_the_address_is_what_stands_before_the_page(page, base, slash):
    path = f"{base}{page.path}".rstrip("/") + slash
    here = f"https://school.example:8443{path}?lang=en#top"
    browser = SimpleNamespace(context=SimpleNamespace(url=here))
    with (
        mock.patch.object(layout, "st", browser),
        mock.patch.object(
            layout,
            "session",
            return_value=SimpleNamespace(widgets=SimpleNamespace(page=page.script)),
        ),
    ):
        assert layout.address() == f"https://school.example:8443{base}"
