"""Slow motion gives the same result as full speed, and its numbers are Keras's."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from core.runs.progress import Ending
from core.runs.slow_motion import Command, Substep
from core.runs.tasks import TrainTask
from core.settings.network import Block, NetworkSpec
from core.settings.run import RunSettings
from core.training import fit, keras_model, progress_callback
from core.training.lease import Lease
from tests.support.sent import sent

pytestmark = [pytest.mark.tensorflow, pytest.mark.usefixtures("keras_file_alone")]

SETTINGS = RunSettings(
    epochs=2,
    batch_size=64,
    images=200,
    seed=3,
    network=NetworkSpec((Block.parse("8x3p"),), (32,), dropout=20),
)


def run(dataset, commands=None, settings=SETTINGS):
    """Train; send a command after each report whose number `commands` has."""
    reports, lease = [], Lease()
    commands = dict(commands or {})
    lease.speed.set(commands.pop(-1, Command.FULL_SPEED))
    steps = 0

    def keep(report):
        nonlocal steps
        report = sent(report)
        reports.append(report)
        if report.step is not None:
            steps += 1
            if steps in commands:
                command = commands[steps]
                if isinstance(command, Ending):
                    lease.end(command)
                else:
                    lease.speed.set(command)

    task = TrainTask(run_id="run", settings=settings, source=dataset.source)
    trained = fit.train(task, dataset, lease=lease, send=keep)
    return reports, trained


def losses_of(reports):
    """Return the losses of all batches."""
    return [loss for report in reports for loss in report.losses]


@pytest.fixture(scope="module")
def slowly(few_digits):
    """The run of two and a half batches in slow motion and the rest at full speed."""
    every_step = dict.fromkeys(range(1, 10), Command.STEP)
    return run(few_digits, {-1: Command.STEP, **every_step, 10: Command.FULL_SPEED})


def test_a_run_that_was_slow_equals_one_that_never_was(few_digits, slowly):
    reports, trained = slowly
    plain, expected = run(few_digits)
    np.testing.assert_allclose(losses_of(reports), losses_of(plain), rtol=1e-4)
    assert trained.loss == pytest.approx(expected.loss, rel=1e-4)
    assert len(losses_of(reports)) == 8


def test_the_substeps_come_in_order_and_say_what_happens(slowly):
    steps = [report.step for report in slowly[0] if report.step is not None]
    assert [step.substep for step in steps[:8]] == 2 * list(Substep)
    assert [step.batch for step in steps[:8]] == 4 * [1] + 4 * [2]
    forward, loss, backward, update = steps[:4]
    assert forward.images.shape == (8, 28, 28)
    true = forward.probabilities[np.arange(8), forward.labels]
    np.testing.assert_allclose(forward.losses, -np.log(true), rtol=1e-3)
    assert loss.loss == pytest.approx(losses_of(slowly[0])[0], rel=1e-5)
    assert not forward.gradient.any()
    assert backward.gradient.any()
    np.testing.assert_array_equal(backward.updated, backward.weights)
    assert (update.updated != update.weights).any()
    np.testing.assert_array_equal(steps[4].weights, update.updated)


def test_the_gradient_is_what_the_loss_does_when_a_weight_moves(few_digits):
    settings = RunSettings(epochs=1, batch_size=128, images=100, seed=3)
    reports, _ = run(
        few_digits,
        {-1: Command.STEP, **dict.fromkeys(range(1, 5), Command.STEP)},
        settings,
    )
    step = [report.step for report in reports if report.step is not None][2]
    keras.utils.set_random_seed(settings.seed)
    model = keras_model.build(settings, 1)
    kernel = model.layers[0].kernel
    images = (few_digits.x_train[:100, ..., None] / 255).astype(np.float32)
    labels = np.eye(10)[few_digits.y_train[:100]]
    place = np.unravel_index(np.abs(step.gradient).argmax(), step.gradient.shape)
    losses = []
    for change in (0.01, -0.01):
        moved = kernel.numpy()
        moved[place[1], place[2], 0, place[0]] += change
        kernel.assign(moved)
        losses.append(model.evaluate(images, labels, verbose=0)[0])
        moved[place[1], place[2], 0, place[0]] -= change
        kernel.assign(moved)
    slope = (losses[0] - losses[1]) / 0.02
    assert step.gradient[place] == pytest.approx(slope, rel=0.05)


def test_a_run_at_full_speed_slows_down_where_it_is(few_digits, monkeypatch):
    # A report after each batch, so that the command arrives during the run.
    monkeypatch.setattr(progress_callback, "REPORT_SECONDS", 0)
    lease, reports = Lease(), []
    settings = replace(SETTINGS, epochs=3)

    def keep(report):
        reports.append(report)
        if [result.epoch for result in report.epochs] == [1]:
            lease.speed.set(Command.STEP)
        elif report.step is not None:
            lease.speed.set(Command.FULL_SPEED)

    task = TrainTask(run_id="run", settings=settings, source=few_digits.source)
    fit.train(task, few_digits, lease=lease, send=keep)
    slow = [report.step.batch for report in reports if report.step is not None]
    # In the second epoch, whose first batch was finished when the command arrived.
    assert set(slow) == {2}
    expected, _ = run(few_digits, settings=settings)
    np.testing.assert_allclose(losses_of(reports), losses_of(expected), rtol=1e-4)


def test_it_can_be_ended_between_two_substeps(few_digits):
    reports, trained = run(
        few_digits, {-1: Command.STEP, 1: Command.STEP, 2: Ending.STOPPED}
    )
    assert trained.ending is Ending.STOPPED
    assert losses_of(reports) == []
