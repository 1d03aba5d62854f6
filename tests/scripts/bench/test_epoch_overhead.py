"""Ratios of epochs come from paired rounds."""

import itertools
import resource

import psutil
import pytest

from scripts.bench import epoch_overhead
from scripts.bench.epoch_overhead import ALONE, WATCHED, Epochs


@pytest.fixture
def trained(monkeypatch):
    """Stand-ins for the three trainings; returns what was trained, in order."""
    order: list[str] = []
    # The machine slows down from round to round: only pairs tell the ratio.
    slower = {name: itertools.count(1) for name in ("bare", "ours", "watched")}
    factors = {"bare": 10.0, "ours": 11.0, "watched": 12.0}

    def train(name):
        def run():
            order.append(name)
            seconds = factors[name] * next(slower[name])
            return Epochs([seconds, seconds], system=seconds / 10, faults=100.0)

        return run

    for name, function in (
        ("bare", "_bare_epochs"),
        ("ours", "_engine_epochs"),
        ("watched", "_watched_epochs"),
    ):
        monkeypatch.setattr(epoch_overhead, function, train(name))
    monkeypatch.setattr(
        epoch_overhead, "_undisturbed", lambda training, repeats: training()
    )
    return order


def test_pairs_tell_the_ratio_of_a_machine_that_slows_down(trained):
    results = epoch_overhead.measure(epoch_overhead.ROWS)
    assert trained == ["bare", "ours", "watched"] * epoch_overhead.ROUNDS
    for name, ratio in (("epoch_ratio", 1.1), (WATCHED, 1.2)):
        assert results[name].value == pytest.approx(ratio)
        assert results[name].interval == pytest.approx((ratio, ratio))
    assert results["epoch_system_s"].interval == pytest.approx((1.1, 5.5))
    assert results["epoch_faults_bare"].value == 100.0


def test_a_row_that_is_asked_for_alone_runs_alone(trained):
    assert set(epoch_overhead.measure([WATCHED])) == {WATCHED}
    assert set(trained) == {"bare", "watched"}
    trained.clear()
    assert set(epoch_overhead.measure(["epoch_faults"])) == set(ALONE)
    assert set(trained) == {"bare", "ours"}


def test_the_counts_of_a_process_are_those_of_the_system():
    before = resource.getrusage(resource.RUSAGE_SELF)
    system, faults = epoch_overhead.counts_of(psutil.Process())
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert before.ru_minflt <= faults <= after.ru_minflt
    # The system counts in hundredths.
    assert before.ru_stime - 0.02 <= system <= after.ru_stime + 0.02
