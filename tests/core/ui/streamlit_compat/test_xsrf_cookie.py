"""Streamlit's cookie against forged requests, in a frame of another site."""

import asyncio

import pytest
from starlette.responses import Response

from core.ui.streamlit_compat import xsrf_cookie

COOKIE = f"{xsrf_cookie.NAME}=2|a|b|3; Path=/; SameSite=Lax"


@pytest.mark.parametrize("attributes", ["SameSite=Lax", "SameSite=None; Secure"])
def test_it_is_partitioned(attributes):
    assert xsrf_cookie.framed(f"{xsrf_cookie.NAME}=2|a; Path=/; {attributes}") == (
        f"{xsrf_cookie.NAME}=2|a; Path=/; SameSite=None; Secure; Partitioned"
    )


def test_another_cookie_stays():
    other = "_streamlit_session=1; Path=/; SameSite=Lax"
    assert xsrf_cookie.framed(other) == other


@pytest.mark.parametrize(
    ("scheme", "forwarded", "changed"),
    [
        ("http", None, False),
        ("http", "http", False),
        ("https", None, True),
        ("http", "https", True),
        ("http", "https, http", True),
    ],
)
def test_it_changes_by_https_only(scheme, forwarded, changed):
    answer = Response()
    answer.headers.append("set-cookie", COOKIE)
    answer.headers.append("set-cookie", "other=1")
    sent = []

    async def receive():
        return {}

    async def send(message):
        sent.append(message)

    header = [] if forwarded is None else [(b"x-forwarded-proto", forwarded.encode())]
    scope = {"type": "http", "scheme": scheme, "headers": header}
    asyncio.run(xsrf_cookie.FramedXsrfCookie(answer)(scope, receive, send))
    cookies = [v.decode() for k, v in sent[0]["headers"] if k == b"set-cookie"]
    assert cookies == [
        xsrf_cookie.framed(COOKIE) if changed else COOKIE,
        "other=1",
    ]
