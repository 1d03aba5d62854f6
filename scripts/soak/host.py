"""The app of a soak test, and how its processes are killed."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import psutil

from scripts.attack.target import Target
from scripts.bench.server import Server, troubles
from scripts.soak.memory_growth import MemoryGrowth

# Time limit for the processes to end after the app was ended or killed.
GONE_SECONDS = 30
# As visitors have it: with limits of uploads.
SCRIPT = "scripts/hosting/serve.py"
MEGABYTE = 2**20
WORKER_KILL_SECONDS = 60
WEB_KILLS = 2
TELL_SECONDS = 60


class Host:
    """The app under test: started, killed and restarted on one port.

    Args:
        folder: An empty folder, for all that the app writes.

    Attributes:
        growth: Of the memory of the web process.
        peak: The most memory that a web process had, in megabytes.
        left: Command lines of processes that did not end with the app.
        troubles: What the logs say of errors, the first of each kind and start.
        server: The app as it runs now.
    """

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
        self.growth = MemoryGrowth()
        self.peak = 0.0
        self.left: list[str] = []
        self.troubles: list[str] = []
        self.server = Server(self._log, self._environment, script=SCRIPT)
        self.server.wait_until_healthy()
        self._family: dict[int, psutil.Process] = {}

    def target(self) -> Target:
        """Return the app as it runs now, for an attack."""
        return Target(self.server, self._home, GONE_SECONDS)

    @property
    def database(self) -> Path:
        """The file of the app's store."""
        return self._home / "trazo.db"

    def watch(self, strokes: int) -> None:
        """Record the processes, and the growth of the web process's memory.

        Args:
            strokes: Those that visitors have drawn so far.
        """
        process = self.server.process
        with contextlib.suppress(psutil.Error):
            for member in [process, *process.children(recursive=True)]:
                self._family[member.pid] = member
            now = process.memory_info().rss / MEGABYTE
            self.peak = max(self.peak, now)
            self.growth.note(now, strokes)

    def kill_worker(self) -> bool:
        """Kill a worker; return whether there was one."""
        with contextlib.suppress(psutil.Error):
            for child in self.server.process.children(recursive=True):
                if any("--multiprocessing-fork" in part for part in child.cmdline()):
                    child.kill()
                    return True
        return False

    def kill_and_start(self, strokes: int) -> None:
        """Kill the web process, and start another on the same port.

        Args:
            strokes: Those that visitors have drawn so far.
        """
        port = self.server.port
        self._read_log()
        self.server.process.kill()
        self.server.process.wait(10)
        self._note_left()
        self.server = Server(self._log, self._environment, port, script=SCRIPT)
        self.server.wait_until_healthy()
        self.growth.begin(strokes)

    def end(self) -> None:
        """End the app as an operator does."""
        self._read_log()
        self.server.end()
        self._note_left()

    def _read_log(self) -> None:
        # Before the end: then workers complain that the engine has gone. The next
        # start writes another log in its place.
        self.troubles += troubles(self._log.read_text(errors="replace"))

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


async def disturb(
    host: Host,
    seconds: float,
    strokes: Callable[[], int],
    so_far: Callable[[], str],
    around_web_kill: Callable[
        [], AbstractAsyncContextManager[None]
    ] = contextlib.nullcontext,
) -> Counter[str]:
    """Kill a worker every minute and the web process twice; print how it goes.

    Args:
        host: The app.
        seconds: How long.
        strokes: Returns how many strokes visitors have drawn.
        so_far: Returns what is printed now and then.
        around_web_kill: What is done before the web process is killed, and after
            another one was started.

    Returns:
        How many workers and web processes were killed.
    """
    began = time.monotonic()
    kills: Counter[str] = Counter()
    web_kills = [
        began + seconds * (place + 1) / (WEB_KILLS + 1) for place in range(WEB_KILLS)
    ]
    next_worker = began + WORKER_KILL_SECONDS
    next_word = began + TELL_SECONDS
    while time.monotonic() < began + seconds:
        await asyncio.sleep(1)
        now = time.monotonic()
        host.watch(strokes())
        if now >= next_word:
            next_word += TELL_SECONDS
            print(f"{now - began:.0f} s: {so_far()}", flush=True)
        if web_kills and now >= web_kills[0]:
            web_kills.pop(0)
            async with around_web_kill():
                await asyncio.to_thread(host.kill_and_start, strokes())
            kills["web"] += 1
        elif now >= next_worker:
            next_worker += WORKER_KILL_SECONDS
            kills["worker"] += host.kill_worker()
    return kills
