"""Run the soak test: ``python -m scripts.soak [SECONDS] [--class] [--adversary]``.

Thirty visitors with real websockets draw and train, while a worker is killed every
minute and the web process twice. The last line printed has the counts; the exit status
is 1 if one of them is wrong. With ``--adversary``, somebody among them attacks once a
minute. With ``--class``, a teacher leads them through a lesson in a class room instead:
see `scripts.soak.class_soak`. All traffic stays on the local machine.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from core.datasets import loader
from core.runs.records import SavedRun
from core.store.store import Store
from scripts.soak import class_soak
from scripts.soak.adversary import GAP_SECONDS, Tried, annoy
from scripts.soak.host import Host, disturb
from scripts.soak.simulated_visitor import Seen, visit

VISITORS = 30
DEFAULT_SECONDS = 3600
MOST_GROWTH_MB = 50
MOST_MS = 500


async def _soak(
    host: Host, seconds: float, *, adversary: bool = False
) -> tuple[list[Seen], Counter[str], list[Tried]]:
    began = time.monotonic()
    until = began + seconds
    everyone = [Seen(seed) for seed in range(VISITORS)]
    visits = [
        asyncio.create_task(visit(host.server.url, seen, until)) for seen in everyone
    ]
    # In a short test too, some attacks fall between two kills.
    gap = min(GAP_SECONDS, seconds / 10)
    nuisance = asyncio.create_task(
        annoy(host.target, until if adversary else began, gap=gap)
    )
    kills = await disturb(
        host,
        seconds,
        lambda: len(_strokes(everyone)),
        lambda: _so_far(host, everyone),
    )
    await asyncio.gather(*visits)
    return everyone, kills, await nuisance


def _strokes(everyone: list[Seen]) -> list[float]:
    return [ms for seen in everyone for ms in seen.milliseconds]


def _p95(strokes: list[float]) -> float:
    return float(np.percentile(strokes, 95)) if strokes else float("inf")


def _so_far(host: Host, everyone: list[Seen]) -> str:
    strokes = _strokes(everyone)
    asked = sum(seen.asked for seen in everyone)
    return (
        f"{len(strokes)} strokes, p95 {_p95(strokes):.0f} ms, {asked} runs asked for, "
        f"memory {host.growth}"
    )


def _runs(folder: Path, everyone: list[Seen]) -> dict[str, tuple[SavedRun, ...]]:
    store = Store.open(f"sqlite:///{folder / 'home' / 'trazo.db'}")
    try:
        return {seen.workspace: store.list_runs(seen.workspace) for seen in everyone}
    finally:
        store.close()


def _mixed(seen: Seen, own: tuple[SavedRun, ...]) -> int:
    """Count the runs of other visitors that a visitor has or has seen."""
    digits = loader.counts(loader.Source.SAMPLE)[1]
    right = {
        f"{round(run.accuracy * digits)} of" for run in own if run.accuracy is not None
    }
    foreign = sum(run.settings.seed != seen.seed for run in own)
    return foreign + sum(
        not any(f" {text}" in result for text in right) for result in seen.results
    )


def main() -> int:
    """Run the soak test; return 0 if every count is right, else 1."""
    parser = argparse.ArgumentParser(description="Run the soak test.")
    parser.add_argument("seconds", type=float, nargs="?", default=DEFAULT_SECONDS)
    parser.add_argument("--class", dest="is_class", action="store_true", help="a class")
    parser.add_argument("--seats", type=int, default=VISITORS, help="of the class")
    parser.add_argument("--adversary", action="store_true", help="attack meanwhile")
    asked = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("TRAZO_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="trazo-soak-") as name:
        folder = Path(name)
        host = Host(folder)
        if asked.is_class:
            return class_soak.run(
                host, asked.seats, asked.seconds, adversary=asked.adversary
            )
        try:
            everyone, kills, tried = asyncio.run(
                _soak(host, asked.seconds, adversary=asked.adversary)
            )
        finally:
            host.end()
        runs = _runs(folder, everyone)
        temporary = [
            path.name
            for left in (folder / "tmp", folder / "home" / "engine")
            if left.is_dir()
            for path in left.iterdir()
        ]
    return _told(host, everyone, kills, runs, temporary, tried)


def _told(
    host: Host,
    everyone: list[Seen],
    kills: Counter[str],
    runs: dict[str, tuple[SavedRun, ...]],
    temporary: list[str],
    tried: list[Tried],
) -> int:
    strokes = _strokes(everyone)
    p95 = _p95(strokes)
    asked = sum(seen.asked for seen in everyone)
    lost = {
        seen.workspace: max(0, seen.asked - len(runs[seen.workspace]))
        for seen in everyone
    }
    kept = [run for own in runs.values() for run in own]
    failed = [run for run in kept if run.error is not None]
    complaints = [text for seen in everyone for text in seen.complaints]
    counts = {
        "lost": sum(lost.values()),
        "mixed": sum(_mixed(seen, runs[seen.workspace]) for seen in everyone),
        "failed": len(failed),
        "complaints": len(complaints),
        "processes left": len(host.left),
        "files left": len(temporary),
        "attacks not held": sum(each.has_held is False for each in tried),
    }
    for each in tried:
        print(f"attack: {each}")
    for text in complaints[:5] + [str(run.error) for run in failed[:5]]:
        print(f"seen: {text}")
    for seen in everyone:
        if lost[seen.workspace]:
            print(
                f"lost: {lost[seen.workspace]} of {seen.asked} runs of a visitor who "
                f"came back {seen.interruptions} times"
            )
    for name in [*host.left[:5], *temporary[:5]]:
        print(f"left behind: {name}")
    off = [name for name, count in counts.items() if count]
    off += ["p95"] if p95 >= MOST_MS else []
    off += ["memory"] if (host.growth.most or 0) >= MOST_GROWTH_MB else []
    done = sum(run.ending is not None for run in kept)
    print(
        f"{len(everyone)} visitors, {len(strokes)} strokes, "
        f"p50 {np.median(strokes or [np.inf]):.0f} ms, p95 {p95:.0f} ms, "
        f"{asked} runs asked for, {done} over, "
        + ", ".join(f"{count} {name}" for name, count in counts.items())
        + f", memory {host.growth}, killed {kills['worker']} workers and "
        f"{kills['web']} web processes, {len(tried)} attacks: "
        + (f"off: {', '.join(off)}" if off else "good")
    )
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
