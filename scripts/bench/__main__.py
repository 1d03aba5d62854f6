"""Measure what visitors wait for: ``python -m scripts.bench [row ...]``.

Without a row's name it measures all rows, within fifteen minutes: rows that a slow
machine has no time for are named. Naming a row measures it alone, with what the same
measurement gives besides. It prints a table and writes the values to
``.bench/latest.json``; rows that were not measured keep their last value there. It
first downloads full MNIST if Keras's cache folder does not have it.

The values are for an idle machine: the benchmark reports if other programs used a
tenth of the machine meanwhile.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from playwright.sync_api import TimeoutError as BrowserTimeout

from core.datasets import download, loader
from scripts.bench import (
    class_at_once,
    cluster_throughput,
    epoch_overhead,
    estimates,
    inside_latency,
    memory,
    peers,
    results_table,
    room,
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

# All rows take so long at most, and a group of them so long; one that has less than the
# least does not start.
SECONDS = 900
GROUP_SECONDS = 420
LEAST_SECONDS = 15


@dataclass(frozen=True)
class Group:
    """A group of rows that are measured together.

    Attributes:
        rows: Names of the rows.
        measure: Function that measures those whose names it is given, and perhaps
            others of the group.
    """

    rows: tuple[str, ...]
    measure: Callable[[Collection[str]], Results]


class OutOfTime(Exception):
    """A measurement took longer than it may."""


# Those of parts that wait for something themselves count like ours.
TIMEOUTS = (OutOfTime, TimeoutError, subprocess.TimeoutExpired, BrowserTimeout)


def _whole(measure: Callable[[], Results]) -> Callable[[Collection[str]], Results]:
    """Return a measurement that gives all rows of its group at once."""
    return lambda wanted: measure()


GROUPS = (
    Group(("first_page_s", "first_page_cpu_s"), _whole(startup_time.measure_page)),
    Group(("first_answer_s",), _whole(startup_time.measure_answer)),
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
    Group(("visitors30_p50_ms", "visitors30_p95_ms"), _whole(thirty_visitors.measure)),
    Group(("line29_p50_ms", "line29_p95_ms"), _whole(thirty_visitors.measure_line)),
    Group(class_at_once.ROWS, _whole(class_at_once.measure)),
    Group(room.row_names(room.ONE), _whole(room.measure)),
    Group(room.row_names(room.TWO), _whole(room.measure_two)),
    Group(("inside_p95_ms", "occlusion_p95_ms"), _whole(inside_latency.measure)),
    Group(
        ("memory_web_mb", "memory_training_mb", "memory_idle_mb"),
        _whole(memory.measure),
    ),
    Group(
        ("first_point_cold_s", "first_point_warm_s"),
        _whole(time_to_first_point.measure),
    ),
    Group(
        ("runs_per_hour_1", "runs_per_hour_2", "runs_per_hour_4", "scheduler_ms"),
        cluster_throughput.measure,
    ),
    Group(("watch_ratio",), _whole(snapshot_overhead.measure)),
    Group(("time_to_99_ratio",), _whole(time_to_99_percent.measure)),
    Group(("estimate_ratio",), _whole(estimates.measure)),
    Group(run_begin.ROWS, _whole(run_begin.measure)),
    Group(run_account.ROWS, run_account.measure),
    # They take what time is left: rows with bounds go first.
    Group(epoch_overhead.ROWS, epoch_overhead.measure),
    Group(peers.ROWS, peers.measure),
)


def main() -> int:
    """Measure the requested rows; return the exit status: 1 if any is missing, else 0.

    A row over its bound is reported but is not a failure: the machine may be slow.
    """
    wanted = _arguments()
    if loader.available() is not loader.Source.MNIST:
        download.fetch()
    results: dict[str, Measured] = {}
    failed: list[str] = []
    late: list[str] = []
    left_out: dict[str, str] = {}
    ends_at = time.monotonic() + SECONDS
    with tempfile.TemporaryDirectory(prefix="trazo-bench-home-") as home:
        # A developer's settings of the app must not change the results.
        for name in [name for name in os.environ if name.startswith("TRAZO_")]:
            del os.environ[name]
        os.environ["TRAZO_HOME"] = home
        for group in GROUPS:
            asked = [row for row in group.rows if row in wanted]
            if not asked:
                continue
            _tell(", ".join(asked))
            bystanders = Bystanders()
            try:
                with ended_within(min(GROUP_SECONDS, ends_at - time.monotonic())):
                    results |= group.measure(asked)
                results_table.save(results)
            except peers.NoPeers as reason:
                left_out |= dict.fromkeys(asked, str(reason))
            except TIMEOUTS as error:
                _tell(f"out of time: {error}")
                late += asked
            except Exception as error:  # noqa: BLE001  the other groups still count
                _tell(f"failed: {type(error).__name__}: {error}")
                failed += asked
            if bystanders.share > DISTURBING:
                _tell(f"other programs took {bystanders.share:.0%} of the machine")
    print(results_table.as_text(results))
    for name in results_table.missed(results):
        print(f"over its bound: {name}")
    for name, why in left_out.items():
        print(f"left out: {name}: {why}")
    for name in late:
        print(f"out of time: {name}")
    for name in failed:
        print(f"not measured: {name}")
    return 1 if failed or late else 0


@contextlib.contextmanager
def ended_within(seconds: float) -> Iterator[None]:
    """Interrupt the block after so long; on the main thread only.

    Raises:
        OutOfTime: It took longer, or there is too little time for it.
    """
    if seconds < LEAST_SECONDS:
        raise OutOfTime(f"{max(seconds, 0):.0f} s are left")

    def interrupt(number: int, frame: object) -> None:
        raise OutOfTime(f"it took {seconds:.0f} s and was not over")

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
