"""The page says what happened: killed workers, closed tabs, a locked database."""

import contextlib
import re
import signal
import sqlite3

import psutil
import pytest
from playwright.sync_api import expect

from core.config import DATABASE_NAME
from core.store.store import Store
from core.ui.layout import PAGES
from tests.support.patience import PATIENCE_SECONDS, wait_for
from tests.support.processes import workers
from tests.support.server import serve
from tests.support.stillness import press_steadily
from tests.support.visitor import PHONE

SLOW = "/train?train_epochs=30&train_batch_size=16"


@contextlib.contextmanager
def store_of(server):
    """Open the store of a running server."""
    store = Store.open(f"sqlite:///{server.home / DATABASE_NAME}")
    yield store
    store.close()


@contextlib.contextmanager
def locked(server):
    """Have another process's connection lock the store of a running server."""
    database = sqlite3.connect(server.home / DATABASE_NAME, isolation_level=None)
    with contextlib.closing(database):
        database.execute("BEGIN EXCLUSIVE")
        yield


def work_of(visitor):
    """Return the id of a visitor's workspace."""
    return visitor.identity()


def until_an_epoch_is_kept(server, work):
    """Wait until a run has a checkpoint from the end of an epoch."""

    def kept(store):
        past = [store.fetch_checkpoint(work, run.id) for run in store.list_runs(work)]
        return any(epochs and epochs.epochs_done for epochs in past)

    with store_of(server) as store:
        wait_for(lambda: kept(store))


def until_strokes_are_kept(server, work):
    """Wait until a visitor's strokes are saved."""
    with store_of(server) as store:
        wait_for(lambda: (kept := store.workspace(work)) and kept.strokes)


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    """A server that stops unwatched runs at once, for tests that do not break it."""
    folder = tmp_path_factory.mktemp("impatient")
    with serve(folder, TRAZO_UNWATCHED_SECONDS="20") as server:
        yield server


@pytest.fixture
def mortal(tmp_path):
    """A server for one test, which may kill it."""
    with serve(tmp_path) as server:
        yield server


def trains(visitor):
    """Start a run, and wait for its first batches."""
    visitor.press("train_start")
    visitor.page.wait_for_selector(".st-key-train_loss .js-plotly-plot")
    return visitor


def test_a_run_whose_worker_is_killed_goes_on_and_says_so(impatient, open_visitor):
    server, visitor = impatient, trains(open_visitor(SLOW, at=impatient))
    status = visitor.part("train_status")
    until_an_epoch_is_kept(server, work_of(visitor))
    for process in workers(server.process.pid):
        process.kill()
    expect(status).to_contain_text("it continued from the end of")
    expect(status).to_contain_text(re.compile(r"Training: epoch"))
    visitor.press("train_stop")
    expect(visitor.part("train_result")).to_be_visible()


def test_a_web_process_that_is_killed_or_stopped_loses_nothing_and_leaves_no_process(
    mortal, open_visitor, tmp_path
):
    server, visitor = mortal, trains(open_visitor(SLOW, at=mortal))
    until_an_epoch_is_kept(server, work_of(visitor))
    visitor.go("Draw")
    visitor.draw(7)
    expect(visitor.answer()).to_have_text("7")
    until_strokes_are_kept(server, work_of(visitor))
    address = visitor.page.url
    below = psutil.Process(server.process.pid).children(recursive=True)
    assert len(below) >= 2
    server.process.kill()
    server.process.wait(PATIENCE_SECONDS)
    wait_for(lambda: not any(process.is_running() for process in below))
    folder = tmp_path / "again"
    folder.mkdir()
    with serve(folder, TRAZO_HOME=str(server.home)) as again:
        # The same browser: its cookie says whose work it is, on any port.
        back = visitor
        back.page.goto(f"{again.url}/draw?{address.partition('?')[2]}")
        expect(back.answer()).to_have_text("7")
        back.go("Train")
        status = back.part("train_status")
        expect(status).to_contain_text("it continued from the end of")
        expect(status).to_contain_text(re.compile(r"Training: epoch"))
        below = psutil.Process(again.process.pid).children(recursive=True)
        assert len(below) >= 2
        again.process.send_signal(signal.SIGTERM)
        again.process.wait(PATIENCE_SECONDS)
        wait_for(lambda: not any(process.is_running() for process in below))


def test_a_closed_tab_ends_its_run(impatient, open_visitor):
    visitor = open_visitor(SLOW, at=impatient)
    # A run in slow motion waits for a press, so it cannot end by itself.
    visitor.press("train_slowly")
    expect(visitor.button("train_step")).to_be_enabled()
    other = open_visitor(SLOW, at=impatient)
    other.press("train_start")
    expect(other.part("train_status")).to_contain_text("In line")
    visitor.page.context.close()
    expect(other.part("train_status")).to_contain_text(re.compile(r"Training: epoch"))
    other.press("train_stop")
    expect(other.part("train_result")).to_be_visible()


def test_every_page_says_while_nothing_is_saved_and_ceases_by_itself(
    impatient, open_visitor
):
    visitor = open_visitor("/draw?lang=en", at=impatient)
    work = work_of(visitor)
    with locked(impatient):
        visitor.draw(7)
        expect(visitor.answer()).to_have_text("7")
        # The engine knows it, and from now on each page that is opened says so.
        wait_for(lambda: "a change is not stored yet" in impatient.log.read_text())
        for place, page in enumerate(PAGES):
            link = visitor.part("pages").locator("a").nth(place)
            press_steadily(link)
            visitor.page.wait_for_url(f"**{page.path}?*")
            expect(visitor.part("not_saved")).to_contain_text(
                "cannot be saved just now"
            )
        phone = open_visitor("/train?lang=es", at=impatient, **PHONE)
        expect(phone.part("not_saved")).to_contain_text("no se puede guardar")
        assert phone.cut_off(".st-key-not_saved") == []
    # Without a reload, and all is saved.
    for each in (visitor, phone):
        expect(each.part("not_saved")).to_have_count(0)
    until_strokes_are_kept(impatient, work)


def test_a_file_cut_short_in_the_cache_is_told(open_visitor, tmp_path):
    cached = tmp_path / "keras" / "datasets" / "mnist.npz"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"PK" + bytes(1000))
    with serve(tmp_path) as server:
        visitor = open_visitor("/train", at=server)
        line = visitor.part("train_data")
        expect(line).to_contain_text("damaged or cut short")
        expect(line).to_contain_text("a small sample of MNIST")
