"""What stands in a worker for all that imports Keras: `core.training.fit` and others.

A run goes as fast as it can, up to where a test holds it (`tests.support.hold`). Its
network is `tests.support.stub_network`'s.
"""

import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.archive import work_zip
from core.archive.work_zip import ImportedWork
from core.datasets.loader import Dataset
from core.explain.embedding import EmbeddingMap
from core.runs import fine_tuning, tasks
from core.runs.fine_tuning import Outcome, Score
from core.runs.progress import Ending, EpochOver, Report, Resume, Stage, Trained
from core.runs.slow_motion import Step, Substep
from core.runs.tasks import FineTuneTask, TrainTask
from core.settings.run import RunSettings
from core.training.epoch_log import EpochLog
from core.training.lease import Lease
from core.training.lease_callback import Ended
from core.training.run_callbacks import RunCallbacks
from tests.support import learned
from tests.support.hold import Hold
from tests.support.stub_network import (
    ACCURACY,
    BRINGING_SEED,
    BROKEN_SEED,
    LESSON_SEED,
    LITERT_FILE,
    STUDY_SEED,
    WILD_RATE,
    StubNetwork,
    loss_of,
)

LOOK_SECONDS = 0.01


class KerasBroke(Exception):
    """An error that nobody has foreseen."""


def train(
    task: TrainTask,
    dataset: Dataset,
    *,
    lease: Lease,
    send: Callable[[Report], None],
    save: Callable[[EpochOver, bytes], None] | None = None,
    end_turn: Callable[[EpochOver | None, bytes], float | None] | None = None,
) -> Trained:
    """Stand for `core.training.fit.train`."""
    settings = task.settings
    if settings.seed == BROKEN_SEED:
        raise KerasBroke
    settings.network.layers()
    # As TensorFlow leaves one, which a killed process cannot remove.
    tempfile.mkstemp(prefix="autograph-stub-")
    begin = task.start
    network = StubNetwork(settings.seed, begin.keras_file)
    images = tasks.images_per_epoch(settings, task.source)
    if task.class_data is not None:
        learned.note(task.run_id, task.class_data)
        images = tasks.images_per_epoch(settings, task.source, task.class_data.use)
    log = EpochLog(
        images=images,
        batch_size=settings.batch_size,
        resume=begin,
    )
    callbacks = RunCallbacks.create(
        task.run_id,
        log,
        lease=lease,
        send=send,
        save=None if save is None else lambda epoch: save(epoch, network.file),
        end_turn=None
        if end_turn is None
        else lambda part: end_turn(part, network.file),
    )
    if settings.learning_rate == WILD_RATE:
        callbacks.add_batch(math.nan, 0.0)
    ending = _fit(network, callbacks, lease, task.batches_per_epoch)
    return Trained(
        ending, ACCURACY, loss_of(network.seed, network.batches), *files(network)
    )


def fine_tune(
    task: FineTuneTask,
    dataset: Dataset,
    *,
    lease: Lease,
    send: Callable[[Report], None],
    save: Callable[[EpochOver], None] | None = None,
) -> Trained:
    """Stand for `core.training.fine_tuning.fine_tune`."""
    network = StubNetwork(LESSON_SEED, task.keras_file)
    log = EpochLog(
        images=fine_tuning.images_per_epoch(dataset.source),
        batch_size=fine_tuning.BATCH_SIZE,
        resume=Resume(goal=fine_tuning.EPOCHS),
    )
    callbacks = RunCallbacks.create(task.run_id, log, lease=lease, send=send, save=save)
    ending = _fit(
        network, callbacks, lease, fine_tuning.batches_per_epoch(dataset.source)
    )
    return Trained(
        ending,
        ACCURACY,
        loss_of(network.seed, network.batches),
        *files(network),
        outcome=Outcome(Score(ACCURACY, 0.0), Score(ACCURACY, 1.0)),
    )


def embedding_map(keras_file: bytes, dataset: Dataset) -> EmbeddingMap:
    """Stand for `core.training.embedding.embedding_map`."""
    _wait_while_held(STUDY_SEED)
    nothing = np.zeros((1, 2))
    return EmbeddingMap(
        scale=1.0,
        features=nothing.astype(np.float16),
        labels=np.zeros(1, np.uint8),
        test=np.zeros(1, np.int32),
        test_features=nothing.astype(np.float16),
        test_labels=np.zeros(1, np.uint8),
        test_answers=np.zeros(1, np.uint8),
        centre=np.zeros(2, np.float32),
        axes=np.eye(2, dtype=np.float32),
        share=1.0,
        pca=nothing.astype(np.float32),
        tsne=nothing.astype(np.float32),
    )


def open_bundle(file: bytes | Path, dataset: Dataset) -> ImportedWork:
    """Stand for `import_model.open_bundle`; believes all that is in a zip."""
    _wait_while_held(BRINGING_SEED)
    opened = work_zip.unpack(file.read_bytes() if isinstance(file, Path) else file)

    def kept(name: str, content: bytes | None) -> bytes | Path | None:
        """Write a network next to a file on the disk, as the real one does."""
        if content is None or not isinstance(file, Path):
            return content
        path = file.parent / name
        path.write_bytes(content)
        return path

    return ImportedWork(
        tuple(
            (
                entry,
                kept(f"{entry.run.id}.keras", keras_file),
                kept(f"{entry.run.id}.tflite", LITERT_FILE),
            )
            for entry, keras_file in zip(
                opened.entries, opened.keras_files, strict=True
            )
        ),
        opened.own_drawings,
        opened.settings,
        opened.strokes,
        opened.answers,
        opened.left,
    )


def files(network: StubNetwork) -> tuple[bytes, bytes]:
    """Return a network as the bytes of both its files."""
    return network.file, LITERT_FILE


def rescue(settings: RunSettings, kept: bytes) -> tuple[bytes, bytes]:
    """Stand for `core.training.fit.rescue`."""
    return files(StubNetwork(settings.seed, kept))


def _fit(
    network: StubNetwork, callbacks: RunCallbacks, lease: Lease, batches: int
) -> Ending:
    """Train to the goal, epoch by epoch; return why it is over.

    Args:
        network: It learns.
        callbacks: They get every batch.
        lease: Of the run.
        batches: In an epoch.
    """
    callbacks.progress.enter(Stage.PREPARING)
    stand = callbacks.log.stand()
    part = len(stand.losses)
    try:
        for epoch in range(stand.epochs_done, stand.goal):
            callbacks.progress.on_epoch_begin(epoch)
            losses = list(stand.losses[:part])
            for number in range(part, batches):
                _wait(network, callbacks)
                if lease.speed.is_slow:
                    _report_steps(callbacks, lease, number)
                losses.append(network.learn())
                callbacks.add_batch(losses[-1], ACCURACY)
            part = 0
            callbacks.progress.on_test_begin()
            callbacks.progress.on_test_batch_end(0)
            callbacks.lease.check()
            callbacks.progress.on_test_end()
            mean = float(np.mean(losses))
            callbacks.end_epoch(
                epoch,
                {
                    "loss": mean,
                    "accuracy": ACCURACY,
                    "val_loss": mean,
                    "val_accuracy": ACCURACY,
                },
            )
    except Ended as ended:
        callbacks.progress.enter(Stage.SAVING)
        callbacks.checkpoint.break_off()
        return ended.ending
    callbacks.progress.enter(Stage.SAVING)
    return Ending.FINISHED


def _wait_while_held(seed: int) -> None:
    """Wait while a test holds everything with that seed."""
    while Hold(seed).holds(0):
        time.sleep(LOOK_SECONDS)


def _wait(network: StubNetwork, callbacks: RunCallbacks) -> None:
    """Wait where a test holds the run; it hears of its end meanwhile, and reports."""
    hold = Hold(network.seed)
    while hold.holds(network.batches):
        callbacks.progress.on_test_batch_end(0)
        callbacks.lease.check()
        time.sleep(LOOK_SECONDS)


def _report_steps(callbacks: RunCallbacks, lease: Lease, number: int) -> None:
    """Show a batch in slow motion, sub-step by sub-step."""
    callbacks.progress.enter(Stage.TRAINING)
    nothing = np.zeros((1, 28, 28), np.float32)
    for substep in Substep:
        lease.speed.wait(callbacks.lease.check)
        if not lease.speed.is_slow:
            return
        callbacks.progress.report_step(
            Step(
                number + 1,
                substep,
                nothing,
                np.zeros(1, np.uint8),
                np.zeros((1, 10), np.float32),
                np.zeros(1, np.float32),
                1.0,
                *(nothing,) * 3,
                playing=lease.speed.is_playing,
            )
        )
