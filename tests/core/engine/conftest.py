"""Fixtures: engines whose workers use a stub for TensorFlow, and a fake clock."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.config import DATABASE_NAME, Config
from core.datasets import loader
from core.engine.engine import Engine
from core.engine.engine_process import EngineProcess
from core.engine.run import Run
from core.engine.run_repository import RunRepository
from core.engine.run_spec import RunSpec
from core.settings.run import RunSettings
from core.store.store import Store
from tests.support.clock import Clock
from tests.support.hold import release_all
from tests.support.stub_engine import start_stub_process

# Short heartbeat intervals, so that no test waits for one.
TEND_SECONDS = 0.05


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty TRAZO_HOME and an empty Keras cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAZO_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("KERAS_HOME", str(tmp_path_factory.mktemp("keras")))
        yield


@pytest.fixture(autouse=True)
def nothing_held_afterwards() -> Iterator[None]:
    """Release the runs of a test, so that the next test finds a free worker."""
    yield
    release_all()


@pytest.fixture(scope="module")
def clock() -> Clock:
    """The clock of all engines and stores in a file's tests."""
    # Not behind the workers' clock, which is the real one.
    return Clock(time.time())


@pytest.fixture(scope="module")
def processes() -> list[EngineProcess]:
    """The engine processes of a file's tests, oldest first."""
    return []


@pytest.fixture(scope="module")
def make_engine(
    home: None, clock: Clock, processes: list[EngineProcess]
) -> Iterator[Callable[[], Engine]]:
    """Create engines, each for another web process; end them after the tests."""
    made: list[Engine] = []

    def start() -> EngineProcess:
        processes.append(start_stub_process())
        return processes[-1]

    def make(config: Config | None = None) -> Engine:
        made.append(
            Engine(
                lambda: Store.open(clock=clock),
                start_process=start,
                clock=clock,
                tend_seconds=TEND_SECONDS,
                config=config,
            )
        )
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[], Engine]) -> Engine:
    """An engine for tests that do not kill it; its worker may die."""
    return make_engine()


@pytest.fixture
def store(trazo_home: Path) -> Iterator[Store]:
    """The store of an empty home, as another web process has it open."""
    opened = Store.open(f"sqlite:///{trazo_home / DATABASE_NAME}")
    yield opened
    opened.close()


@pytest.fixture
def repository(trazo_home: Path) -> Iterator[RunRepository]:
    """The way of this web process to the same store; it tries again at once."""
    made = RunRepository(
        lambda: Store.open(f"sqlite:///{trazo_home / DATABASE_NAME}"),
        retry_seconds=0.01,
    )
    yield made
    made.close()


@pytest.fixture
def run(trazo_home: Path) -> Run:
    """A run of two epochs that waits."""
    return Run(
        RunSpec.training(RunSettings(epochs=2, images=1000), loader.Source.SAMPLE)
    )
