"""What no first page needs is imported after it; an import that fails ends nothing."""

import gc
import sys
import threading

import pytest

from core.server import warm_up
from tests.support.patience import PATIENCE_SECONDS


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """Three modules that nobody has imported; the second cannot be."""
    names = ["warm_up_store", "warm_up_broken", "warm_up_last"]
    for name in names:
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    (tmp_path / "warm_up_broken.py").write_text("1 / 0", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(warm_up, "MODULES", tuple(names))
    yield names
    for name in names:
        sys.modules.pop(name, None)
    gc.unfreeze()


def test_nothing_is_imported_before_the_first_page_is_sent(modules, caplog):
    sent, seen = threading.Event(), []
    thread = warm_up.start(
        sent, lambda: seen.append([name in sys.modules for name in modules])
    )
    thread.join(2 * warm_up.PAUSE_SECONDS)
    assert not seen
    assert not any(name in sys.modules for name in modules)
    sent.set()
    thread.join(PATIENCE_SECONDS)
    # The engine may begin as soon as the store can be opened.
    assert seen == [[True, False, False]]
    assert [name in sys.modules for name in modules] == [True, False, True]
    assert [record.getMessage() for record in caplog.records] == [
        "warm_up_broken cannot be imported"
    ]


def test_what_is_there_is_passed_by_in_looks_for_garbage(modules):
    frozen = gc.get_freeze_count()
    sent = threading.Event()
    sent.set()
    warm_up.start(sent, lambda: None).join(PATIENCE_SECONDS)
    assert gc.get_freeze_count() > frozen


def test_the_modules_are_those_of_the_app():
    for name in warm_up.MODULES:
        __import__(name)


def test_python_looks_for_garbage_less_often():
    before = gc.get_threshold()
    try:
        gc.set_threshold(700, 10, 10)
        warm_up.collect_rarely()
        assert gc.get_threshold() == (warm_up.COLLECT_AFTER, 10, 10)
    finally:
        gc.set_threshold(*before)
