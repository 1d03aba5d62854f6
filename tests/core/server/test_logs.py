"""The logs with TRAZO_LOG and without."""

import json
import logging
from collections.abc import Iterator

import pytest

from core.config import Config
from core.server import logs


@pytest.fixture
def ours() -> Iterator[logging.Logger]:
    """The logger of all Trazo modules, restored afterwards."""
    logger = logging.getLogger("core")
    before = logger.handlers, logger.propagate, logger.level
    yield logger
    logger.handlers, logger.propagate, logger.level = before
    logger.setLevel(before[2])


@pytest.fixture
def lines(ours, capsys):
    """Begin with a TRAZO_LOG; return what reads the lines since."""

    def begin(wish):
        logs.configure(Config.from_environment({"TRAZO_LOG": wish}).log_level)
        return lambda: [
            json.loads(line) for line in capsys.readouterr().err.splitlines()
        ]

    return begin


def test_an_event_is_one_line_of_json(lines):
    read = lines("info")
    logs.log_event("run ended", run="1a2b3c4d", seconds=4.7, how=None)
    (line,) = read()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "run ended",
        "run": "1a2b3c4d",
        "seconds": 4.7,
    }


def test_what_is_below_the_level_is_left_out(lines):
    read = lines("warning")
    logs.log_event("run begun")
    logs.log_event("run failed", logging.WARNING)
    assert [line["event"] for line in read()] == ["run failed"]


def test_lines_of_other_modules_of_ours_are_json_too(lines):
    read = lines("info")
    logging.getLogger("core.engine.run_repository").warning("the store is %s", "away")
    assert [line["event"] for line in read()] == ["the store is away"]


def test_beginning_twice_writes_each_line_once(lines):
    read = lines("info")
    logs.configure("info")
    logs.log_event("engine started")
    assert len(read()) == 1


def test_without_the_variable_warnings_alone_are_told_in_plain_text(ours, caplog):
    logs.configure(Config.from_environment({}).log_level)
    logs.log_event("run begun", run="1a2b3c4d")
    logs.log_event("run failed", logging.WARNING, run="1a2b3c4d", error="WorkerLost")
    assert caplog.messages == ["run failed run=1a2b3c4d error=WorkerLost"]
