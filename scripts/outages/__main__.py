"""Cause outages of the database: ``python -m scripts.outages [NAME…]``.

For each outage it starts the app on a free port of this machine, with visitors who
draw, train, begin a run and open pages before, during and after the outage. It prints
a line: whether nothing of anybody was lost, each page came within two seconds and
training went on. The exit status is 1 if not. All traffic stays on this machine, and
only processes that this script has started are ended or suspended.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from scripts.attack.target import running
from scripts.outages.causes import CAUSES, ON_A_DISK, Cause, command_on_a_disk
from scripts.outages.verdict import Verdict, judge
from scripts.outages.visitors import Classroom

SECONDS = 30.0
# Longest time for anything that the visitors wait for.
PATIENCE_SECONDS = 300.0
# For all of one outage.
MOST_SECONDS = 1800


async def endure(
    url: str, cause: Cause, seconds: float, *, stops: bool = False
) -> Verdict:
    """Cause an outage of a running app, with visitors, and end it.

    Args:
        url: URL of the app.
        cause: Of the outage.
        seconds: How long the outage lasts.
        stops: See `Classroom.suffer`.
    """
    async with (
        asyncio.timeout(MOST_SECONDS),
        Classroom(url, PATIENCE_SECONDS) as classroom,
    ):
        await classroom.settle()
        classroom.seen.began = time.monotonic()
        await asyncio.to_thread(cause.begin)
        try:
            await classroom.suffer(seconds, stops=stops)
        finally:
            # By this thread: a server that it starts ends with it.
            cause.end()
            classroom.seen.ended = time.monotonic()
        await classroom.recover()
        return await judge(cause.database, classroom.seen)


def run(name: str, folder: Path, seconds: float, *, stops: bool = False) -> Verdict:
    """Start the app, and cause one outage.

    Args:
        name: Which: a key of `CAUSES`.
        folder: Folder for the app's log, its home and its cache.
        seconds: How long the outage lasts.
        stops: See `Classroom.suffer`.
    """
    home = folder / "home"
    home.mkdir(exist_ok=True)
    with (
        CAUSES[name](home) as cause,
        running(folder, patience=PATIENCE_SECONDS, **cause.environment) as target,
    ):
        try:
            return asyncio.run(endure(target.url, cause, seconds, stops=stops))
        except Exception as error:  # noqa: BLE001  of any kind: it did not hold
            return Verdict(missed=(f"{type(error).__name__}: {error}",))


def main() -> int:
    """Cause the outages that are named, or all; return 0 if Trazo held each time."""
    parser = argparse.ArgumentParser(description="Cause outages of the database.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(CAUSES))
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument(
        "--stop", action="store_true", help="the first run is stopped meanwhile"
    )
    parser.add_argument("--folder", type=Path, help="on a disk for one outage")
    asked = parser.parse_args()
    names = asked.names or list(CAUSES)
    unknown = [name for name in names if name not in CAUSES]
    if unknown:
        parser.error(f"unknown: {' '.join(unknown)}; there are: {' '.join(CAUSES)}")
    for variable in [each for each in os.environ if each.startswith("TRAZO_")]:
        del os.environ[variable]
    options = ["--seconds", str(asked.seconds), *(["--stop"] if asked.stop else [])]
    failed = []
    for name in names:
        with tempfile.TemporaryDirectory(prefix="trazo-outage-") as made:
            folder = asked.folder or Path(made)
            held = (
                _on_a_disk(name, folder, options)
                if name in ON_A_DISK and asked.folder is None
                else _told(name, folder, asked.seconds, stops=asked.stop)
            )
            failed += [] if held else [name]
    return 1 if failed else 0


def _told(name: str, folder: Path, seconds: float, *, stops: bool) -> bool:
    verdict = run(name, folder, seconds, stops=stops)
    word = "held" if verdict.held else "DID NOT HOLD"
    lost = "; ".join(verdict.lost) or "nothing"
    print(f"{name} for {seconds:g} s: {word}: {verdict.figures}; lost: {lost}")
    for missed in (*verdict.missed, *verdict.slow):
        print(f"{name}: {missed}")
    sys.stdout.flush()
    return verdict.held


def _on_a_disk(name: str, folder: Path, options: Sequence[str]) -> bool:
    """Do the same in a process whose folder `home` is on a small disk."""
    home = folder / "home"
    home.mkdir()
    words = [sys.executable, "-m", "scripts.outages", name, *options]
    words += ["--folder", str(folder)]
    return subprocess.run(command_on_a_disk(home, words), check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
