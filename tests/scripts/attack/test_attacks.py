"""Trazo holds against each attack that a review once found."""

import asyncio
import io
import zipfile

import pytest

from core.archive import zip_files
from core.errors import WorkUnreadable
from scripts.attack import __main__ as command
from scripts.attack import hostile_files, target
from scripts.attack.suite import ATTACKS
from scripts.attack.target import Outcome
from scripts.outages import __main__ as outages
from scripts.outages.causes import store_locked
from tests.support.patience import PATIENCE_SECONDS

pytestmark = [pytest.mark.tensorflow, pytest.mark.servers]

# It takes minutes, and says what a host of its own would take.
LONG = {"large-uploads", "long-run"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app, for all tests of this file."""
    folder = tmp_path_factory.mktemp("attack")
    with target.running(folder, patience=PATIENCE_SECONDS) as running:
        yield running


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in LONG])
def test_it_holds(app, name):
    outcome = asyncio.run(ATTACKS[name](app))
    assert outcome.held, outcome.figures


def test_an_outage_loses_nothing_of_anybody(app):
    # The longer ones, and those that need a database of their own: make outages.
    with store_locked(app.home) as cause:
        verdict = asyncio.run(outages.endure(app.url, cause, 3.0))
    assert verdict.lost == (), verdict.figures


async def fails(_):
    """Fail as an attack does whose page never comes."""
    raise TimeoutError("no page")


async def finds(_):
    """Find something."""
    return Outcome(False, "two engines")


@pytest.mark.parametrize(("attack", "said"), [(fails, "no page"), (finds, "two")])
def test_an_error_and_a_finding_are_both_told(app, attack, said):
    outcome = command.attacked(attack, app)
    assert not outcome.held
    assert said in outcome.figures


def test_a_page_that_does_not_come_ends_the_attack(app):
    async def broken():
        dead = target.Target(app.server, app.home, 1e-6)
        async with target.watching(dead):
            pass

    with pytest.raises(TimeoutError):
        asyncio.run(broken())


def test_the_files_are_as_hostile_as_they_say():
    zeros = hostile_files.curves_of_zeros()
    brackets = hostile_files.brackets()
    for content, megabytes in ((zeros, 100), (brackets, 50)):
        assert len(content) < 500_000
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            (entry,) = archive.infolist()
            assert entry.file_size > megabytes * 1_000_000
    with (
        pytest.raises(WorkUnreadable, match="a list of files"),
        zip_files.opened(io.BytesIO(hostile_files.directory())),
    ):
        pass
    # Without our look at its size, Python reads them all.
    with zipfile.ZipFile(io.BytesIO(hostile_files.directory())) as archive:
        assert len(archive.infolist()) == hostile_files.DIRECTORY_ENTRIES
