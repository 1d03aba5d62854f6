"""Runs pages without a browser, with fakes of the canvas and the engine."""

import functools
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from core.datasets import loader
from core.datasets.download import Download
from core.engine.host_speed import HostSpeed
from core.engine.room_reader import NOWHERE, Place
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.runs.slow_motion import Command
from core.runs.snapshots import TrackedDigit
from core.settings.run import RunSettings
from core.ui import components, digit, streamlit_compat
from tests.support.patience import PATIENCE_SECONDS
from tests.support.root import ROOT

# Those that import the canvas, or one that does.
CANVAS_MODULES = {
    "drawable_canvas": streamlit_compat,
    "canvas": components,
    "digit_input": digit,
}


@dataclass
class FakeCanvas:
    """A canvas on which a test draws by setting `json_data`."""

    json_data: dict[str, Any] | None = None
    out: Any = None

    def st_canvas(self, **arguments: Any) -> "FakeCanvas":
        """Replace the component."""
        return self


class EmptyRoom:
    """A store with room for everything."""

    is_full = False


class KeptNothing:
    """An empty store."""

    is_available = is_saving = True
    is_untried = False

    def __init__(self) -> None:
        self.space = EmptyRoom()

    def read_workspace(self, visitor: str) -> None:
        """Return no workspace."""

    def list_runs(self, visitor: str) -> tuple[()]:
        """Return no runs."""
        return ()

    read_runs = list_runs

    def workspace(self, visitor: str) -> None:
        """Return no workspace."""

    def is_known_deleted(self, visitor: str) -> bool:
        """Know of nobody who has deleted anything."""
        return False

    def is_workspace_deleted(self, visitor: str) -> bool:
        """Find nothing that was deleted."""
        return False


class NoJobs:
    """A line in which nobody waits but the job that a test asks about.

    Attributes:
        ahead: How many jobs go before it.
        watched: Visitors who had a page open.
    """

    def __init__(self) -> None:
        self.ahead = 0
        self.watched: list[str] = []

    def has_any(self, visitor: str) -> bool:
        """Say that the visitor waits for nothing."""
        return False

    def join(self, job: object, visitor: str) -> None:
        """Have the visitor wait too."""

    def count_ahead(self, job: object) -> int:
        """Return how many jobs go first."""
        return self.ahead

    def mark_watched(self, visitor: str) -> None:
        """Note the visitor."""
        self.watched.append(visitor)


class NoRooms:
    """Nobody sits or teaches anywhere."""

    def place_of(self, visitor: str, *, is_fresh: bool = False) -> Place:
        """Return no place."""
        return NOWHERE


class BroughtNothing:
    """Nobody has brought work back."""

    def find(self, visitor: str) -> None:
        """Know of no file."""


@dataclass
class FakeEngine:
    """An engine that only records the calls."""

    started: list[Run] = field(default_factory=list)
    woken: int = 0
    workers_seen: int = 0
    others: int = 0
    pause: float = 0.0
    turn_seconds: float = 300.0
    repository: Any = field(default_factory=KeptNothing)
    import_jobs: BroughtNothing = field(default_factory=BroughtNothing)
    host_speed: Any = field(default_factory=HostSpeed)
    job_line: NoJobs = field(default_factory=NoJobs)
    rooms: Any = field(default_factory=NoRooms)

    def save(self, visitor: str, work: Callable[..., object], kind: str = "") -> bool:
        """Save nothing."""
        return True

    def wake(self) -> None:
        """Count the call."""
        self.woken += 1

    def runs_of(self, visitor: str) -> tuple[Run, ...]:
        """Return no runs."""
        return ()

    def start(
        self,
        settings: RunSettings,
        source: loader.Source,
        visitor: str,
        *,
        pins: tuple[TrackedDigit, ...],
        command: Command,
        address: str = "",
    ) -> Run:
        """Return a run that never begins."""
        spec = replace(RunSpec.training(settings, source, pins=pins), address=address)
        self.started.append(Run(spec, command=command))
        return self.started[-1]

    def set_speed(self, run: Run, command: Command) -> None:
        """Record the command."""
        run.set_speed(command)

    def resume(
        self, before: Run, more_epochs: int, visitor: str, *, address: str = ""
    ) -> Run:
        """Return a run that never goes on."""
        goal = len(before.curves().epochs) + more_epochs
        run = Run(before.spec.continuation(goal), before=before)
        self.started.append(run)
        return run

    def pause_seconds(self, run: Run) -> float:
        """Return how long a run is going to wait for short ones."""
        return self.pause

    def line_length(self) -> int:
        """Return the number of runs that go before a new one."""
        return sum(not run.state.is_over for run in self.started) + self.others

    def others_ahead(self, run: Run) -> int:
        """Return the number of runs of other processes ahead in the queue."""
        return self.others

    def runs_ahead(self, run: Run) -> tuple[Run, ...]:
        """Return the runs that were started earlier."""
        return tuple(self.started[: self.started.index(run)])


Opener = Callable[[str], AppTest]


@pytest.fixture(scope="session", autouse=True)
def components_found_once() -> Iterator[None]:
    """Let Streamlit search 600 installed packages for components only once.

    Each `AppTest` would search again, which took 0.8 of the 1.1 s to open a page.
    """
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def canvas(monkeypatch: pytest.MonkeyPatch) -> FakeCanvas:
    """The canvas's module, which cannot be imported outside a running app."""
    fake = FakeCanvas()
    module = types.ModuleType("streamlit_drawable_canvas")
    module.st_canvas = fake.st_canvas  # type: ignore[attr-defined]  # a fake module
    monkeypatch.setitem(sys.modules, "streamlit_drawable_canvas", module)
    # Imported again, so that they use this fake and not the previous test's.
    for name, package in CANVAS_MODULES.items():
        monkeypatch.delitem(sys.modules, f"{package.__name__}.{name}", raising=False)
        monkeypatch.delattr(package, name, raising=False)
    return fake


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine that all pages share."""
    from core.ui.state import services  # noqa: PLC0415  after the fakes are in place

    fake = FakeEngine()
    monkeypatch.setattr(services, "engine", lambda: fake)
    return fake


@pytest.fixture(autouse=True)
def no_download(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the download, so that no thread outlives a test."""
    monkeypatch.setattr(Download, "start", lambda self, again=False: None)


@pytest.fixture
def open_page(
    canvas: FakeCanvas, engine: FakeEngine, empty_cache: Path, trazo_home: Path
) -> Opener:
    """Run a page's script as a new visitor: ``open_page("pages/train.py")``."""

    def open_one(script: str) -> AppTest:
        # Streamlit knows a page only next to the script that leads to it.
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_SECONDS)
        return page if script == "app.py" else page.switch_page(script)

    return open_one


@pytest.fixture
def open_with(open_page: Opener) -> Callable[..., AppTest]:
    """Run a page with a link: ``open_with("pages/train.py", train_epochs="3")``."""

    def open_one(script: str, **query: str) -> AppTest:
        page = open_page(script)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return open_one
