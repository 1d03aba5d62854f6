"""Teach a network somebody's handwriting without its forgetting MNIST."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.arrays.pixel_types import as_float32
from core.datasets.augmentation import augment
from core.datasets.loader import Dataset
from core.datasets.own_drawings import LabelledDrawings
from core.runs import fine_tuning
from core.runs.fine_tuning import Outcome, Score
from core.runs.progress import Ending, EpochOver, Report, Resume, Stage, Trained
from core.runs.tasks import FineTuneTask
from core.settings.network import CLASSES
from core.training import keras_model
from core.training.epoch_log import EpochLog
from core.training.fit import files
from core.training.lease import Lease
from core.training.lease_callback import Ended
from core.training.run_callbacks import RunCallbacks

SEED = 1


def fine_tune(
    task: FineTuneTask,
    dataset: Dataset,
    *,
    lease: Lease,
    send: Callable[[Report], None],
    save: Callable[[EpochOver], None] | None = None,
) -> Trained:
    """Train a network on MNIST and a visitor's drawings together, softly.

    Args:
        task: The network and the drawings.
        dataset: Where MNIST's images come from.
        lease: Ends it early.
        send: Takes each report.
        save: Takes each epoch that is over.

    Returns:
        The network as it stood at the end, and what has changed.

    Source: Robins, "Catastrophic Forgetting, Rehearsal and Pseudorehearsal" (1995),
    for the images that are repeated; Li and Hoiem, "Learning without Forgetting"
    (2016), for answers kept as they were where nothing is to change.
    """
    log = EpochLog(
        images=fine_tuning.images_per_epoch(dataset.source),
        batch_size=fine_tuning.BATCH_SIZE,
        resume=Resume(goal=fine_tuning.EPOCHS),
    )
    callbacks = RunCallbacks.create(task.run_id, log, lease=lease, send=send, save=save)
    callbacks.progress.enter(Stage.PREPARING)
    keras.utils.set_random_seed(SEED)
    model = keras_model.load(task.keras_file)
    practised, judged = task.drawings.split()
    before = _score(model, dataset, judged)
    ending = Ending.FINISHED
    learner = learner_of(model)
    test = as_float32(dataset.x_test[..., None]), _one_hot(dataset.y_test, learner)
    try:
        learner.fit(
            _MixedBatches(learner, practised, dataset),
            epochs=fine_tuning.EPOCHS,
            validation_data=test,
            validation_batch_size=keras_model.ANSWERED_AT_ONCE,
            callbacks=callbacks.in_order(),
            shuffle=False,
            verbose=0,
        )
    except Ended as ended:
        ending = ended.ending
        callbacks.checkpoint.break_off()
    callbacks.progress.enter(Stage.SAVING)
    after = _score(model, dataset, judged)
    result = learner.evaluate(
        *test, batch_size=keras_model.ANSWERED_AT_ONCE, verbose=0, return_dict=True
    )
    outcome = Outcome(before, after)
    return Trained(
        ending, after.mnist, float(result["loss"]), *files(model), outcome=outcome
    )


class _MixedBatches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras is untyped
    """Batches of MNIST and of own drawings, mixed again for each epoch.

    Args:
        learner: It says before each epoch how much it doubts MNIST's images.
        drawings: Drawings to practise.
        dataset: Its training images are repeated.
    """

    def __init__(
        self, learner: keras.Model, drawings: LabelledDrawings, dataset: Dataset
    ) -> None:
        super().__init__()
        self._learner = learner
        self._drawings = drawings
        self._dataset = dataset
        self._random = np.random.default_rng(SEED)
        self._mix()

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return fine_tuning.batches_per_epoch(self._dataset.source)

    def __getitem__(self, batch: int) -> tuple[NDArray[np.float32], Any]:
        """Return one batch: (n, 28, 28, 1) images, (n, classes) targets."""
        part = slice(
            batch * fine_tuning.BATCH_SIZE, (batch + 1) * fine_tuning.BATCH_SIZE
        )
        return self._images[part], self._targets[part]

    def on_epoch_end(self) -> None:
        """Mix the next epoch."""
        self._mix()

    def _mix(self) -> None:
        known = self._random.permutation(len(self._dataset.x_train))
        known = known[
            : fine_tuning.images_per_epoch(self._dataset.source)
            - fine_tuning.OWN_IMAGES
        ]
        old = as_float32(self._dataset.x_train[known][..., None])
        old_targets = as_doubtful(
            self._learner, old, _one_hot(self._dataset.y_train[known], self._learner)
        )
        drawn = self._random.permutation(
            np.arange(fine_tuning.OWN_IMAGES) % len(self._drawings)
        )
        new = augment(
            as_float32(self._drawings.images[drawn]),
            self._random,
            *fine_tuning.VARIATION,
        )
        order = self._random.permutation(len(old) + len(new))
        self._images = np.concatenate([old, new[..., None]])[order]
        self._targets = np.concatenate(
            [old_targets, _one_hot(self._drawings.labels[drawn], self._learner)]
        )[order]


def as_doubtful(
    learner: keras.Model, images: NDArray[np.float32], targets: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Leave in the targets as much doubt that it is a digit as the network has now.

    It practises digits alone. If each were certainly one, it would take everything
    for a digit in the end: letters refused fell from 98 % to 91 %.
    """
    if targets.shape[1] == CLASSES:
        return targets
    given = learner.predict(images, batch_size=keras_model.ANSWERED_AT_ONCE, verbose=0)
    doubt = given[:, CLASSES:]
    kept: NDArray[np.float32] = targets * (1 - doubt.sum(axis=1, keepdims=True))
    kept[:, CLASSES:] = doubt
    return kept


def learner_of(model: keras.Model) -> keras.Model:
    """Return the same weights with the one output that is trained, compiled."""
    # They keep what they know of brightness: a few batches would not replace it.
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    learner = keras.Model(model.inputs, model.outputs[-1])
    learner.compile(
        keras.optimizers.Adam(fine_tuning.LEARNING_RATE),
        "categorical_crossentropy",
        metrics=["accuracy"],
    )
    return learner


def _score(model: keras.Model, dataset: Dataset, drawings: LabelledDrawings) -> Score:
    def answers(images: NDArray[np.uint8], output: int) -> NDArray[np.intp]:
        every = keras.Model(model.inputs, model.outputs[output])
        given = every.predict(
            as_float32(images[..., None]),
            batch_size=keras_model.ANSWERED_AT_ONCE,
            verbose=0,
        )
        chosen: NDArray[np.intp] = given.argmax(axis=1)
        return chosen

    # Of MNIST the digit alone counts, as on the Evaluate page.
    return Score(
        float((answers(dataset.x_test, 0) == dataset.y_test).mean()),
        float((answers(drawings.images, -1) == drawings.labels).mean()),
    )


def _one_hot(labels: NDArray[np.uint8], learner: keras.Model) -> NDArray[np.float32]:
    width = max(CLASSES, learner.output_shape[-1])
    return np.eye(width, dtype=np.float32)[labels]
