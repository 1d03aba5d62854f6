"""Has files opened by a limited process, one at a time."""

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from core.errors import UploadsBusy, UploadTooHeavy, UploadTooSlow
from core.sandbox import frames, refusals
from core.sandbox.frames import BadFrame, Frame
from core.sandbox.limits import LIMITS, FileKind

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-m", "core.sandbox")
# Longest time that somebody waits for the files of others.
LINE_SECONDS = 60.0
# Threads of NumPy's library, which nothing here needs, would take 8 MB each.
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

log = logging.getLogger(__name__)


class Sandbox:
    """Has files opened one at a time; safe to share between threads.

    A process opens one file and ends. The next one is started ahead by `warm`, since
    Python, NumPy and Pillow take a while; it ends by itself if no file comes.

    Args:
        command: Starts the process.
        line_seconds: Longest time to wait for the files of others.
        stays_warm: Whether the next process is started ahead after each picture too.
    """

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        line_seconds: float = LINE_SECONDS,
        *,
        stays_warm: bool = False,
    ) -> None:
        self._command = command
        self._stays_warm = stays_warm
        self._line_seconds = line_seconds
        self._line = threading.Lock()
        self._waiting = 0
        self._spare: subprocess.Popen[bytes] | None = None
        self._spare_lock = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being opened."""
        return self._line.locked()

    @property
    def waiting(self) -> int:
        """How many wait for the files of others."""
        return self._waiting

    def warm(self) -> None:
        """Start the process for the next file, unless there is one."""
        with self._spare_lock:
            if self._spare is not None and self._spare.poll() is not None:
                _end(self._spare)
                self._spare = None
            if self._spare is None:
                self._spare = self._start()

    def answers(
        self, kind: FileKind, file: bytes | Path
    ) -> Generator[Frame, None, None]:
        """Have a file opened, and yield what the process answers.

        The line is held until the last answer is taken or the iterator is closed.

        Args:
            kind: What the file is said to be.
            file: Its bytes, or where it is.

        Raises:
            UploadError: It is refused.
        """
        self._enter_line()
        try:
            yield from self._answers(kind, file)
        finally:
            if self._stays_warm and kind is FileKind.PICTURE:
                # Who tries one picture tries another, and a class does so together.
                self.warm()
            self._line.release()

    def _enter_line(self) -> None:
        """Wait until the files of others are opened."""
        with self._spare_lock:
            self._waiting += 1
        try:
            if not self._line.acquire(timeout=self._line_seconds):
                raise UploadsBusy(f"{self._line_seconds} seconds")
        finally:
            with self._spare_lock:
                self._waiting -= 1

    def _answers(
        self, kind: FileKind, file: bytes | Path
    ) -> Generator[Frame, None, None]:
        process = self._asked(kind, file)
        if self._stays_warm and self._waiting and kind is FileKind.PICTURE:
            # The next one starts while this one works.
            self.warm()
        limits = LIMITS[kind]
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(limits.wall_seconds, end)
        clock.daemon = True
        clock.start()
        left = limits.reply_bytes
        try:
            while True:
                answer = frames.read(_pipe(process.stdout), left)
                if answer is None:
                    break
                frame, size = answer
                left -= size
                if "error" in frame.data:
                    raise refusals.from_frame(frame.data, kind)
                yield frame
            status = process.wait()
            if late.is_set():
                raise UploadTooSlow(f"{limits.wall_seconds} seconds")
            if status:
                raise _ended(kind, status)
        except BadFrame as error:
            if late.is_set():
                raise UploadTooSlow(f"{limits.wall_seconds} seconds") from error
            process.kill()
            raise refusals.unreadable(kind, str(error)) from error
        finally:
            clock.cancel()
            _end(process)

    def _asked(self, kind: FileKind, file: bytes | Path) -> "subprocess.Popen[bytes]":
        """Return a process that has been given the file."""
        path = str(file) if isinstance(file, Path) else None
        request = json.dumps({"kind": kind.value, "path": path}).encode() + b"\n"
        content = b"" if isinstance(file, Path) else file
        with self._spare_lock:
            spare, self._spare = self._spare, None
        if spare is not None:
            if _give(spare, request):
                # It has waited, and may end at any moment until it has read this.
                return self._fed(spare, content)
            _end(spare)
        process = self._start()
        _give(process, request)
        return self._fed(process, content)

    @staticmethod
    def _fed(
        process: "subprocess.Popen[bytes]", content: bytes
    ) -> "subprocess.Popen[bytes]":
        """Write a file to a process, from a thread: it may stop reading before."""

        def feed() -> None:
            with contextlib.suppress(OSError, ValueError):
                _pipe(process.stdin).write(content)
            with contextlib.suppress(OSError, ValueError):
                _pipe(process.stdin).close()

        threading.Thread(target=feed, daemon=True, name="sandbox-feed").start()
        return process

    def _start(self) -> "subprocess.Popen[bytes]":
        # The process needs no address of a database, and no password.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("TRAZO_")
        }
        return subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=environment | THREADS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def _give(process: "subprocess.Popen[bytes]", request: bytes) -> bool:
    if process.poll() is not None:
        return False
    try:
        _pipe(process.stdin).write(request)
        _pipe(process.stdin).flush()
    except OSError:
        return False
    return True


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        # What was not sent yet cannot be any more; another thread may be at it.
        with contextlib.suppress(OSError, ValueError):
            _pipe(pipe).close()


def _pipe(stream: Any) -> BinaryIO:
    return cast("BinaryIO", stream)


def _ended(kind: FileKind, status: int) -> Exception:
    """Return the refusal of a file over which the process ended."""
    import signal  # noqa: PLC0415  its names differ between systems

    log.warning("the process that opened a file ended with status %d", status)
    if status in (-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 0)):
        return UploadTooSlow(f"status {status}")
    if status == -getattr(signal, "SIGABRT", 0):
        # What C++ does when it gets no memory.
        return UploadTooHeavy(f"status {status}")
    return refusals.unreadable(kind, f"status {status}")
