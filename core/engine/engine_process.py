"""Start the engine's process from the web process, and end it."""

import contextlib
import subprocess
import sys
from pathlib import Path

import msgspec
import psutil

from core.engine import temp_dir
from core.errors import EngineUnavailable

ROOT = Path(__file__).parent.parent.parent
END_SECONDS = 5


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What an engine says on its first line, which only its parent can read.

    Attributes:
        address: Of its scheduler.
        certificate: Certificate of scheduler, workers and clients, as PEM, which
            signs itself; empty where the engine is open to everybody.
        key: The certificate's private key, as PEM; empty likewise.
    """

    address: str
    certificate: str = ""
    key: str = ""


class EngineProcess:
    """A running ``python -m core.engine``; it ends with the process that made it.

    Attributes:
        ready: Its address and the keys to it.
    """

    def __init__(self, module: str = "core.engine") -> None:
        """Start it and wait for its address, about a second.

        Args:
            module: What Python runs as the engine.

        Raises:
            EngineUnavailable: It ended before it was ready.
        """
        # The pipe to its standard input is what ties the two lives together: the
        # system closes it even when this process is killed.
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise EngineUnavailable(f"exit code {self._process.wait()}")
        self.ready = msgspec.json.decode(line, type=Ready)

    @property
    def address(self) -> str:
        """The address of its scheduler."""
        return self.ready.address

    @property
    def alive(self) -> bool:
        """Whether it is still running."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it and its worker."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()
        self._process.stdout.close()

    def _kill(self) -> None:
        """Kill it with all that it has started, and remove what they leave."""
        engine = psutil.Process(self._process.pid)
        # A killed engine no longer ends its worker, nor removes its folder.
        family = [engine, *engine.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family)
        self._process.wait()
        temp_dir.remove(self._process.pid)
