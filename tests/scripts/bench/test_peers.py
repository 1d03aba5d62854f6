"""The peers are measured where they are installed, and are left out elsewhere."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from core.datasets import loader
from scripts.bench import __main__ as bench
from scripts.bench import peers, results_table
from scripts.bench.results_table import Measured

# The first epoch compiles the network; what a script prints besides is no epoch.
EPOCHS = "seconds 9.0 0 0\n469/469 - 3s\nseconds 2.0 0 0\nseconds 4.0 0 0\n"


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """Where the peers would be."""
    monkeypatch.setattr(peers, "ENVIRONMENT", tmp_path / "peers")
    monkeypatch.setattr(peers, "EPOCHS", 3)
    return tmp_path / "peers"


@pytest.fixture
def asked(environment, tmp_path):
    """The file in which a Python of the peers notes what it is asked."""
    python = peers.python()
    python.parent.mkdir(parents=True)
    noted = tmp_path / "asked"
    python.write_text(
        f'#!{shutil.which("sh")}\necho "$KERAS_BACKEND $*" >> "{noted}"\n'
        f'printf "{EPOCHS}"\n'
    )
    python.chmod(0o700)
    return noted


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_the_values_are_medians_of_all_epochs_but_the_first(asked):
    found = peers.measure(["epoch_jax_s", "epoch_pytorch_s"])
    assert found == {"epoch_jax_s": Measured(3.0), "epoch_pytorch_s": Measured(3.0)}
    assert asked.read_text().splitlines() == [
        "jax -m scripts.bench.article 3",
        "torch -m scripts.bench.article_pytorch 3",
    ]


def test_where_they_are_not_installed_the_table_says_so(
    environment, monkeypatch, capsys
):
    monkeypatch.setattr(loader, "available", lambda: loader.Source.MNIST)
    monkeypatch.setattr(sys, "argv", ["bench", "epoch_jax_s"])
    saved: list[dict[str, Measured]] = []
    monkeypatch.setattr(results_table, "save", saved.append)
    assert bench.main() == 0
    printed = capsys.readouterr().out
    assert "left out: epoch_jax_s: PyTorch and JAX are not installed" in printed
    assert saved == []


def test_keras_on_jax_is_the_keras_of_the_app():
    def pin(path):
        return re.findall(r"^keras==([\w.]+)", path.read_text(), re.M)

    ours = Path(results_table.__file__).parents[2] / "requirements.txt"
    assert pin(peers.PINS) == pin(ours) != []
