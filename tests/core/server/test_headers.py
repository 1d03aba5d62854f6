"""Every answer has the headers, also where the application has its own.

`tests/browser/test_headers.py` opens every page under them.
"""

import asyncio

from starlette.datastructures import Headers

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


async def application(scope, receive, send):
    """Answer with headers of its own."""
    own = [(b"referrer-policy", b"unsafe-url"), (b"x-own", b"stays")]
    await send({"type": "http.response.start", "status": 200, "headers": own})
    await send({"type": "http.response.body", "body": b"hello"})


def test_an_answer_has_them_in_place_of_those_of_the_application():
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    headers = security_headers("'self'")
    asyncio.run(WithHeaders(application, headers)({"type": "http"}, receive, send))
    start, body = sent
    found = Headers(scope=start).items()
    expected = {name.lower(): value for name, value in headers.items()}
    assert sorted(found) == sorted((expected | {"x-own": "stays"}).items())
    assert body["body"] == b"hello"
