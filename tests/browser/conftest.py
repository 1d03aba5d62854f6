"""Fixtures for browser tests: a real server and a real Chromium, without fakes."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ViewportSize,
    expect,
    sync_playwright,
)

from core.datasets import loader
from scripts.setup import install_browser
from tests.support import evidence
from tests.support.evidence import Visit
from tests.support.patience import PATIENCE_MILLISECONDS
from tests.support.server import RunningApp, serve
from tests.support.visitor import Visitor

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Pages of one window share a process, which has compiled Streamlit's scripts.
    "--process-per-site",
    # A script that is read as a stream is compiled again for each page of a process.
    "--disable-features=ScriptStreaming",
]
# A page of the site without any script.
PARKED = "/_stcore/health"
LAPTOP = ViewportSize(width=1280, height=900)
expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app on the bundled sample, for all tests that do not break it."""
    folder = tmp_path_factory.mktemp("server")
    # Longer than a slow page's heartbeat, shorter than a test's time limit, so that a
    # run left by a failed test does not block the others.
    with serve(folder, TRAZO_UNWATCHED_SECONDS="30") as running:
        yield running
        # Nothing in these tests may cause a traceback. The log is read while the app
        # runs, since a worker whose scheduler ends first logs a traceback.
        log = running.log.read_text(encoding="utf-8")
        assert "Traceback" not in log, log
        assert "page failed" not in log, log


@pytest.fixture(scope="session")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app as hosts run it."""
    folder = tmp_path_factory.mktemp("hosted")
    with serve(folder, script="scripts/hosting/serve.py") as running:
        yield running


@pytest.fixture(scope="session")
def full_data_server(
    tmp_path_factory: pytest.TempPathFactory, mnist: loader.Dataset
) -> Iterator[RunningApp]:
    """The app on full MNIST."""
    folder = tmp_path_factory.mktemp("full")
    with serve(folder, KERAS_HOME=str(loader.cache_folder().parent)) as running:
        yield running


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video for the camera: a seven on paper, lit from one side."""
    rows, columns = np.mgrid[:480, :640]
    paper = Image.fromarray((230 - 0.2 * columns - 0.1 * rows).astype(np.uint8))
    pen = ImageDraw.Draw(paper)
    pen.line([(230, 120), (410, 120), (300, 370)], 45, width=22, joint="curve")
    path = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    paper.convert("RGB").save(path, "JPEG", quality=85)
    return path


@pytest.fixture(scope="session")
def chromium(film: Path) -> Iterator[Browser]:
    """A browser for all tests, whose camera plays a video."""
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=install_browser.executable(), args=[*QUIET, *camera]
        )
        yield browser
        browser.close()


Opener = Callable[..., Visitor]


class Windows:
    """Browser contexts, each for one visitor at a time.

    A new context loads and compiles Streamlit's and Plotly's scripts again, which is
    half of the work of opening a page. Therefore a context is cleaned and reused after
    its visitor has left; a page that stays open in it keeps its process alive.

    Attributes:
        visits: The open pages.

    Args:
        browser: Browser of the contexts.
    """

    def __init__(self, browser: Browser) -> None:
        self.visits: list[Visit] = []
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}

    @contextmanager
    def opener(self, server: RunningApp) -> Iterator[Opener]:
        """Yield a function that opens pages, each as a new visitor.

        Args:
            server: Default server of the pages.
        """
        taken: list[tuple[str, BrowserContext, str]] = []

        def open_one(
            path: str = "/",
            *,
            at: RunningApp = server,
            viewport: ViewportSize = LAPTOP,
            **options: object,
        ) -> Visitor:
            choices = {
                "locale": "en-US",
                # Each frame of a transition is painted by the processor here.
                "reduced_motion": "reduce",
                **options,
            }
            # A phone's page is laid out by the size that its context has.
            is_phone = bool(options.get("is_mobile"))
            choices["viewport"] = viewport if is_phone else LAPTOP
            context = self._take(choices, at)
            taken.append((repr(choices), context, at.url))
            page = context.new_page()
            if not is_phone:
                page.set_viewport_size(viewport)
            self.visits.append(Visit(page, at))
            visitor = Visitor(page)
            page.goto(at.url + path)
            return visitor

        yield open_one
        for name, context, origin in taken:
            self._give_back(name, context, origin)

    def _take(self, choices: dict[str, object], app: RunningApp) -> BrowserContext:
        """Return a context without cookies or other data."""
        free = self._free.setdefault(repr(choices), [])
        if free:
            return free.pop()
        context = self._browser.new_context(**choices)  # type: ignore[arg-type]  # by name
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.new_page().goto(app.url + PARKED)
        return context

    def _give_back(self, name: str, context: BrowserContext, origin: str) -> None:
        """Clean a context for the next visitor; drop it if it was closed.

        Args:
            name: Options of the context.
            context: What the visitor has left.
            origin: Address of the app that the visitor opened; not always the one
                that the first page of the context is parked at.
        """
        self.visits = [visit for visit in self.visits if visit.page.context != context]
        if not context.pages:
            return
        for page in context.pages[1:]:
            page.close()
        context.clear_cookies()
        devtools = context.new_cdp_session(context.pages[0])
        devtools.send(
            "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"}
        )
        devtools.detach()
        self._free[name].append(context)


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> Windows:
    """The windows of one browser."""
    return Windows(chromium)


@pytest.fixture
def open_visitor(windows: Windows, server: RunningApp) -> Iterator[Opener]:
    """Open pages, each as a new visitor: ``open_visitor("/draw", locale="es-ES")``."""
    with windows.opener(server) as opener:
        yield opener


@pytest.fixture(scope="module")
def open_reader(windows: Windows, server: RunningApp) -> Iterator[Opener]:
    """Open pages for all tests of a file, which only read them."""
    with windows.opener(server) as opener:
        yield opener


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Save screenshots and logs of a failed test while its pages are open."""
    report = yield
    windows = getattr(item, "funcargs", {}).get("windows")
    if report.failed and windows is not None:
        evidence.leave(item, report, windows.visits)
    return report
