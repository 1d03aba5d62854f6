"""A run trains to the same numbers in a traced network as in a new one."""

import io
import pickle
import random
import subprocess
import sys
import zipfile
from dataclasses import replace

import h5py
import numpy as np
import pytest

from core.prediction import Predictor
from core.runs.progress import Ending, Resume
from core.runs.tasks import TrainTask
from core.settings.network import Block, NetworkSpec
from core.settings.run import LEARNING_RATE, Loss, Optimizer, RunSettings, Schedule
from core.training import fit, keras_model, litert_export, traced_networks
from core.training.lease import Lease
from core.training.litert_export import TemplateUnusable
from core.training.traced_networks import TracedNetworks
from core.training.turn_callback import TurnEnded
from tests.support.root import ROOT

pytestmark = pytest.mark.tensorflow

SMALL = NetworkSpec((Block.parse("8x3p"),), (16,))
PLAIN = RunSettings(epochs=2, batch_size=32, images=200, network=SMALL)
SHAPES = (
    PLAIN,
    replace(PLAIN, optimizer=Optimizer.SGD, loss=Loss.SQUARED_ERROR),
    replace(
        PLAIN,
        optimizer=Optimizer.RMSPROP,
        network=replace(SMALL, batch_norm=True, dropout=30),
    ),
    replace(PLAIN, schedule=Schedule.ONE_CYCLE, learning_rate=0.01),
)
RUNS = 6


@pytest.fixture(autouse=True)
def none_kept(monkeypatch):
    """No network is traced yet."""
    networks = TracedNetworks()
    monkeypatch.setattr(fit, "networks", networks)
    return networks


@pytest.fixture
def no_litert_file(monkeypatch):
    """Runs leave no file for serving: to export one takes longer than they do."""

    def refuse(spec):
        raise TemplateUnusable

    monkeypatch.setattr(litert_export, "LitertTemplate", refuse)
    monkeypatch.setattr(litert_export, "export", lambda model: b"")


@pytest.fixture
def traces(monkeypatch):
    """Count the networks that are built from nothing."""
    built = []
    build = keras_model.build

    def counting(settings, batches):
        built.append(settings)
        return build(settings, batches)

    monkeypatch.setattr(keras_model, "build", counting)
    return built


def train(settings, dataset, *, lease=None, resume=None, send=None):
    """Return a run's result, and every loss on the way."""
    losses = []

    def keep(report):
        losses.extend(report.losses)
        if send is not None:
            send(report)

    task = TrainTask(
        run_id="run", settings=settings, source=dataset.source, resume=resume
    )
    return fit.train(task, dataset, lease=lease or Lease(), send=keep), losses


def numbers(keras_file):
    """Return all numbers of a ``.keras`` file, by their names in it."""
    found = {}

    def note(name, value):
        if isinstance(value, h5py.Dataset):
            found[name] = value[()].tobytes()

    with (
        zipfile.ZipFile(io.BytesIO(keras_file)) as archive,
        h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as weights,
    ):
        weights.visititems(note)
    return found


def chance_runs(seed):
    """Return runs of a few shapes in a random order, each with its own numbers."""
    chance = random.Random(seed)
    return [
        replace(
            chance.choice(SHAPES),
            seed=chance.randint(1, 3),
            rotation=chance.choice((0, 10)),
            batch_size=chance.choice((32, 64)),
            learning_rate=chance.choice(LEARNING_RATE.values[3:6]),
        )
        for _ in range(RUNS)
    ]


def alone(settings, dataset):
    """Train with no network kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "networks", TracedNetworks())
        return train(settings, dataset)


def agree(one, other):
    """Say whether two runs have the same numbers, bit for bit."""
    (trained, losses), (again, losses_again) = one, other
    given, wanted = numbers(trained.keras_file), numbers(again.keras_file)
    assert len(given) > 4
    return (given, losses, trained.accuracy, trained.loss) == (
        wanted,
        losses_again,
        again.accuracy,
        again.loss,
    )


def test_runs_of_shapes_in_any_order_have_the_numbers_of_runs_alone(
    few_digits, no_litert_file, traces
):
    runs = chance_runs(7)
    ours = [train(settings, few_digits) for settings in runs]
    assert len(traces) < RUNS
    for settings, one in zip(runs, ours, strict=True):
        assert agree(one, alone(settings, few_digits)), settings


# Trains a run in a process that has trained nothing before.
FRESH = """
import pathlib, pickle, sys
from core.runs.tasks import TrainTask
from core.training import fit
from core.training.lease import Lease
settings, dataset = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes())
task = TrainTask(run_id="run", settings=settings, source=dataset.source)
trained = fit.train(task, dataset, lease=Lease(), send=lambda report: None)
pathlib.Path(sys.argv[2]).write_bytes(trained.keras_file)
"""


def in_a_fresh_process(settings, dataset, folder):
    """Return the ``.keras`` file of a run in a process that has trained nothing."""
    given, left = folder / "given", folder / "left"
    given.write_bytes(pickle.dumps((settings, dataset)))
    subprocess.run([sys.executable, "-c", FRESH, given, left], cwd=ROOT, check=True)
    return left.read_bytes()


def test_a_run_after_others_has_the_numbers_of_a_fresh_process(
    few_digits, no_litert_file, tmp_path
):
    settings = replace(SHAPES[2], rotation=10)
    first, _ = train(settings, few_digits)
    train(PLAIN, few_digits)
    again, _ = train(settings, few_digits)
    fresh = numbers(in_a_fresh_process(settings, few_digits, tmp_path))
    assert numbers(first.keras_file) == fresh
    assert numbers(again.keras_file) == fresh


def test_every_run_of_a_shape_leaves_its_own_file_for_serving(few_digits):
    images = (few_digits.x_test[:50] / 255).astype(np.float32)
    for seed in (1, 2):
        trained, _ = train(replace(PLAIN, seed=seed), few_digits)
        np.testing.assert_allclose(
            Predictor(trained.litert_file).probabilities(images),
            keras_model.load(trained.keras_file)(images[..., None]),
            atol=1e-6,
        )


def test_a_file_without_a_template_is_exported(few_digits, monkeypatch):
    def refuse(spec):
        raise TemplateUnusable("as if the converter had changed")

    monkeypatch.setattr(litert_export, "LitertTemplate", refuse)
    trained, _ = train(PLAIN, few_digits)
    images = (few_digits.x_test[:50] / 255).astype(np.float32)
    np.testing.assert_allclose(
        Predictor(trained.litert_file).probabilities(images),
        keras_model.load(trained.keras_file)(images[..., None]),
        atol=1e-6,
    )


@pytest.mark.parametrize("settings", SHAPES[2:])
def test_a_run_after_one_that_was_stopped_has_its_own_numbers(
    few_digits, no_litert_file, traces, settings
):
    lease = Lease()

    def stop(report):
        if report.losses:
            lease.end(Ending.STOPPED)

    stopped, _ = train(
        settings,
        few_digits,
        lease=lease,
        send=stop,
    )
    assert stopped.ending is Ending.STOPPED
    again = train(settings, few_digits)
    assert len(traces) == 1
    assert agree(again, alone(settings, few_digits))


def test_a_run_that_goes_on_in_a_traced_network_has_the_same_numbers(
    few_digits, no_litert_file, traces
):
    settings = SHAPES[2]
    first, _ = train(settings, few_digits)
    whole = train(replace(settings, epochs=3), few_digits)
    resume = Resume(3, epochs_done=2, keras_file=first.keras_file)
    rest, _ = train(settings, few_digits, resume=resume)
    assert len(traces) == 1
    assert numbers(rest.keras_file) == numbers(whole[0].keras_file)


def test_a_run_that_failed_leaves_no_network(few_digits, no_litert_file, traces):
    def fail(report):
        if report.losses:
            raise RuntimeError("the engine is gone")

    with pytest.raises(RuntimeError):
        train(PLAIN, few_digits, send=fail)
    train(PLAIN, few_digits)
    assert len(traces) == 2


def test_a_run_whose_turn_is_over_leaves_its_network(
    few_digits, no_litert_file, traces
):
    lease = Lease()
    lease.begin_turn()
    lease.renew(0.0)
    task = TrainTask(run_id="run", settings=PLAIN, source=few_digits.source)
    with pytest.raises(TurnEnded):
        fit.train(
            task,
            few_digits,
            lease=lease,
            send=lambda report: None,
            save=lambda epoch, file: None,
            end_turn=lambda part, file: 1.0,
        )
    again = train(PLAIN, few_digits)
    assert len(traces) == 1
    assert agree(again, alone(PLAIN, few_digits))


def test_a_network_is_never_taken_twice(none_kept):
    first = none_kept.take(PLAIN, 7)
    second = none_kept.take(PLAIN, 7)
    assert first is not second
    none_kept.put_back(first, PLAIN, 7)
    assert none_kept.take(PLAIN, 7) is first


def test_the_networks_kept_are_few_and_those_used_last(none_kept):
    kept = [
        replace(PLAIN, network=NetworkSpec((), (units,)))
        for units in (16, 32, 64, 128, 256)
    ]
    taken = [none_kept.take(settings, 7) for settings in kept]
    for settings, network in zip(kept, taken, strict=True):
        none_kept.put_back(network, settings, 7)
    assert [
        none_kept.take(settings, 7) is network
        for settings, network in zip(kept, taken, strict=True)
    ] == [False, True, True, True, True]


def test_networks_too_big_are_not_kept(none_kept):
    big = replace(PLAIN, network=NetworkSpec((Block.parse("64x5"),), (64,)))
    assert big.network.plan().parameters < traced_networks.MOST_PARAMETERS_KEPT
    bigger = replace(PLAIN, network=NetworkSpec((Block.parse("64x5"),), (128,)))
    assert bigger.network.plan().parameters > traced_networks.MOST_PARAMETERS_KEPT
    for settings, is_kept in ((big, True), (bigger, False)):
        network = none_kept.take(settings, 7)
        none_kept.put_back(network, settings, 7)
        assert (none_kept.take(settings, 7) is network) is is_kept
