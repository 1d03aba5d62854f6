"""Who goes before whom."""

from concurrent.futures import Executor
from unittest.mock import create_autospec

import pytest

from core import data
from core.engine.dispatch import Dispatcher
from core.engine.elsewhere import Elsewhere
from core.engine.kept import KeptRuns
from core.engine.link import Link
from core.engine.run import Run
from core.engine.tally import Tally
from core.errors import AlreadyTraining, LineFull
from core.progress import Report, Stage
from core.settings import RunSettings


@pytest.fixture
def dispatcher(trazo_home):
    """Runs that no engine ever begins, since nobody does what is asked."""
    parts = (Link, KeptRuns, Elsewhere, Tally, Executor, Executor)
    return Dispatcher(*(create_autospec(part, instance=True) for part in parts))


def asked(made_at, visitor=""):
    """Return a run that was asked for at a time."""
    run = Run(RunSettings(), data.Source.SAMPLE, visitor)
    run.made_at = made_at
    return run


def test_a_run_that_is_adopted_has_its_place_from_before(dispatcher):
    first, second, adopted = asked(10.0), asked(30.0), asked(20.0)
    for run in (first, second):
        dispatcher.enter(run, 0)
        dispatcher.send(run)
    dispatcher.adopt(adopted)
    assert dispatcher.ahead(second) == (first, adopted)
    assert dispatcher.ahead(adopted) == (first,)


def test_a_run_that_goes_on_is_before_all_that_wait(dispatcher):
    going, adopted = asked(30.0), asked(20.0)
    dispatcher.enter(going, 0)
    going.take(Report(going.id, Stage.TRAINING))
    dispatcher.adopt(adopted)
    assert dispatcher.ahead(adopted) == (going,)


def test_who_has_no_place_is_not_in_the_line(dispatcher):
    anna = "a" * 32
    dispatcher.enter(asked(10.0, anna), 0)
    with pytest.raises(AlreadyTraining):
        dispatcher.enter(asked(20.0, anna), 0)
    with pytest.raises(LineFull):
        dispatcher.enter(asked(20.0), 39)
    assert len(dispatcher.runs()) == 1


def test_a_worker_is_counted_as_lost_once_and_only_where_one_died(dispatcher):
    died, adopted = asked(10.0), asked(20.0)
    dispatcher.enter(died, 0)
    died.take(Report(died.id, Stage.TRAINING))
    adopted.take(Report(adopted.id, Stage.TRAINING))
    dispatcher.adopt(adopted)
    for run in (died, adopted, died):
        dispatcher.take(Report(run.id, Stage.WAKING))
    dispatcher._tally.worker_lost.assert_called_once_with(died)
    assert died.interrupted
