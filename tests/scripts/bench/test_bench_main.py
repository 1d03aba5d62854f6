"""Every row is measured once, and one that has no time left says so."""

import itertools
import sys
import time

import pytest

from core.datasets import loader
from scripts.bench import __main__ as bench
from scripts.bench import results_table
from scripts.bench.results_table import ROWS, Measured
from tests.support.patience import PATIENCE_SECONDS


def test_every_row_belongs_to_one_group():
    grouped = list(itertools.chain.from_iterable(group.rows for group in bench.GROUPS))
    assert sorted(grouped) == sorted(row.name for row in ROWS)


def test_a_measurement_that_takes_too_long_is_interrupted(monkeypatch):
    monkeypatch.setattr(bench, "LEAST_SECONDS", 0)
    with pytest.raises(bench.OutOfTime, match="not over"), bench.ended_within(0.05):
        time.sleep(PATIENCE_SECONDS)
    # Nothing of it is left for what comes next.
    with bench.ended_within(PATIENCE_SECONDS):
        pass


def test_rows_out_of_time_are_named_and_others_are_measured(monkeypatch, capsys):
    asked = []

    def late(rows):
        asked.append(list(rows))
        raise TimeoutError

    def done(rows):
        asked.append(list(rows))
        return {name: Measured(7.0) for name in rows}

    groups = (
        bench.Group(("class30_s", "class30_mean_percent"), late),
        bench.Group(("scheduler_ms", "runs_per_hour_1"), done),
    )
    monkeypatch.setattr(bench, "GROUPS", groups)
    monkeypatch.setattr(loader, "available", lambda: loader.Source.MNIST)
    monkeypatch.setattr(sys, "argv", ["bench", "class30_s", "scheduler_ms"])
    saved: list[dict[str, Measured]] = []
    monkeypatch.setattr(results_table, "save", saved.append)
    assert bench.main() == 1
    printed = capsys.readouterr().out
    assert "out of time: class30_s" in printed
    assert "class30_mean_percent" not in printed
    assert asked == [["class30_s"], ["scheduler_ms"]]
    assert [list(each) for each in saved] == [["scheduler_ms"]]
