"""The documents are correct: commands and files exist, and languages agree."""

import json
import os
import re
import subprocess

import numpy as np
import pytest

from core import prediction
from core.settings import network, query_params
from core.settings.query_params import Part
from tests.support.root import ROOT

READMES = ["README.md", "README.es.md"]


def text(name):
    """Return a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def commands(name):
    """Return the lines of the shell blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text(name), re.DOTALL)
    return [line.split("  #")[0].strip() for line in "".join(blocks).splitlines()]


def test_both_readmes_give_the_same_commands():
    assert commands("README.md") == commands("README.es.md")


def test_make_knows_every_target():
    # From one README, since the other has the same commands.
    lines = commands("README.md")
    targets = [line.split()[1] for line in lines if line.startswith("make ")]
    assert {"run", "test", "bench"} <= set(targets)
    # The targets themselves run in CI, by hand and, except for `run`, in this test.
    environment = {
        key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ
    }
    asked = subprocess.run(
        ["make", "--dry-run", *targets],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr


@pytest.mark.parametrize("name", READMES)
def test_every_file_that_is_named_is_there(name):
    named = re.findall(r"`((?:core|pages|scripts)/[\w./]*)`", text(name))
    linked = re.findall(r"\]\((?!http)([^)#]+)", text(name))
    for path in [*named, *linked]:
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("name", READMES)
def test_every_variable_of_the_program_is_explained(name):
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("core", "tests/support")
        for path in (ROOT / folder).rglob("*.py")
    )
    used = set(re.findall(r"\"(TRAZO_\w+)\"", sources))
    assert used == set(re.findall(r"`(TRAZO_\w+)`", text(name)))


@pytest.mark.parametrize("name", READMES)
def test_the_link_in_the_readme_names_every_setting(name):
    keys = [choice.key for choice in query_params.CHOICES]
    for key in [*keys, network.BLOCKS_KEY, network.DENSE_KEY, query_params.HIDE_KEY]:
        assert f"`{key}=`" in text(name)
    for part in Part:
        assert f"`{part}`" in text(name)


@pytest.mark.parametrize("name", READMES)
def test_the_readme_quotes_the_measured_figures(name):
    figures = json.loads(
        (prediction.ASSETS / "handwriting.json").read_text(encoding="utf-8")
    )
    for collection, shares in figures.items():
        row = re.search(
            rf"^\| {collection} \| \d+ \| as the app does \| ([\d.]+)% "
            rf"\| ([\d.]+)% \|",
            text(name),
            re.MULTILINE,
        )
        assert row is not None, collection
        quoted = [round(float(share) / 100, 4) for share in row.groups()]
        assert quoted == [shares["article"], shares["shipped"]]


def test_the_card_says_what_the_shipped_network_reads(mnist):
    images = (mnist.x_test / 255).astype(np.float32)
    answers = prediction.shipped().probabilities(images).argmax(axis=1)
    card = (prediction.ASSETS / "MODEL_CARD.md").read_text(encoding="utf-8")
    said = re.search(r"\| Accuracy \| ([\d.]+)% of MNIST", card)
    assert said is not None
    assert float(said[1]) == round(100 * (answers == mnist.y_test).mean(), 2)


def test_requirements_are_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in text(name).splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.match(r"[\w.-]+(\[\w+\])?==[\w.]+(;.*)?$", line.strip()), line


def test_no_file_names_a_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    word = "/".join(["", "work", ""])
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".txt", ".yml"}:
            assert word not in path.read_text(encoding="utf-8"), name
