"""Fixtures for all tests: MNIST if it is cached, pictures, and a temporary home."""

import gc
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from core.datasets import loader

# Silences the build message that TensorFlow prints at import, in every worker.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

# With Trazo's own ten, a worker gets a twentieth of a processor on a machine that is
# busy: next to four loops, TensorFlow was not loaded after two minutes.
os.environ["TRAZO_NICENESS"] = "1"

# Found in a file's text, since importing it may take longer than all other tests.
SLOW_FOLDERS = {"browser"}
# The slowest kind first.
SLOW_MARKS = ("servers", "tensorflow", "thorough")
SLOW_FILE = re.compile(
    rf"^pytestmark = .*\bmark\.({'|'.join(SLOW_MARKS)})\b", re.MULTILINE
)

NOBODYS_HOME = pytest.StashKey[Path]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--quick``: leave out what needs TensorFlow, a server or many seconds."""
    parser.addoption(
        "--quick",
        action="store_true",
        help="leave out tests that need TensorFlow, a server, a browser or seconds",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make an import of TensorFlow fail in a quick run; hide the developer's home."""
    # A folder that nobody made: a test that writes asks for a home of its own.
    folder = tempfile.TemporaryDirectory(prefix="trazo-test-")
    config.add_cleanup(folder.cleanup)
    config.stash[NOBODYS_HOME] = Path(folder.name) / "home"
    os.environ["TRAZO_HOME"] = str(config.stash[NOBODYS_HOME])
    if config.getoption("quick"):
        sys.meta_path.insert(0, NoTensorFlow())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Skip folders and files that are not quick."""
    if not config.getoption("quick"):
        return None
    if collection_path.is_dir():
        return collection_path.name in SLOW_FOLDERS or None
    if collection_path.suffix != ".py":
        return None
    return bool(SLOW_FILE.search(collection_path.read_text(encoding="utf-8"))) or None


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Start with the slowest files, so that no process runs alone at the end.

    A quick run has none of them.
    """

    def slowness(item: pytest.Item) -> list[bool]:
        marks = {mark.name for mark in item.iter_markers()}
        return [name in marks for name in SLOW_MARKS]

    items.sort(key=slowness, reverse=True)
    if config.getoption("quick"):
        slow = [item for item in items if any(slowness(item))]
        config.hook.pytest_deselected(items=slow)
        items[:] = items[len(slow) :]


class NoTensorFlow(MetaPathFinder):
    """Refuses to import modules that quick tests must not load."""

    def find_spec(self, name: str, *_: object) -> None:
        """Raise an error for a refused module; find nothing otherwise."""
        if name in ("keras", "tensorflow"):
            message = "a quick test loads TensorFlow: mark its file with tensorflow"
            raise ImportError(message)


@pytest.fixture(autouse=True, scope="module")
def imports_are_no_garbage() -> None:
    """Exclude imported modules' objects from garbage collection.

    Streamlit collects garbage after every run of a page, Keras whenever it deletes a
    network: with TensorFlow's modules loaded, each collection took half a second.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def mnist() -> loader.Dataset:
    """Full MNIST, or a skip that says how to get it."""
    if not loader.is_cached():
        pytest.skip("full MNIST is not in Keras's cache folder: open the app once")
    return loader.load(loader.Source.MNIST)


@pytest.fixture(autouse=True)
def no_page_fails(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which code of a page raises, unless it is there for that.

    Visitors read a sentence of ours then, so Streamlit's box (`AppTest.exception`) is
    not there to be seen. Tests that cause it are marked with page_fails.
    """
    failures: list[str] = []

    def note(record: logging.LogRecord) -> bool:
        if getattr(record, "event", "") == "page failed":
            failures.append(record.getMessage())
        return True

    logger = logging.getLogger("core")
    logger.addFilter(note)
    yield
    logger.removeFilter(note)
    assert not failures or request.node.get_closest_marker("page_fails"), failures


@pytest.fixture(autouse=True)
def nobodys_home_is_empty(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that writes to a home that it did not ask for.

    The next test would find there what this one measured and stored.
    """
    home = request.config.stash[NOBODYS_HOME]
    yield
    found = sorted(path.name for path in home.glob("*")) if home.is_dir() else []
    shutil.rmtree(home, ignore_errors=True)
    assert not found, f"needs a home of its own, for it wrote {found}"


@pytest.fixture
def trazo_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty TRAZO_HOME."""
    monkeypatch.setenv("TRAZO_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty Keras cache folder; yields the path that MNIST would have."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    loader.load.cache_clear()
    loader.test_digits.cache_clear()
    yield tmp_path / "datasets" / "mnist.npz"
    loader.load.cache_clear()
    loader.test_digits.cache_clear()


@pytest.fixture
def seven() -> NDArray[np.uint8]:
    """A seven from the canvas: RGBA, (260, 260, 4) uint8, black on white."""
    image = Image.new("RGBA", (260, 260), "white")
    pen = ImageDraw.Draw(image)
    pen.line([(70, 60), (190, 60), (115, 210)], fill="black", width=20, joint="curve")
    return np.asarray(image)
