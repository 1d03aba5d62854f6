"""A failed browser test saves a screenshot and the server's log, and says where."""

import subprocess
import sys

import pytest

from tests.support.root import ROOT

# Uses this test's server, since another would only cost time.
FAILING = """
from pathlib import Path

import psutil
import pytest

from tests.support.server import RunningApp


@pytest.fixture(scope="session")
def server():
    return RunningApp({url!r}, psutil.Process({pid}), Path({log!r}), Path({home!r}))


def test_that_fails(open_visitor):
    visitor = open_visitor("/data")
    visitor.part("data_digits").wait_for()
    assert visitor.page.title() == "never"
"""


def test_a_failure_leaves_a_picture_and_a_log_and_says_where(server, tmp_path):
    test = tmp_path / "test_failing.py"
    test.write_text(
        FAILING.format(
            url=server.url,
            pid=server.process.pid,
            log=str(server.log),
            home=str(server.home),
        ),
        encoding="utf-8",
    )
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.browser.conftest"),
            *("--numprocesses", "1", "--rootdir", tmp_path, test),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == pytest.ExitCode.TESTS_FAILED, ran.stdout + ran.stderr
    folder = tmp_path / "test-results" / "test_that_fails"
    assert f"are in {folder}:" in ran.stdout
    assert (folder / "page-1.png").read_bytes().startswith(b"\x89PNG")
    log = (folder / "server-1.log").read_text(encoding="utf-8")
    assert log == server.log.read_text(encoding="utf-8")[: len(log)]
    assert log
