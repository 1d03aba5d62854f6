"""Train a visitor's network, honestly, and bring back the model."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import keras
import tensorflow as tf

from core.datasets.loader import Dataset
from core.datasets.own_drawings import LabelledDrawings
from core.runs.class_data import Use
from core.runs.progress import Ending, EpochOver, Report, Stage, Trained
from core.runs.tasks import TrainTask
from core.settings.run import RunSettings
from core.training import (
    class_images,
    full_disk,
    input_pipeline,
    keras_model,
    litert_export,
    slow_motion,
)
from core.training.epoch_log import EpochLog
from core.training.input_pipeline import ValidationImages
from core.training.lease import Lease
from core.training.lease_callback import Ended, SlowedDown
from core.training.model_file import ModelFile, keras_file
from core.training.run_callbacks import RunCallbacks
from core.training.snapshot_callback import SnapshotCallback
from core.training.traced_networks import TracedNetwork, networks
from core.training.turn_callback import TurnEnded


@dataclass(frozen=True)
class _Training:
    """All that takes part in the training of one network.

    Attributes:
        network: It is trained.
        file: Of the network as it stands.
        batches: The training images.
        validation: The test images.
        callbacks: Of the run.
        watcher: Looks at the network now and then.
        lease: Sets the speed.
    """

    network: TracedNetwork
    file: ModelFile
    batches: input_pipeline.TrainingBatches
    validation: tf.data.Dataset
    callbacks: RunCallbacks
    watcher: SnapshotCallback
    lease: Lease

    @property
    def model(self) -> keras.Model:
        """The network, compiled."""
        return self.network.model


def train(
    task: TrainTask,
    dataset: Dataset,
    *,
    lease: Lease,
    send: Callable[[Report], None],
    save: Callable[[EpochOver, bytes | None], None] | None = None,
    end_turn: Callable[[EpochOver | None, bytes | None], float | None] | None = None,
) -> Trained:
    """Run the article's `fit` with a visitor's settings.

    Args:
        task: What to train, and from where.
        dataset: Digits; the test images are the validation data, as in the article.
        lease: Ends the run early, and sets its speed.
        send: Takes each report.
        save: Takes each epoch that is over, with the model's ``.keras`` file; None
            where the disk has no room for that.
        end_turn: As `Checkpointer.end_turn`; None where the run cannot be interrupted.

    Returns:
        The model as it stood at the end, with its accuracy on the test images.

    Raises:
        Diverged: The loss is no number any more.
        NetworkError: The network cannot be built.
        TurnEnded: The store has the run, and others go first.
    """
    parts = _prepare(task, dataset, lease, send, save, end_turn)
    try:
        trained = _trained(parts)
    except TurnEnded:
        networks.put_back(parts.network, task.settings, len(parts.batches))
        raise
    networks.put_back(parts.network, task.settings, len(parts.batches))
    return trained


def _trained(parts: _Training) -> Trained:
    """Train until the goal or the run's end; return the model as it stands then."""
    callbacks, watcher = parts.callbacks, parts.watcher
    ending = Ending.FINISHED
    watcher.on_start()
    try:
        result = _train(parts)
        watcher.end()
    except Ended as ended:
        ending = ended.ending
        watcher.end()
        # The page must hear of it at once; the accuracy can follow.
        callbacks.progress.enter(Stage.SAVING)
        callbacks.checkpoint.break_off()
        result = parts.model.evaluate(parts.validation, verbose=0, return_dict=True)
    else:
        callbacks.progress.enter(Stage.SAVING)
    return Trained(
        ending,
        float(result["accuracy"]),
        float(result["loss"]),
        *files(parts.model, parts.network.litert_file, parts.file),
    )


def _prepare(
    task: TrainTask,
    dataset: Dataset,
    lease: Lease,
    send: Callable[[Report], None],
    save: Callable[[EpochOver, bytes | None], None] | None,
    end_turn: Callable[[EpochOver | None, bytes | None], float | None] | None,
) -> _Training:
    """Build the network, or restore it, with its images and callbacks."""
    settings, resume = task.settings, task.start
    known, test = _images(task, dataset)
    callbacks = RunCallbacks.create(
        task.run_id,
        EpochLog(images=len(known), batch_size=settings.batch_size, resume=resume),
        lease=lease,
        send=send,
        save=None if save is None else lambda epoch: save(epoch, file.checkpoint()),
        end_turn=None
        if end_turn is None
        else lambda part: end_turn(part, b"" if part is None else file.checkpoint()),
    )
    callbacks.progress.enter(Stage.PREPARING)
    keras.utils.set_random_seed(settings.seed)
    batches = input_pipeline.TrainingBatches(known.images, known.labels, settings)
    # Drawings of a class go with their run.
    is_kept = test.images is dataset.x_test
    kept = input_pipeline.validation_images if is_kept else ValidationImages()
    validation = kept.batches(test)
    network = networks.take(settings, len(batches))
    model = network.model
    file = ModelFile(model)
    if resume.keras_file is not None:
        restore(model, resume.keras_file)
    watcher = SnapshotCallback(
        network,
        task.pins,
        callbacks.progress.add_snapshot,
        batches_per_epoch=len(batches),
        batches=resume.epochs_done * len(batches) + len(resume.losses),
    )
    return _Training(network, file, batches, validation, callbacks, watcher, lease)


def _images(
    task: TrainTask, dataset: Dataset
) -> tuple[LabelledDrawings, LabelledDrawings]:
    """Return what a run learns from, and what it is measured by after each epoch."""
    settings, data = task.settings, task.class_data
    test = LabelledDrawings(dataset.x_test, dataset.y_test)
    if data is None:
        count = min(settings.images, len(dataset.x_train))
        return LabelledDrawings(dataset.x_train[:count], dataset.y_train[:count]), test
    known = class_images.training_set(data, dataset, settings.images, settings.seed)
    return known, data.test if data.use is Use.ALONE else test


def _train(parts: _Training) -> dict[str, float]:
    """Train to the goal, now slowly, now at full speed; as `_fit` otherwise."""
    while True:
        if parts.lease.speed.is_slow:
            slow_motion.train(
                parts.model,
                parts.batches,
                parts.callbacks,
                parts.watcher,
                parts.lease.speed,
            )
        with contextlib.suppress(SlowedDown):
            return _fit(parts)


def _fit(parts: _Training) -> dict[str, float]:
    """Train to the goal; return loss and accuracy on the validation data."""
    model, batches, callbacks = parts.model, parts.batches, parts.callbacks
    stand = callbacks.log.stand()
    done = stand.epochs_done
    part = len(stand.losses)
    last: dict[str, float] = {}

    def fit(batches_done: int, goal: int) -> dict[str, float]:
        history = model.fit(
            batches.from_batch(done, batches_done),
            initial_epoch=done,
            epochs=goal,
            steps_per_epoch=len(batches) - batches_done,
            validation_data=parts.validation,
            callbacks=[parts.watcher, *callbacks.in_order()],
            shuffle=False,
            verbose=0,
        ).history
        return {name: values[-1] for name, values in history.items()}

    if part == len(batches):
        # It was stopped between the last batch of an epoch and its result.
        callbacks.progress.on_epoch_begin(done)
        result = model.evaluate(
            parts.validation,
            callbacks=callbacks.in_order(),
            verbose=0,
            return_dict=True,
        )
        last = {f"val_{name}": value for name, value in result.items()}
        callbacks.end_epoch(done, {"loss": 0.0, "accuracy": 0.0, **last})
        done, part = done + 1, 0
    if part:
        last = fit(part, done + 1)
        done += 1
    if done < stand.goal:
        last = fit(0, stand.goal)
    return {name: last[f"val_{name}"] for name in ("loss", "accuracy")}


def rescue(settings: RunSettings, kept: bytes) -> tuple[bytes, bytes]:
    """Return both files of a network of which there is only the ``.keras`` file."""
    model = keras_model.build(settings, 1)
    restore(model, kept)
    return files(model)


def files(
    model: keras.Model,
    litert_file: Callable[[], bytes] | None = None,
    file: ModelFile | None = None,
) -> tuple[bytes, bytes]:
    """Return a model as the bytes of a ``.keras`` file and of a LiteRT file.

    A full disk is waited for: all that was trained would be lost.

    Args:
        model: The network.
        litert_file: Returns its LiteRT file; None for an export.
        file: Its ``.keras`` file where it may be written already.
    """
    write_keras = file.content if file else lambda: keras_file(model)
    write_litert = litert_file or (lambda: litert_export.export(model))
    return full_disk.once_there_is_room(lambda: (write_keras(), write_litert()))


def restore(model: keras.Model, keras_file: bytes) -> None:
    """Give a model just built the weights and the optimiser that `files` wrote."""
    model.optimizer.build(model.trainable_variables)
    keras_model.fill(model, keras_file)
    # Keras does not keep how far a dropout's chance has got: one step a batch.
    steps = int(model.optimizer.iterations)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            seed, _ = layer.seed_generator.state.numpy()
            layer.seed_generator.state.assign([seed, steps])
