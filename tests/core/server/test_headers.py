"""Every answer has the headers, whatever the application says itself.

`tests/browser/test_headers.py` opens every page under them.
"""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.server.headers import SOURCES, WithHeaders, security_headers


def policy_of(headers):
    """Return the directives of a content security policy, by their names."""
    parts = headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def test_the_policy_names_the_sites_and_the_scripts_that_are_allowed():
    policy = policy_of(
        security_headers("'self' https://moodle.example.org", ["sha256-abc="])
    )
    assert policy["frame-ancestors"] == "'self' https://moodle.example.org"
    assert policy["script-src"].endswith(" 'sha256-abc='")
    assert policy["default-src"] == "'none'"
    assert set(policy) == {*SOURCES, "frame-ancestors"}


def test_without_hashes_no_script_in_a_page_is_allowed():
    policy = policy_of(security_headers("'none'"))
    assert policy["script-src"] == SOURCES["script-src"]
    assert "unsafe-inline" not in policy["script-src"]
    assert "unsafe-eval" not in policy["script-src"].replace("wasm-unsafe-eval", "")


@pytest.fixture
def client():
    """A browser of an application that has headers of its own."""

    async def answer(_):
        return PlainTextResponse(
            "hello", headers={"referrer-policy": "unsafe-url", "x-own": "stays"}
        )

    app = Starlette(routes=[Route("/", answer)])
    return TestClient(WithHeaders(app, security_headers("'self'")))


@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_every_answer_has_them(client, path):
    found = client.get(path).headers
    for name, value in security_headers("'self'").items():
        assert found[name] == value


def test_they_replace_those_of_the_application_and_leave_the_others(client):
    found = client.get("/").headers
    assert found.get_list("referrer-policy") == ["no-referrer"]
    assert found["x-own"] == "stays"
