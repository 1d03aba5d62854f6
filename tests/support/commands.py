"""The commands of docs/hosting.md on many machines, really run."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.root import ROOT

PROGRAMS = Path(sys.executable).parent
END_SECONDS = 20
# Nothing listens there, so MNIST cannot be downloaded, with or without a network.
NO_PROXY = "http://127.0.0.1:9"


def blocks() -> list[str]:
    """Return the shell blocks of the section on many machines, in their order."""
    text = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    section = text.partition("\n## On many machines\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


def block(word: str) -> str:
    """Return the one shell block of that section that contains a word."""
    (found,) = [text for text in blocks() if word in text]
    return found


@dataclass(frozen=True)
class Terminal:
    """Where commands of the document run, each in a process group of its own.

    Attributes:
        folder: Folder for the files that they write.
        exports: Commands to run before each.
        replaced: Replacements in the commands' text: ports, addresses, paths.
    """

    folder: Path
    exports: str
    replaced: Mapping[str, str]

    def run(self, commands: str) -> None:
        """Run commands and wait for their end.

        Raises:
            CalledProcessError: One of the commands failed.
        """
        subprocess.run(
            ["bash", "-ec", self._text(commands)],
            cwd=ROOT,
            env=self._environment(),
            check=True,
            capture_output=True,
        )

    @contextlib.contextmanager
    def running(self, command: str, log: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Run a command until the block ends; then end it and its descendants.

        Args:
            command: A single line.
            log: Name of the file for its output.
        """
        with (
            (self.folder / log).open("wb") as output,
            subprocess.Popen(
                ["bash", "-ec", self._text(f"{self.exports}exec {command}")],
                cwd=ROOT,
                env=self._environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ) as process,
        ):
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.terminate()
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(END_SECONDS)
                break_down(process)

    def exported(self) -> dict[str, str]:
        """Return the environment after the exports."""
        text = subprocess.run(
            ["bash", "-ec", self._text(f"{self.exports}env -0")],
            cwd=ROOT,
            env=self._environment(),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return dict(pair.split("=", 1) for pair in text.split("\0") if pair)

    def _text(self, commands: str) -> str:
        for found, stands in self.replaced.items():
            commands = commands.replace(found, stands)
        return commands.replace(".venv/bin/", f"{PROGRAMS}/")

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if "TRAZO" not in name}
        # As for all tests: a busy machine leaves hardly anything to who gives way.
        own["TRAZO_NICENESS"] = os.environ["TRAZO_NICENESS"]
        return {
            **own,
            "PATH": f"{own['PATH']}:/usr/sbin",
            "TMPDIR": str(self.folder),
            # A separate home, as on machines that do not share a disk.
            "TRAZO_HOME": str(self.folder / "home"),
            "KERAS_HOME": str(self.folder / "keras"),
            "HTTPS_PROXY": NO_PROXY,
        }


def listens(port: int) -> bool:
    """Say whether a process of this machine accepts connections at a port."""
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False


def break_down(process: "subprocess.Popen[bytes]") -> None:
    """Kill a command and all of its descendants, as a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
