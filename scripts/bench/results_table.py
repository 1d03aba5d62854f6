"""The rows of the benchmark with their units and bounds, as table and as JSON."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LATEST = Path(__file__).parent.parent.parent / ".bench" / "latest.json"


@dataclass(frozen=True)
class Row:
    """One row of the benchmark.

    Attributes:
        name: Name of the row; it must not change, since other tools read the file.
        unit: Unit of the value.
        bound: Largest acceptable value; None if there is no bound.
    """

    name: str
    unit: str
    bound: float | None = None


@dataclass(frozen=True)
class Measured:
    """Measured value of a row.

    Attributes:
        value: Value in the row's unit.
        peer: Seconds of what a ratio compares with; None for other rows.
        interval: Where the true value lies; None where one measurement does not tell.
            A row with one is over its bound only where all of it is.
    """

    value: float
    peer: float | None = None
    interval: tuple[float, float] | None = None


Results = Mapping[str, Measured]

# Of the account of a short run.
RUN_PRESETS = ("article", "fast")
RUN_PARTS = (
    "waking",
    "data",
    "building",
    "tracing",
    "batches",
    "validation",
    "keeping",
    "export",
    "overhead",
)
MOST_OVERHEAD_S = 0.5

ROWS = (
    Row("first_page_s", "s", 6),
    Row("first_page_cpu_s", "s", 2.5),
    Row("first_answer_s", "s", 1),
    Row("stroke_idle_p50_ms", "ms"),
    Row("stroke_idle_p95_ms", "ms", 60),
    Row("number_p50_ms", "ms"),
    Row("number_p95_ms", "ms", 120),
    Row("stroke_training_p50_ms", "ms"),
    Row("stroke_training_p95_ms", "ms", 150),
    Row("visitors30_p50_ms", "ms"),
    Row("visitors30_p95_ms", "ms", 500),
    Row("line29_p50_ms", "ms"),
    Row("line29_p95_ms", "ms", 500),
    *(
        row
        for room in ("room30", "room30_two")
        for row in (
            Row(f"{room}_p95_ms", "ms", 150),
            Row(f"{room}_press_p95_ms", "ms"),
            Row(f"{room}_wall_p95_s", "s", 2),
            Row(f"{room}_pause_p95_s", "s", 2),
            Row(f"{room}_memory_mb", "MB", 450),
            Row(f"{room}_cpu_s", "s"),
        )
    ),
    Row("inside_p95_ms", "ms", 150),
    Row("occlusion_p95_ms", "ms", 500),
    Row("class30_s", "s", 90),
    Row("class30_first_point_p95_s", "s", 60),
    Row("class30_mean_percent", "%"),
    Row("class30_worst_percent", "%"),
    Row("memory_web_mb", "MB", 300),
    Row("memory_training_mb", "MB", 1536),
    Row("memory_idle_mb", "MB", 450),
    Row("first_point_cold_s", "s", 15),
    Row("first_point_warm_s", "s", 2),
    Row("runs_per_hour_1", "runs/h"),
    Row("runs_per_hour_2", "runs/h"),
    Row("runs_per_hour_4", "runs/h"),
    Row("scheduler_ms", "ms"),
    Row("epoch_ratio", "ratio", 1.0),
    Row("epoch_system_s", "s"),
    Row("epoch_system_bare_s", "s"),
    Row("epoch_faults", "faults"),
    Row("epoch_faults_bare", "faults"),
    Row("epoch_ratio_watched", "ratio", 1.1),
    # The article's network in the app's peers.
    Row("epoch_bare_s", "s"),
    Row("epoch_jax_s", "s"),
    Row("epoch_pytorch_s", "s"),
    Row("watch_ratio", "ratio", 1.03),
    Row("time_to_99_ratio", "ratio", 0.15),
    Row("estimate_ratio", "ratio"),
    Row("begin_engine_s", "s"),
    Row("begin_wake_s", "s"),
    Row("begin_handover_s", "s"),
    Row("begin_queue_s", "s"),
    *(
        Row(
            f"run_{preset}_{part}_{unit}",
            "s",
            MOST_OVERHEAD_S if (part, unit) == ("overhead", "s") else None,
        )
        for preset in RUN_PRESETS
        for part in RUN_PARTS
        for unit in ("s", "cpu_s")
    ),
)


def as_text(results: Results) -> str:
    """Return the measured rows as a table for a terminal."""
    lines = [
        f"{'row':<30}{'value':>10} {'unit':<6}{'bound':>8}  {'met':<5} "
        f"{'peer':<8} interval"
    ]
    for row in ROWS:
        measured = results.get(row.name)
        if measured is None:
            continue
        bound = "" if row.bound is None else f"{row.bound:g}"
        peer = "" if measured.peer is None else f"{measured.peer:.3g} s"
        interval = " to ".join(_rounded(end) for end in measured.interval or ())
        lines.append(
            f"{row.name:<30}{_rounded(measured.value):>10} {row.unit:<6}{bound:>8}  "
            f"{_verdict(row, measured):<5} {peer:<8} {interval}".rstrip()
        )
    return "\n".join(lines)


def missed(results: Results) -> list[str]:
    """Return the names of the measured rows that are certainly over their bound."""
    return [
        row.name
        for row in ROWS
        if row.name in results and _verdict(row, results[row.name]) == "NO"
    ]


def save(results: Results, path: Path = LATEST) -> None:
    """Write the results as JSON; rows that were not measured keep their values."""
    known = json.loads(path.read_text()) if path.is_file() else {}
    for row in ROWS:
        measured = results.get(row.name)
        if measured is None:
            continue
        known[row.name] = {"value": _significant(measured.value), "unit": row.unit}
        if measured.peer is not None:
            known[row.name]["peer"] = _significant(measured.peer)
        if measured.interval is not None:
            known[row.name]["interval"] = [
                _significant(end) for end in measured.interval
            ]
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(known, indent=2) + "\n")


def _verdict(row: Row, measured: Measured) -> str:
    if row.bound is None:
        return ""
    low, high = measured.interval or (measured.value, measured.value)
    if low <= row.bound < high:
        return "open"
    return "yes" if high <= row.bound else "NO"


def _significant(value: float, digits: int = 4) -> float:
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _rounded(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
