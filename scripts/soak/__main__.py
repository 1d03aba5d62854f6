"""Run the soak test: ``python -m scripts.soak [SECONDS] [--adversary]``.

Thirty visitors with real websockets draw and train, while a worker is killed every
minute and the web process twice. The last line printed has the counts; the exit status
is 1 if one of them is wrong. With ``--adversary``, somebody among them attacks once a
minute. All traffic stays on the local machine.
"""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import psutil

from core.datasets import loader
from core.runs.records import SavedRun
from core.store.store import Store
from scripts.attack.target import Target
from scripts.bench.server import Server
from scripts.soak.adversary import GAP_SECONDS, Tried, annoy
from scripts.soak.simulated_visitor import Seen, visit

VISITORS = 30
DEFAULT_SECONDS = 3600
WORKER_KILL_SECONDS = 60
WEB_KILLS = 2
MOST_GROWTH_MB = 50
MOST_MS = 500
# Time after a start in which caches fill.
WARM_UP_SECONDS = 30
# Time limit for the processes to end after the app was ended or killed.
GONE_SECONDS = 30
TELL_SECONDS = 300
# As visitors have it: with limits of uploads.
SCRIPT = "scripts/hosting/serve.py"
MEGABYTE = 2**20


class Host:
    """The app under test: started, killed and restarted on one port."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "server.log"
        self._home = folder / "home"
        self._environment = {
            "TRAZO_HOME": str(self._home),
            "KERAS_HOME": str(folder / "keras"),
            "TMPDIR": str(folder / "tmp"),
            # Nothing listens there, so no byte leaves the machine.
            "HTTPS_PROXY": "http://127.0.0.1:9",
        }
        (folder / "tmp").mkdir()
        self.growth: list[float] = []
        self.left: list[str] = []
        self.server = Server(self._log, self._environment, script=SCRIPT)
        self.server.wait_until_healthy()
        self._family: dict[int, psutil.Process] = {}
        self._warm: float | None = None

    def target(self) -> Target:
        """Return the app as it runs now, for an attack."""
        return Target(self.server, self._home, GONE_SECONDS)

    def watch(self, seconds_up: float) -> None:
        """Record the processes, and the growth of the web process's memory."""
        process = self.server.process
        with contextlib.suppress(psutil.Error):
            for member in [process, *process.children(recursive=True)]:
                self._family[member.pid] = member
            if seconds_up > WARM_UP_SECONDS:
                now = process.memory_info().rss / MEGABYTE
                self._warm = now if self._warm is None else self._warm
                self.growth.append(now - self._warm)

    def kill_worker(self) -> bool:
        """Kill a worker; return whether there was one."""
        with contextlib.suppress(psutil.Error):
            for child in self.server.process.children(recursive=True):
                if any("--multiprocessing-fork" in part for part in child.cmdline()):
                    child.kill()
                    return True
        return False

    def kill_and_start(self) -> None:
        """Kill the web process, and start another on the same port."""
        port = self.server.port
        self.server.process.kill()
        self.server.process.wait(10)
        self._note_left()
        self.server = Server(self._log, self._environment, port, script=SCRIPT)
        self.server.wait_until_healthy()
        self._warm = None

    def end(self) -> None:
        """End the app as an operator does."""
        self.server.end()
        self._note_left()

    def _note_left(self) -> None:
        # `psutil.wait_procs` sometimes raises FileNotFoundError, from pidfd_open,
        # for a process that ends at that moment.
        end = time.monotonic() + GONE_SECONDS
        while (left := self._left()) and time.monotonic() < end:
            time.sleep(0.2)
        self.left += left
        self._family = {}

    def _left(self) -> list[str]:
        """Return the command lines of the app's processes that have not ended."""
        found = []
        for process in self._family.values():
            with contextlib.suppress(psutil.Error):
                if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(" ".join(process.cmdline())[:80])
        return found


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
    kills: Counter[str] = Counter()
    up_since = began
    web_kills = [
        began + seconds * (place + 1) / (WEB_KILLS + 1) for place in range(WEB_KILLS)
    ]
    next_worker = began + WORKER_KILL_SECONDS
    next_word = began + TELL_SECONDS
    while time.monotonic() < until:
        await asyncio.sleep(1)
        now = time.monotonic()
        host.watch(now - up_since)
        if now >= next_word:
            next_word += TELL_SECONDS
            print(f"{now - began:.0f} s: {_so_far(host, everyone)}", flush=True)
        if web_kills and now >= web_kills[0]:
            web_kills.pop(0)
            await asyncio.to_thread(host.kill_and_start)
            kills["web"] += 1
            up_since = time.monotonic()
        elif now >= next_worker:
            next_worker += WORKER_KILL_SECONDS
            kills["worker"] += host.kill_worker()
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
        f"memory +{max(host.growth, default=0.0):.0f} MB"
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
    parser.add_argument("--adversary", action="store_true", help="attack meanwhile")
    asked = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("TRAZO_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="trazo-soak-") as name:
        folder = Path(name)
        host = Host(folder)
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
    growth = max(host.growth, default=0.0)
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
    off += ["memory"] if growth >= MOST_GROWTH_MB else []
    done = sum(run.ending is not None for run in kept)
    print(
        f"{len(everyone)} visitors, {len(strokes)} strokes, "
        f"p50 {np.median(strokes or [np.inf]):.0f} ms, p95 {p95:.0f} ms, "
        f"{asked} runs asked for, {done} over, "
        + ", ".join(f"{count} {name}" for name, count in counts.items())
        + f", memory +{growth:.0f} MB, killed {kills['worker']} workers and "
        f"{kills['web']} web processes, {len(tried)} attacks: "
        + (f"off: {', '.join(off)}" if off else "good")
    )
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
