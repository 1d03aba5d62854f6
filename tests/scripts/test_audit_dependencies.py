"""Results of an audit with the real pip-audit and a fake OSV on loopback."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripts import audit_dependencies

pytestmark = pytest.mark.thorough

# A virtual environment brings its own pip and, of Python 3.11, its own setuptools.
FLAWED = {"leaky", "pip", "setuptools"}


def flaw(name: str) -> dict[str, Any]:
    """Return a vulnerability of a package, as OSV describes it."""
    return {
        "id": "OSV-1",
        "summary": "It leaks.",
        "affected": [
            {
                "package": {"name": name, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "2.0"}]}],
            }
        ],
    }


class Osv(BaseHTTPRequestHandler):
    """Knows one vulnerability of each package in `FLAWED`."""

    def do_POST(self) -> None:
        """Answer a query about a package."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        answer = json.dumps({"vulns": [flaw(name)]} if name in FLAWED else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """URL of the fake OSV."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    thread.join()
    server.server_close()


def installed(folder: Path, name: str) -> str:
    """Install version 1.0 of a package in a folder."""
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    )
    return str(folder)


def test_a_known_vulnerability_fails_and_is_named(osv, tmp_path):
    result = audit_dependencies.audit(osv, installed(tmp_path, "leaky"))
    assert result.status == 1
    assert "leaky 1.0: OSV-1, fixed in 2.0" in result.text


def test_the_tools_that_install_packages_are_audited_too(osv):
    result = audit_dependencies.audit(osv)
    assert result.status == 1, result.text
    assert set(re.findall(r"^(\S+) \S+: OSV-1", result.text, re.M)) == {
        "pip",
        "setuptools",
    }


def test_packages_without_one_pass(osv, tmp_path):
    result = audit_dependencies.audit(osv, installed(tmp_path, "sound"))
    assert result == audit_dependencies.Audit(
        0, "No known vulnerability in 1 packages."
    )


def test_a_service_out_of_reach_is_told_and_fails_nothing():
    result = audit_dependencies.audit("http://127.0.0.1:9/v1/query")
    assert result.status == 0
    assert result.text.startswith("NOT audited")


def test_a_service_that_never_answers_is_out_of_reach(osv, monkeypatch):
    free = threading.Event()
    monkeypatch.setattr(Osv, "do_POST", lambda request: free.wait())
    assert not audit_dependencies.reachable(osv, 0.1)
    free.set()


def test_an_audit_that_breaks_off_fails():
    assert audit_dependencies.judged("", "no such option") == audit_dependencies.Audit(
        1, "pip-audit failed:\nno such option"
    )
