"""How long a thread waits for a statement is its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.store.patience import own_patience, patience


def test_the_inner_patience_holds_and_the_outer_comes_back():
    assert own_patience() is None
    with patience(20):
        with patience(1.5):
            assert own_patience() == 1.5
        assert own_patience() == 20
    assert own_patience() is None


def interrupted():
    """Fail while a patience holds."""
    with patience(20):
        raise TimeoutError


def test_it_ends_with_an_error_too():
    with pytest.raises(TimeoutError):
        interrupted()
    assert own_patience() is None


def test_another_thread_has_its_own():
    with patience(20), ThreadPoolExecutor(1) as other:
        assert other.submit(own_patience).result() is None
