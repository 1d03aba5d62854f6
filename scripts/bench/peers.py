"""Measures the article's network in PyTorch, and in Keras on JAX.

``python -m scripts.bench.peers install`` makes their environment, `ENVIRONMENT`, which
takes one or more gigabytes and which nothing else needs. Without it the rows are left
out.
"""

import argparse
import statistics
import subprocess
import sys
import venv
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.bench import separate_process
from scripts.bench.results_table import LATEST, Measured, Results

ENVIRONMENT = LATEST.parent / "peers"
PINS = Path(__file__).with_name("peers.txt")
# The first epoch compiles the network.
EPOCHS = 3
PATIENCE_SECONDS = 240


class NoPeers(Exception):
    """The environment of the peers is missing."""

    def __init__(self) -> None:
        super().__init__(
            "PyTorch and JAX are not installed for the benchmark: "
            "python -m scripts.bench.peers install"
        )


@dataclass(frozen=True)
class Peer:
    """How the article's network is trained.

    Attributes:
        module: Script that prints the seconds of each epoch.
        has_own_environment: Whether `ENVIRONMENT` runs it, not the app's own.
        variables: Environment variables that it needs.
    """

    module: str
    has_own_environment: bool = True
    variables: Mapping[str, str] = field(default_factory=dict)


PEERS = {
    "epoch_bare_s": Peer("scripts.bench.article", has_own_environment=False),
    "epoch_jax_s": Peer("scripts.bench.article", variables={"KERAS_BACKEND": "jax"}),
    # Keras brings the digits alone.
    "epoch_pytorch_s": Peer(
        "scripts.bench.article_pytorch", variables={"KERAS_BACKEND": "torch"}
    ),
}
ROWS = tuple(PEERS)


def measure(wanted: Collection[str]) -> Results:
    """Train the article's network on full MNIST in each way, one after the other.

    The values are medians of the epochs but the first, validation included.

    Raises:
        NoPeers: They are not installed.
    """
    if not python().is_file():
        raise NoPeers
    return {name: Measured(statistics.median(_seconds(PEERS[name]))) for name in wanted}


def python() -> Path:
    """Return the Python of the peers' environment, which need not be there."""
    folder = "Scripts" if sys.platform == "win32" else "bin"
    return ENVIRONMENT / folder / "python"


def _seconds(peer: Peer) -> list[float]:
    printed = separate_process.output(
        peer.module,
        str(EPOCHS),
        seconds=PATIENCE_SECONDS,
        python=str(python()) if peer.has_own_environment else sys.executable,
        variables=peer.variables,
    )
    return [seconds for seconds, *_ in separate_process.epochs_in(printed)[1:]]


def install() -> None:
    """Make the environment."""
    venv.create(ENVIRONMENT, with_pip=True)
    subprocess.run(
        [str(python()), "-m", "pip", "install", "--requirement", str(PINS)], check=True
    )


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=["install"])
    parser.parse_args()
    install()


if __name__ == "__main__":
    main()
