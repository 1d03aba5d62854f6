"""A measurement says which errors the server's log tells of."""

import logging

import pytest

from core.server import logs, tracebacks
from scripts.bench import server


@pytest.mark.page_fails
def test_an_error_of_a_page_is_found_as_trazo_logs_it(caplog):
    try:
        raise LookupError
    except LookupError as error:
        facts = {"error": "LookupError", "where": tracebacks.frames(error)}
    with caplog.at_level(logging.ERROR, "core"):
        logs.log_event("page failed", logging.ERROR, **facts)
    (warning,) = server.troubles(f"ready\n{caplog.messages[-1]}\nmore")
    assert warning.startswith("page failed:")
    assert "error=LookupError" in warning


def test_each_kind_is_told_once_with_what_stands_around_it():
    log = "a" * 5000 + "\nTraceback one\nTraceback two\npage failed\n" + "b" * 5000
    found = server.troubles(log)
    assert [warning.partition(":")[0] for warning in found] == [
        "Traceback",
        "page failed",
    ]
    assert all(len(warning) < 2 * server.LOG_CHARACTERS + 50 for warning in found)


def test_a_log_without_errors_is_no_trouble():
    assert server.troubles("You can now view your Streamlit app.\n") == []
