"""A PostgreSQL server in a folder of its own, which can be stopped and suspended."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from ephemeral_port_reserve import reserve

from scripts.setup import install_servers

USER = "postgres"
FIRST = ("--no-sync", "--auth=trust", f"--username={USER}", "--encoding=UTF8")
READY_SECONDS = 60
END_SECONDS = 30
POLL_SECONDS = 0.1


class Postgresql:
    """A server that only this machine can reach; `serving` makes one.

    Args:
        programs: Folder of PostgreSQL's programs.
        folder: Its own folder, with the databases in ``data``.
        command: Words of a command that runs the server's command.

    Attributes:
        url: URL of its first database, with the path ``/postgres``.
    """

    def __init__(self, programs: Path, folder: Path, command: list[str]) -> None:
        self._programs, self._folder, self._command = programs, folder, command
        self._port = str(reserve())
        self._running: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql://{USER}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it, without waiting until it answers.

        Called by the main thread: the server ends with the thread that started it.
        """
        self._running = subprocess.Popen(
            [
                *self._command,
                str(self._programs / "postgres"),
                *("-D", str(self._folder / "data"), "-p", self._port),
                *("-h", "127.0.0.1", "-k", str(self._folder), "-F"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until it answers.

        Raises:
            TimeoutError: It does not, in so many seconds.
        """
        ready = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1"]
        end = time.monotonic() + seconds
        while subprocess.run([*ready, "-p", self._port], check=False).returncode:
            if time.monotonic() > end:
                raise TimeoutError("PostgreSQL does not start")
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End it, with all connections: SIGTERM would wait for them."""
        running, self._running = self._running, None
        if running is None:
            return
        running.send_signal(signal.SIGINT)
        try:
            running.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()

    def suspend(self) -> None:
        """Have it answer nothing, though its connections stay open."""
        for process in self.processes():
            process.suspend()

    def resume(self) -> None:
        """Have it go on."""
        for process in reversed(self.processes()):
            process.resume()

    def processes(self) -> list[psutil.Process]:
        """Return its processes; the one that starts the others is first."""
        if self._running is None:
            return []
        first = psutil.Process(self._running.pid)
        return [first, *first.children(recursive=True)]


def is_installed() -> bool:
    """Say whether this machine has what a server needs."""
    return None not in (install_servers.postgresql(), shutil.which("setpriv"))


@contextlib.contextmanager
def serving() -> Iterator[Postgresql]:
    """Start a server, which ends with the block, or with this process.

    Raises:
        LookupError: PostgreSQL or setpriv is not installed.
    """
    programs, setpriv = install_servers.postgresql(), shutil.which("setpriv")
    if programs is None or setpriv is None:
        raise LookupError(
            "no PostgreSQL here: run python -m scripts.setup.install_servers"
        )
    # Not the temporary folder of a test, which other users cannot read.
    folder = Path(tempfile.mkdtemp(prefix="trazo-postgresql-"))
    command = [setpriv, "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, so root switches to another user first.
        account = pwd.getpwnam(USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
        command += [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    try:
        subprocess.run(
            [*command, str(programs / "initdb"), *FIRST, "-D", str(folder / "data")],
            check=True,
            capture_output=True,
        )
        server = Postgresql(programs, folder, command)
        server.start()
        try:
            server.wait_until_ready()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
