"""The download copes with a server that fails in many ways."""

import http.server
import pickle
import subprocess
import sys
import threading

import pytest

from core.datasets import download, loader
from core.datasets.download import Download, State
from core.errors import DataBroken, DataUnavailable
from core.settings.datasets import DATASETS, MNIST
from tests.support.data_files import expect
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.root import ROOT
from tests.support.small_disk import on_a_small_disk

CONTENT = bytes(range(256)) * 2000


class Server(http.server.ThreadingHTTPServer):
    """Serves CONTENT correctly or with a chosen fault."""

    behaviour = "serve"
    requests = 0

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.gate = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server

    def do_GET(self):
        """Send the content, or fail as chosen."""
        self.server.requests += 1
        behaviour = self.server.behaviour
        if behaviour == "missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        if behaviour == "stall":
            self.wfile.write(CONTENT[:1000])
            self.server.gate.wait()
        elif behaviour == "cut":
            self.wfile.write(CONTENT[: len(CONTENT) // 2])
        elif behaviour == "hold":
            self.wfile.write(CONTENT[: len(CONTENT) // 2])
            self.server.gate.wait()
            self.wfile.write(CONTENT[len(CONTENT) // 2 :])
        elif behaviour == "other":
            self.wfile.write(b"\0" * len(CONTENT))
        else:
            self.wfile.write(CONTENT)

    def log_message(self, format, *args):
        """Log nothing."""


@pytest.fixture
def server(monkeypatch):
    """A server on loopback that replaces MNIST's."""
    with Server(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{made.server_port}/"
        expect(monkeypatch, {"mnist.npz": CONTENT}, url=url)
        monkeypatch.setattr(download, "TIMEOUT_SECONDS", PATIENCE_SECONDS)
        yield made
        made.gate.set()
        made.shutdown()
        thread.join()


def leftovers(path):
    """Return the other files in a file's folder."""
    return [other.name for other in path.parent.iterdir() if other != path]


def test_the_file_is_fetched_and_checked(server, empty_cache):
    download.fetch()
    assert empty_cache.read_bytes() == CONTENT
    assert loader.is_cached()
    assert leftovers(empty_cache) == []


def test_a_file_that_is_there_is_not_fetched_again(server, empty_cache):
    download.fetch()
    download.fetch()
    assert server.requests == 1


def test_a_broken_file_is_replaced(server, empty_cache):
    empty_cache.parent.mkdir()
    empty_cache.write_bytes(CONTENT[:100])
    download.fetch()
    assert empty_cache.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        ("missing", DataUnavailable),
        ("cut", DataUnavailable),
        ("stall", DataUnavailable),
        ("other", DataBroken),
    ],
)
def test_a_server_that_misbehaves_leaves_nothing(
    server, empty_cache, monkeypatch, behaviour, error
):
    if behaviour == "stall":
        monkeypatch.setattr(download, "TIMEOUT_SECONDS", 0.5)
    server.behaviour = behaviour
    with pytest.raises(error):
        download.fetch()
    assert not empty_cache.exists()
    assert leftovers(empty_cache) == []


def test_a_broken_file_that_cannot_be_replaced_is_named(empty_cache, monkeypatch):
    expect(monkeypatch, {}, url="http://127.0.0.1:9/")
    empty_cache.parent.mkdir()
    empty_cache.write_bytes(CONTENT[:100])
    with pytest.raises(DataBroken):
        download.fetch()
    assert empty_cache.exists()


def test_no_network_is_said_soon(empty_cache, monkeypatch):
    expect(monkeypatch, {}, url="http://127.0.0.1:9/")
    with pytest.raises(DataUnavailable):
        download.fetch()


def state(fetching):
    """Return the final state of a download."""
    return fetching.status.state


def test_the_download_shows_how_far_it_is(server, empty_cache):
    server.behaviour = "hold"
    fetching = Download()
    fetching.start()
    wait_for(lambda: 0 < fetching.status.received < len(CONTENT))
    assert state(fetching) is State.FETCHING
    assert fetching.status.total == len(CONTENT)
    server.gate.set()
    wait_for(lambda: state(fetching) is State.READY)


def test_a_failed_download_can_be_tried_again(server, empty_cache):
    server.behaviour = "missing"
    fetching = Download()
    fetching.start()
    wait_for(lambda: state(fetching) is State.FAILED)
    assert isinstance(fetching.status.error, DataUnavailable)
    fetching.start()
    assert state(fetching) is State.FAILED
    server.behaviour = "serve"
    fetching.start(again=True)
    wait_for(lambda: state(fetching) is State.READY)


def test_a_file_that_is_there_is_ready_at_once(server, empty_cache):
    download.fetch()
    fetching = Download()
    fetching.start()
    assert state(fetching) is State.READY


def spec_in_hex():
    """Return MNIST's spec, which a test has changed, for another process."""
    return pickle.dumps(DATASETS[MNIST.name]).hex()


FETCH = f"""
import pickle, sys
from core.datasets import download
from core.settings.datasets import DATASETS, MNIST
DATASETS[MNIST.name] = pickle.loads(bytes.fromhex(sys.argv[1]))
download.TIMEOUT_SECONDS = {PATIENCE_SECONDS}
download.fetch()
"""


@pytest.mark.thorough
def test_processes_that_start_at_once_do_not_spoil_the_file(server, empty_cache):
    server.behaviour = "hold"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", FETCH, spec_in_hex()],
            cwd=ROOT,
        )
        for _ in range(3)
    ]
    # All threads are downloading.
    wait_for(lambda: server.requests, lambda asked: asked == len(processes))
    server.gate.set()
    assert [process.wait(PATIENCE_SECONDS) for process in processes] == [0, 0, 0]
    assert empty_cache.read_bytes() == CONTENT
    assert leftovers(empty_cache) == []


FULL = """
import pickle, sys
from core.datasets import download
from core.settings.datasets import DATASETS, MNIST
from core.errors import DiskFull
DATASETS[MNIST.name] = pickle.loads(bytes.fromhex(sys.argv[1]))
try:
    download.fetch()
except DiskFull:
    sys.exit(7)
"""


def test_a_full_disk_is_named(server, empty_cache):
    empty_cache.parent.mkdir()
    arguments = ["-c", FULL, spec_in_hex()]
    assert on_a_small_disk(empty_cache.parent, arguments) == 7
