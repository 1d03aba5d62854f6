"""What goes wrong in a class of the soak test is counted, each thing by its name."""

from dataclasses import replace

import pytest

from core.runs.progress import Ending
from scripts.soak.class_counts import ROWS, Found, Given, Said, count
from tests.support.saved_runs import saved

SEED = 7
SEVEN, EIGHT, NINE = (Given(bytes([ink]) * 784, ink) for ink in (7, 8, 9))
GONE = Given(bytes(784), 0)
NAME = "Blue bear"


def said(**changes):
    """Return what a seat was said that has all of it."""
    whole = Said(
        SEED,
        NAME,
        given=[SEVEN, EIGHT],
        doubtful=[NINE],
        deleted=[GONE],
        last_count=2,
        votes={"1-server": 2},
        has_broken=True,
        asked=1,
    )
    return replace(whole, **changes)


def found(**changes):
    """Return what a store has of it where nothing went wrong."""
    whole = Found(NAME, [EIGHT, SEVEN], {"1-server": 2}, True, [run()])
    return replace(whole, **changes)


def run(seed=SEED, ending=Ending.FINISHED, error=None):
    """Return a run that is over."""
    known = saved()
    settings = replace(known.settings, seed=seed)
    return replace(known, settings=settings, ending=ending, error=error)


def test_a_class_that_lost_nothing_counts_nothing():
    assert +count(said(), found()) == {}
    # What no page has answered for may be there, or not.
    assert +count(said(last_count=3), found(drawings=[SEVEN, EIGHT, NINE])) == {}
    # One that came back, pressed once more, or had nothing.
    assert +count(said(asked=0), found()) == {}
    assert +count(said(has_broken=False), found()) == {}
    assert +count(Said(SEED, nickname=NAME), Found(NAME)) == {}


@pytest.mark.parametrize(
    ("changed_said", "changed_found", "wrong"),
    [
        ({}, {"nickname": None}, {"seats lost": 1}),
        ({"seatless": 2}, {}, {"seats lost": 2}),
        ({}, {"nickname": "Red bear"}, {"seats changed": 1}),
        ({"other_nicknames": ["Red bear"]}, {}, {"seats changed": 1}),
        ({"last_count": 1}, {"drawings": [SEVEN]}, {"drawings lost": 1}),
        ({}, {"drawings": []}, {"drawings lost": 2, "pages that differ": 1}),
        (
            {"last_count": 3},
            {"drawings": [SEVEN, EIGHT, EIGHT]},
            {"drawings doubled": 1},
        ),
        # Also where no page has answered for it.
        (
            {"last_count": 4},
            {"drawings": [SEVEN, EIGHT, NINE, NINE]},
            {"drawings doubled": 1},
        ),
        (
            {"last_count": 3},
            {"drawings": [SEVEN, EIGHT, GONE]},
            {"drawings undeleted": 1},
        ),
        (
            {"last_count": 3},
            {"drawings": [SEVEN, EIGHT, Given(bytes(783), 5)]},
            {"drawings mixed": 1},
        ),
        # The picture is there, with another label than was asked for.
        (
            {},
            {"drawings": [SEVEN, replace(EIGHT, label=3)]},
            {"drawings lost": 1, "drawings mixed": 1},
        ),
        ({"foreign": 3}, {}, {"drawings mixed": 3}),
        ({"last_count": 1}, {}, {"pages that differ": 1}),
        ({}, {"votes": {}}, {"votes lost": 1}),
        ({}, {"votes": {"1-server": 0}}, {"votes lost": 1}),
        ({}, {"has_broken": False}, {"breaks lost": 1}),
        ({"asked": 3}, {}, {"runs lost": 2}),
        ({}, {"runs": [run(seed=SEED + 1)]}, {"runs mixed": 1}),
        ({}, {"runs": [run(ending=None)]}, {"runs without an end": 1}),
        (
            {},
            {"runs": [run(ending=None, error="DiskFull")]},
            {"runs failed": 1},
        ),
    ],
)
def test_each_thing_that_goes_wrong_is_counted(changed_said, changed_found, wrong):
    counts = +count(said(**changed_said), found(**changed_found))
    assert counts == wrong
    assert set(counts) <= set(ROWS)


def test_every_row_can_be_reached():
    rows = {
        name
        for mark in test_each_thing_that_goes_wrong_is_counted.pytestmark
        for *_, wrong in mark.args[1]
        for name in wrong
    }
    assert rows == set(ROWS)
