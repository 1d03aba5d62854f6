"""Runs a module that imports Keras in a process of its own."""

import subprocess
import sys

from scripts.bench.server import ROOT


def output(module: str, *arguments: str, seconds: float) -> str:
    """Return what a module prints.

    Args:
        module: Its name, as ``python -m`` takes it.
        arguments: What it is given.
        seconds: Longest time that it may take.
    """
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=seconds,
        check=True,
    ).stdout
