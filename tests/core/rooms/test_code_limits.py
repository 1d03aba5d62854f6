"""Codes cannot be found by trying them all, and a class that mistypes gets in."""

import math
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.rooms.code_limits import (
    MOST_AT_ONCE,
    MOST_IN_ALL,
    MOST_OF_ADDRESS,
    MOST_OF_VISITOR,
    WINDOW_SECONDS,
    CodeLimits,
)
from core.rooms.errors import TooManyCodes
from core.rooms.limits import CODE_LETTERS, HOUR_SECONDS, MOST_ROOMS
from core.short_codes import ALPHABET
from tests.support.class_rooms import pupil
from tests.support.clock import Clock
from tests.support.patience import PATIENCE_SECONDS

SCHOOL = "10.0.0.1"
CODES = len(ALPHABET) ** CODE_LETTERS
WEB_PROCESSES = 2
MINUTES = round(4 * HOUR_SECONDS / WINDOW_SECONDS)


@pytest.fixture
def clock():
    """The clock of the process."""
    return Clock()


@pytest.fixture
def limits(clock):
    """What is tested."""
    return CodeLimits(clock)


def attempt(limits, visitor, address=SCHOOL, code=""):
    """Try a code, a wrong one if it is given; return whether that is possible."""
    try:
        with limits.attempt(visitor, address):
            if code:
                limits.note_wrong(visitor, address, code)
    except TooManyCodes:
        return False
    return True


def wrong(number):
    """Return a wrong code, another one for each number."""
    letters = []
    for _ in range(CODE_LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def test_a_class_of_thirty_that_mistypes_once_each_gets_in(limits):
    for number in range(30):
        assert attempt(limits, pupil(number), code=wrong(number))
    for number in range(30):
        assert attempt(limits, pupil(number))


def test_so_do_three_such_classes_at_the_same_minute(limits):
    for number in range(90):
        school = f"10.0.0.{number // 30}"
        assert attempt(limits, pupil(number), school, wrong(number))
    for number in range(90):
        assert attempt(limits, pupil(number), f"10.0.0.{number // 30}")


def test_who_tries_the_same_code_again_has_tried_one(limits):
    """A pupil presses again; the teacher's projector asks with the earlier code."""
    for typed in ("abc234", "ABC 234", "abc-234", " ABC234") * 20:
        assert attempt(limits, pupil(0), code=typed)
    for number in range(1, MOST_OF_VISITOR):
        assert attempt(limits, pupil(0), code=wrong(number))
    assert not attempt(limits, pupil(0))


@pytest.mark.parametrize("junk", ["%" * 40, " " * 12, "0" * 1000, "é" * 20])
def test_no_spelling_makes_two_codes_one(limits, junk):
    tried = [
        attempt(limits, pupil(0), code=junk + wrong(number))
        for number in range(2 * MOST_OF_VISITOR)
    ]
    assert sum(tried) == MOST_OF_VISITOR


def test_each_limit_holds_for_a_minute(limits, clock):
    # Of a visitor, from anywhere.
    for number in range(MOST_OF_VISITOR):
        assert attempt(limits, pupil(0), f"10.0.1.{number}", wrong(number))
        clock.now += 1
    assert not attempt(limits, pupil(0), "10.0.2.1")
    assert attempt(limits, pupil(1), "10.0.1.0")
    with pytest.raises(TooManyCodes) as raised, limits.attempt(pupil(0), SCHOOL):
        pass
    assert raised.value.seconds == WINDOW_SECONDS - MOST_OF_VISITOR
    clock.now += raised.value.seconds
    assert attempt(limits, pupil(0), code=wrong(99))
    # The next of the first ones ends a second later.
    assert not attempt(limits, pupil(0))
    clock.now += 1
    assert attempt(limits, pupil(0))


def test_an_address_has_a_limit_whoever_tries_there(limits, clock):
    for number in range(MOST_OF_ADDRESS):
        assert attempt(limits, pupil(number), code=wrong(number))
    assert not attempt(limits, pupil(1000))
    assert attempt(limits, pupil(1000), "10.0.0.2")
    clock.now += WINDOW_SECONDS
    assert attempt(limits, pupil(1000))


def test_so_have_all_together(limits, clock):
    for number in range(MOST_IN_ALL):
        assert attempt(limits, pupil(number), f"10.0.{number}.1", wrong(number))
    assert not attempt(limits, pupil(1000), "10.1.0.1")
    clock.now += WINDOW_SECONDS
    assert attempt(limits, pupil(1000), "10.1.0.1")


def test_a_seeded_attacker_with_any_cookies_and_addresses_finds_no_room(limits, clock):
    """He tries all the time, and knows how to change who he is and where from."""
    chance = random.Random(2026)
    rooms = {wrong(chance.randrange(CODES)) for _ in range(MOST_ROOMS)}
    guessed = 0
    for second in range(MINUTES * int(WINDOW_SECONDS)):
        clock.now += 1
        for _ in range(20):
            visitor = pupil(chance.randrange(10**6))
            address = f"10.{chance.randrange(256)}.{chance.randrange(256)}.1"
            code = wrong(chance.randrange(CODES))
            if not attempt(limits, visitor, address, code):
                # It waits, as any other does.
                break
            guessed += 1
            assert code not in rooms
        assert guessed <= MOST_IN_ALL * (1 + second / WINDOW_SECONDS)
    assert guessed <= MOST_IN_ALL * (MINUTES + 1)
    # Any attacker's chance, since no seed proves anything for others.
    found = -math.expm1(
        WEB_PROCESSES * MOST_IN_ALL * (MINUTES + 1) * math.log1p(-MOST_ROOMS / CODES)
    )
    assert found < 1 / 180
    one = -math.expm1(MOST_IN_ALL * MINUTES * math.log1p(-MOST_ROOMS / CODES))
    assert 1 / 371 < one < 1 / 369


def test_from_one_address_it_takes_months(limits, clock):
    guessed = 0
    for number in range(10 * MOST_OF_ADDRESS):
        clock.now += WINDOW_SECONDS / MOST_OF_ADDRESS / 10
        guessed += attempt(limits, pupil(number), code=wrong(number))
    assert guessed == MOST_OF_ADDRESS
    # Until it is to be expected that one of all the rooms there may be is found.
    minutes = CODES / MOST_ROOMS / guessed
    assert minutes > 3 * 30 * 24 * 60


def test_many_at_once_try_no_more_than_one_after_the_other(limits):
    """Else those who ask while the store is slow would not be counted in time."""
    going, most, lock = 0, 0, threading.Lock()
    barrier = threading.Barrier(40)

    def press(number):
        nonlocal going, most
        barrier.wait()
        try:
            with limits.attempt(pupil(0), SCHOOL):
                with lock:
                    going += 1
                    most = max(most, going)
                # The store looks it up.
                threading.Event().wait(0.001)
                limits.note_wrong(pupil(0), SCHOOL, wrong(number))
                with lock:
                    going -= 1
        except TooManyCodes:
            return False
        return True

    with ThreadPoolExecutor(40) as pool:
        tried = sum(pool.map(press, range(40), timeout=PATIENCE_SECONDS))
    assert most <= MOST_AT_ONCE
    assert MOST_OF_VISITOR <= tried < MOST_OF_VISITOR + MOST_AT_ONCE
