"""Runs a module that imports Keras in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping

from scripts.bench.server import ROOT


def output(
    module: str,
    *arguments: str,
    seconds: float,
    python: str = sys.executable,
    variables: Mapping[str, str] | None = None,
) -> str:
    """Return what a module prints.

    Args:
        module: Its name, as ``python -m`` takes it.
        arguments: What it is given.
        seconds: Longest time that it may take.
        python: Path of the Python that runs it.
        variables: Environment variables that it has besides those of this process.
    """
    return subprocess.run(
        [python, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **(variables or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=seconds,
        check=True,
    ).stdout


def epochs_in(printed: str) -> list[tuple[float, float, float]]:
    """Return what a script of the article's network has printed of each epoch.

    Returns:
        Seconds, system seconds and page faults of each.
    """
    lines = (line.split() for line in printed.splitlines())
    return [
        (float(words[1]), float(words[2]), float(words[3]))
        for words in lines
        if words[:1] == ["seconds"]
    ]
