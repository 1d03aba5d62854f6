"""Workers and engines are killed, tabs closed, and the page says what happened."""

import re
import signal

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serve
from tests.processes import engines, wait, workers

SLOW = "/train?train_epochs=30&train_batch_size=16"


@pytest.fixture
def training(open_visitor, tmp_path):
    """A server of its own, with one visitor who trains on it."""
    with serve(tmp_path, TRAZO_UNWATCHED_SECONDS="4") as server:
        visitor = open_visitor(SLOW, at=server)
        visitor.press("train_start")
        visitor.page.wait_for_selector(
            ".st-key-train_loss .js-plotly-plot", timeout=60_000
        )
        yield server, visitor


@pytest.mark.parametrize(
    ("processes", "sentence"),
    [
        (workers, "The process that was training has died"),
        (engines, "Your settings are kept"),
    ],
    ids=["worker", "engine"],
)
def test_a_killed_process_is_told_and_the_visitor_starts_again(
    training, processes, sentence
):
    server, visitor = training
    for process in processes(server.process.pid):
        process.kill()
    status = visitor.part("train_status")
    expect(status).to_contain_text(sentence)
    visitor.press("train_start")
    expect(status).to_contain_text(re.compile(r"Training: epoch"), timeout=60_000)


def test_a_closed_tab_ends_its_run(training, open_visitor):
    server, visitor = training
    other = open_visitor(SLOW, at=server)
    other.press("train_start")
    expect(other.part("train_status")).to_contain_text("In line")
    visitor.page.context.close()
    expect(other.part("train_status")).to_contain_text(
        re.compile(r"Training: epoch"), timeout=60_000
    )


def test_a_file_cut_short_in_the_cache_is_told(open_visitor, tmp_path):
    cached = tmp_path / "keras" / "datasets" / "mnist.npz"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"PK" + bytes(1000))
    with serve(tmp_path) as server:
        visitor = open_visitor("/train", at=server)
        line = visitor.part("train_data")
        expect(line).to_contain_text("damaged or cut short")
        expect(line).to_contain_text("a small sample of MNIST")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_web_process_leaves_no_process(training, number):
    server, _ = training
    below = psutil.Process(server.process.pid).children(recursive=True)
    assert len(below) >= 2
    server.process.send_signal(number)
    server.process.wait(30)
    wait(lambda: not any(process.is_running() for process in below), 30)
