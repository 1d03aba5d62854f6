"""Train batch by batch in four sub-steps, each shown before the next is done."""

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.runs.progress import Stage
from core.runs.slow_motion import SHOWN_DIGITS, Step, Substep
from core.training import keras_model
from core.training.input_pipeline import TrainingBatches
from core.training.run_callbacks import RunCallbacks
from core.training.snapshot_callback import SnapshotCallback
from core.training.speed import SpeedControl


def train(
    model: keras.Model,
    training: TrainingBatches,
    callbacks: RunCallbacks,
    watcher: SnapshotCallback,
    speed: SpeedControl,
) -> None:
    """Train from where the run stands, until full speed or the epoch's end.

    What is done is what Keras's `fit` does with a batch, and comes to the same.

    Raises:
        Ended: The run was ended meanwhile.
        Diverged: The loss is no number any more.
    """
    stand = callbacks.log.stand()
    callbacks.progress.on_epoch_begin(stand.epochs_done)
    callbacks.progress.enter(Stage.TRAINING)
    first = len(stand.losses)
    batches = iter(training.from_batch(stand.epochs_done, first))
    for number in range(first + 1, len(training) + 1):
        if not speed.is_slow:
            return
        images, labels = next(batches)
        loss, accuracy = _one_batch(
            model, (images, labels), callbacks, speed, number=number
        )
        watcher.on_train_batch_end(number)
        callbacks.add_batch(loss, accuracy)


def _one_batch(
    model: keras.Model,
    batch: tuple[tf.Tensor, tf.Tensor],
    callbacks: RunCallbacks,
    speed: SpeedControl,
    *,
    number: int,
) -> tuple[float, float]:
    """Do the four sub-steps; return the batch's loss and accuracy."""
    images, labels = batch
    kernel = keras_model.first_kernel(model)
    weights = keras_model.as_pictures(kernel.numpy())

    def report_step(step: Step) -> None:
        callbacks.progress.report_step(replace(step, playing=speed.is_playing))

    speed.wait(callbacks.lease.check)
    with tf.GradientTape() as tape:
        answers = model(images, training=True)
        loss = model.compute_loss(images, labels, answers, training=True)
    given, true = answers.numpy(), labels.numpy().argmax(axis=1)
    shown = slice(SHOWN_DIGITS)
    step = Step(
        batch=number,
        substep=Substep.FORWARD,
        images=images.numpy()[shown, ..., 0],
        labels=true[shown].astype(np.uint8),
        probabilities=given[shown],
        losses=_losses(model, labels[shown], answers[shown]),
        loss=float(loss),
        weights=weights,
        gradient=np.zeros_like(weights),
        updated=weights,
    )
    report_step(step)
    speed.wait(callbacks.lease.check)
    step = replace(step, substep=Substep.LOSS)
    report_step(step)
    speed.wait(callbacks.lease.check)
    variables = model.trainable_variables
    gradients = tape.gradient(loss, [variable.value for variable in variables])
    place = next(i for i, variable in enumerate(variables) if variable is kernel)
    step = replace(
        step,
        substep=Substep.BACKWARD,
        gradient=keras_model.as_pictures(np.asarray(gradients[place])),
    )
    report_step(step)
    speed.wait(callbacks.lease.check)
    model.optimizer.apply(gradients, variables)
    step = replace(
        step,
        substep=Substep.UPDATE,
        updated=keras_model.as_pictures(kernel.numpy()),
    )
    report_step(step)
    return float(loss), float((given.argmax(axis=1) == true).mean())


def _losses(model: keras.Model, labels: Any, answers: Any) -> NDArray[np.float32]:
    """Return the loss of each image."""
    each = keras.losses.get(model.loss)(labels, answers)
    return np.asarray(each, np.float32)
