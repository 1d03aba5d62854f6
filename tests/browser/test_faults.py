"""Workers and engines are killed, tabs closed, and the page says what happened."""

import re
import signal

import psutil
import pytest
from playwright.sync_api import expect

from tests.support.patience import wait_for
from tests.support.processes import workers
from tests.support.server import serve

SLOW = "/train?train_epochs=30&train_batch_size=16"
SMALL = SLOW + "&network_blocks=8x3p&network_dense=32"


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    """A server that waits for nobody, for the tests that leave it whole."""
    folder = tmp_path_factory.mktemp("impatient")
    with serve(folder, TRAZO_UNWATCHED_SECONDS="4") as server:
        yield server


@pytest.fixture
def mortal(tmp_path):
    """A server of one test's own."""
    with serve(tmp_path) as server:
        yield server


def trains(visitor):
    """Start a training, and wait for its first batches."""
    visitor.press("train_start")
    visitor.page.wait_for_selector(".st-key-train_loss .js-plotly-plot", timeout=60_000)
    return visitor


def test_a_run_whose_worker_is_killed_goes_on_and_says_so(impatient, open_visitor):
    server, visitor = impatient, trains(open_visitor(SMALL, at=impatient))
    status = visitor.part("train_status")
    expect(status).to_contain_text(re.compile(r"epoch [3-9] of 30"))
    for process in workers(server.process.pid):
        process.kill()
    expect(status).to_contain_text("it went on from the end of", timeout=60_000)
    expect(status).to_contain_text(re.compile(r"Training: epoch"))
    visitor.press("train_stop")
    expect(visitor.part("train_result")).to_be_visible()


def test_a_web_process_that_is_killed_or_stopped_loses_nothing_and_leaves_no_process(
    mortal, open_visitor, tmp_path
):
    server, visitor = mortal, trains(open_visitor(SLOW, at=mortal))
    status = visitor.part("train_status")
    expect(status).to_contain_text(re.compile(r"epoch [3-9] of 30"))
    visitor.go("Draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    visitor.page.wait_for_timeout(500)
    address = visitor.page.url
    assert "work=" in address
    below = psutil.Process(server.process.pid).children(recursive=True)
    assert len(below) >= 2
    server.process.kill()
    server.process.wait(30)
    wait_for(lambda: not any(process.is_running() for process in below))
    folder = tmp_path / "again"
    folder.mkdir()
    with serve(folder, TRAZO_HOME=str(server.home)) as again:
        back = open_visitor("/draw?" + address.partition("?")[2], at=again)
        expect(back.answer()).to_have_text("7")
        back.go("Train")
        status = back.part("train_status")
        expect(status).to_contain_text("it went on from the end of", timeout=90_000)
        expect(status).to_contain_text(re.compile(r"Training: epoch"))
        below = psutil.Process(again.process.pid).children(recursive=True)
        assert len(below) >= 2
        again.process.send_signal(signal.SIGTERM)
        again.process.wait(30)
        wait_for(lambda: not any(process.is_running() for process in below))


def test_a_closed_tab_ends_its_run(impatient, open_visitor):
    visitor = trains(open_visitor(SLOW, at=impatient))
    other = open_visitor(SLOW, at=impatient)
    other.press("train_start")
    expect(other.part("train_status")).to_contain_text("In line")
    visitor.page.context.close()
    expect(other.part("train_status")).to_contain_text(
        re.compile(r"Training: epoch"), timeout=60_000
    )
    other.press("train_stop")
    expect(other.part("train_result")).to_be_visible()


def test_a_file_cut_short_in_the_cache_is_told(open_visitor, tmp_path):
    cached = tmp_path / "keras" / "datasets" / "mnist.npz"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"PK" + bytes(1000))
    with serve(tmp_path) as server:
        visitor = open_visitor("/train", at=server)
        line = visitor.part("train_data")
        expect(line).to_contain_text("damaged or cut short")
        expect(line).to_contain_text("a small sample of MNIST")
