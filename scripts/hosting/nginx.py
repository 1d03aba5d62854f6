"""Runs nginx with the configuration of this folder, for the bench and for tests."""

import contextlib
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.setup import install_servers

CONFIGURATION = Path(__file__).with_name("nginx.conf")
# What it listens on, and the web processes behind it.
PORT, WEB_PORTS = "8600", ("8601", "8602")


@contextlib.contextmanager
def running(
    folder: Path, changes: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run nginx, which ends with the block; it may need a moment to answer.

    Args:
        folder: An empty one, for its files; its log is ``nginx.log``.
        changes: Texts of the configuration, by what they replace.

    Raises:
        LookupError: nginx is not installed, or the configuration has no such text.
    """
    program = install_servers.nginx()
    if program is None:
        raise LookupError("no nginx here: run python -m scripts.setup.install_servers")
    (folder / "nginx.conf").write_text(changed(changes), "utf-8")
    command = [program, "-e", "stderr", "-p", str(folder), "-c", "nginx.conf"]
    with (
        (folder / "nginx.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


def changed(changes: Mapping[str, str]) -> str:
    """Return the configuration with other texts in it.

    All are replaced at once, and no port within a longer number: one that was put in
    may look like one that is still to be replaced.

    Args:
        changes: See `running`.

    Raises:
        LookupError: The configuration has no such text.
    """
    text = CONFIGURATION.read_text("utf-8")
    for found in changes:
        if found not in text:
            raise LookupError(f"nginx.conf does not have {found!r}")
    texts = "|".join(re.escape(found) for found in changes)
    return re.sub(rf"(?<!\d)(?:{texts})(?!\d)", lambda at: changes[at[0]], text)
