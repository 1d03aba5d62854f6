"""Engines whose workers carry a stub in place of TensorFlow, and a clock to set."""

import time
from collections.abc import Callable, Iterator

import pytest

from core.engine.engine import Engine
from core.engine.engine_process import EngineProcess
from core.store.store import Store
from tests.support.clock import Clock
from tests.support.hold import release_all
from tests.support.stub_engine import start_stub_process

# Runs are looked after so often that no test waits for it.
TEND_SECONDS = 0.05


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No MNIST in the cache, no run in Trazo's home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAZO_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("KERAS_HOME", str(tmp_path_factory.mktemp("keras")))
        yield


@pytest.fixture(autouse=True)
def nothing_held_afterwards() -> Iterator[None]:
    """Let the runs of a test go on, so that the next one finds a free worker."""
    yield
    release_all()


@pytest.fixture(scope="module")
def clock() -> Clock:
    """The time of all engines and stores of a file's tests."""
    # Not behind that of the workers, which is the real one.
    return Clock(time.time())


@pytest.fixture(scope="module")
def processes() -> list[EngineProcess]:
    """The processes of the engines of a file's tests, in the order of their start."""
    return []


@pytest.fixture(scope="module")
def make_engine(
    home: None, clock: Clock, processes: list[EngineProcess]
) -> Iterator[Callable[[], Engine]]:
    """Make engines, each that of a web process; ended after the tests."""
    made: list[Engine] = []

    def start() -> EngineProcess:
        processes.append(start_stub_process())
        return processes[-1]

    def make() -> Engine:
        made.append(
            Engine(
                lambda: Store.open(clock=clock),
                start_process=start,
                clock=clock,
                tend_seconds=TEND_SECONDS,
            )
        )
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.fixture(scope="module")
def engine(make_engine: Callable[[], Engine]) -> Engine:
    """An engine for the tests of a file that leave it whole; its worker may die."""
    return make_engine()
