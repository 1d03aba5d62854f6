"""A code opens one workspace, once, for ten minutes, and cannot be read back."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from core.short_codes import ALPHABET, normalized
from core.store.device_codes import CODE_SECONDS
from core.store.tables import device_codes
from tests.support.saved_runs import ANNA, BERTA


def test_a_code_opens_its_workspace_once(store):
    code = store.issue_device_code(ANNA)
    other = store.issue_device_code(BERTA)
    assert store.find_device_code(code.text) == ANNA
    assert store.redeem_device_code(code.text) == ANNA
    assert store.redeem_device_code(code.text) is None
    assert store.find_device_code(code.text) is None
    assert store.redeem_device_code(other.text) == BERTA


def test_of_many_devices_one_is_let_in(store):
    code = store.issue_device_code(ANNA)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: store.redeem_device_code(code.text), range(8)))
    assert (found.count(ANNA), found.count(None)) == (1, 7)


def test_a_code_stops_working_after_ten_minutes_or_with_the_next_one(store, clock):
    code = store.issue_device_code(ANNA)
    assert code.expires_at == clock.now + CODE_SECONDS
    clock.now += CODE_SECONDS - 1
    assert store.find_device_code(code.text) == ANNA
    clock.now += 1
    assert store.find_device_code(code.text) is None
    assert store.redeem_device_code(code.text) is None
    first, second = store.issue_device_code(ANNA), store.issue_device_code(ANNA)
    assert store.find_device_code(first.text) is None
    assert store.find_device_code(second.text) == ANNA


def test_a_code_does_not_outlive_a_clock_that_is_set_back(store, clock):
    clock.now += 365 * 24 * 3600
    code = store.issue_device_code(ANNA)
    clock.now -= 365 * 24 * 3600
    assert store.find_device_code(code.text) is None
    assert store.redeem_device_code(code.text) is None


def test_a_code_may_be_typed_as_people_type(store):
    code = store.issue_device_code(ANNA)
    chance = random.Random(7)
    for _ in range(20):
        typed = "".join(
            chance.choice(("", " ", "-", " - "))
            + chance.choice((letter, letter.lower()))
            for letter in code.text
        )
        assert store.find_device_code(typed) == ANNA, typed
    for nonsense in ("", "a", code.text[:-1], code.text + "A", "é٣" * 40, "%' OR 1=1"):
        assert store.find_device_code(nonsense) is None
        assert store.redeem_device_code(nonsense) is None


def test_the_database_has_no_code_in_clear_and_forgets_those_of_deleted_work(
    store, url
):
    code = store.issue_device_code(ANNA)
    assert len(code.text) == 8
    assert set(code.text) <= set(ALPHABET)
    assert normalized(code.text) == code.text
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(device_codes)).all()
    assert code.text not in str(row)
    store.remove_workspace(ANNA)
    with engine.connect() as connection:
        assert connection.execute(sa.select(device_codes)).all() == []
    engine.dispose()
    assert store.find_device_code(code.text) is None


def test_only_a_workspace_gets_a_code(store):
    with pytest.raises(ValueError, match="not an id"):
        store.issue_device_code("../../etc")
