"""Measure what visitors wait for: ``python -m scripts.bench [row ...]``.

Without a row's name it measures all rows, which takes about fifteen minutes. Naming a
row also measures the rest of its group, since the same measurement gives all of them.
It prints a table and writes the values to ``.bench/latest.json``; rows that were not
measured keep their last value there. It first downloads full MNIST if Keras's cache
folder does not have it.

The values are for an idle machine: the benchmark reports if other programs used a
tenth of the machine meanwhile.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.datasets import download, loader
from scripts.bench import (
    class_at_once,
    cluster_throughput,
    epoch_overhead,
    estimates,
    inside_latency,
    memory,
    results_table,
    run_account,
    run_begin,
    snapshot_overhead,
    startup_time,
    stroke_latency,
    thirty_visitors,
    time_to_99_percent,
    time_to_first_point,
)
from scripts.bench.machine_load import DISTURBING, Bystanders
from scripts.bench.results_table import Measured, Results


@dataclass(frozen=True)
class Group:
    """A group of rows that are measured together.

    Attributes:
        rows: Names of the rows.
        measure: Function that measures all of them.
    """

    rows: tuple[str, ...]
    measure: Callable[[], Results]


GROUPS = (
    Group(("first_page_s", "first_page_cpu_s"), startup_time.measure_page),
    Group(("first_answer_s",), startup_time.measure_answer),
    Group(
        (
            "stroke_idle_p50_ms",
            "stroke_idle_p95_ms",
            "number_p50_ms",
            "number_p95_ms",
            "stroke_training_p50_ms",
            "stroke_training_p95_ms",
        ),
        stroke_latency.measure,
    ),
    Group(("visitors30_p50_ms", "visitors30_p95_ms"), thirty_visitors.measure),
    Group(("line29_p50_ms", "line29_p95_ms"), thirty_visitors.measure_line),
    Group(class_at_once.ROWS, class_at_once.measure),
    Group(("inside_p95_ms", "occlusion_p95_ms"), inside_latency.measure),
    Group(("memory_web_mb", "memory_training_mb", "memory_idle_mb"), memory.measure),
    Group(("first_point_cold_s", "first_point_warm_s"), time_to_first_point.measure),
    Group(
        ("runs_per_hour_1", "runs_per_hour_2", "runs_per_hour_4", "scheduler_ms"),
        cluster_throughput.measure,
    ),
    Group(epoch_overhead.ROWS, epoch_overhead.measure),
    Group(("epoch_ratio_watched",), epoch_overhead.measure_watched),
    Group(("watch_ratio",), snapshot_overhead.measure),
    Group(("time_to_99_ratio",), time_to_99_percent.measure),
    Group(("estimate_ratio",), estimates.measure),
    Group(run_begin.ROWS, run_begin.measure),
    Group(run_account.ROWS, run_account.measure),
)


def main() -> int:
    """Measure the requested rows; return the exit status: 1 if any failed, else 0.

    A row over its bound is reported but is not a failure: the machine may be slow.
    """
    wanted = _arguments()
    if loader.available() is not loader.Source.MNIST:
        download.fetch()
    results: dict[str, Measured] = {}
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="trazo-bench-home-") as home:
        # A developer's settings of the app must not change the results.
        for name in [name for name in os.environ if name.startswith("TRAZO_")]:
            del os.environ[name]
        os.environ["TRAZO_HOME"] = home
        for group in GROUPS:
            if not wanted.intersection(group.rows):
                continue
            _tell(", ".join(group.rows))
            bystanders = Bystanders()
            try:
                results |= group.measure()
                results_table.save(results)
            except Exception as error:  # noqa: BLE001  the other groups still count
                _tell(f"failed: {type(error).__name__}: {error}")
                failed += group.rows
            if bystanders.share > DISTURBING:
                _tell(f"other programs took {bystanders.share:.0%} of the machine")
    print(results_table.as_text(results))
    for name in results_table.missed(results):
        print(f"over its bound: {name}")
    for name in failed:
        print(f"not measured: {name}")
    return 1 if failed else 0


def _arguments() -> set[str]:
    known = [row.name for row in results_table.ROWS]
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("rows", nargs="*", metavar="row", help=", ".join(known))
    rows = parser.parse_args().rows
    unknown = [row for row in rows if row not in known]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}")
    return set(rows or known)


def _tell(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
