"""Where a variable is bad, every page is a sentence, and nothing of the value."""

import pytest

from core.ui.state import services
from tests.support.root import ROOT
from tests.support.variables import NUMBERS

PAGES = ["app.py", *(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))]


@pytest.fixture(autouse=True)
def _read_again(open_page):
    services.config.cache_clear()
    yield
    services.config.cache_clear()


@pytest.mark.parametrize("name", NUMBERS)
def test_a_page_says_which_variable_is_bad(open_page, monkeypatch, caplog, name):
    monkeypatch.setenv(name, "a secret")
    page = open_page("app.py").run()
    assert not page.exception
    (said,) = [error.value for error in page.error]
    assert f"`{name}`" in said
    assert "secret" not in said
    assert not page.title
    assert f"{name}='a secret'" in caplog.text


@pytest.mark.parametrize("script", PAGES)
def test_no_page_goes_on_with_a_bad_variable(open_page, monkeypatch, script):
    monkeypatch.setenv("TRAZO_LINE", "long")
    page = open_page(script).run()
    assert not page.exception
    assert len(page.error) == 1
    assert not page.button
