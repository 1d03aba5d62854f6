"""Runs are held as long as a visit holds them, and by no one else."""

import gc
from typing import Any

import pytest

from core.datasets import loader
from core.engine.held_runs import HeldRuns
from core.engine.run import Run
from core.engine.run_spec import RunSpec
from core.settings.run import RunSettings
from tests.support.saved_runs import ANNA, BERTA


@pytest.fixture
def make_run(trazo_home):
    """Make runs of a visitor."""

    def make(visitor):
        return Run(RunSpec.training(RunSettings(), loader.Source.SAMPLE, visitor))

    return make


@pytest.fixture
def held():
    """No runs, of a process that asks neither the store nor other processes."""
    nobody: Any = None
    return HeldRuns(nobody, nobody)


def test_a_visitor_finds_their_own_runs(make_run, held):
    runs = [make_run(ANNA), make_run(BERTA), make_run(ANNA)]
    for run in runs:
        held.add(run)
    assert held.of_visitor(ANNA) == (runs[0], runs[2])
    assert sorted(held.ids()) == sorted(run.id for run in runs)
    held.discard(runs[0])
    held.discard(runs[0])
    assert held.of_visitor(ANNA) == (runs[2],)


def test_a_run_that_no_visit_holds_is_let_go(make_run, held):
    run = make_run(ANNA)
    held.add(run)
    assert held.ids() == [run.id]
    del run
    gc.collect()
    assert held.ids() == []
