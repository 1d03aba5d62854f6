"""What stands in a worker for all that imports Keras: `core.training.fit` and others.

A run goes as fast as it can, up to where a test holds it (`tests.support.hold`). Its
network is `tests.support.stub_network`'s.
"""

import math
import tempfile
import time
from collections.abc import Callable, Sequence

import numpy as np

from core.archive import work_zip
from core.archive.work_zip import ImportedWork
from core.datasets.loader import Dataset
from core.datasets.own_drawings import LabelledDrawings
from core.explain.embedding import EmbeddingMap
from core.runs import fine_tuning
from core.runs.fine_tuning import Outcome, Score
from core.runs.progress import Ending, EpochOver, Report, Resume, Stage, Trained
from core.runs.slow_motion import Step, Substep
from core.runs.snapshots import TrackedDigit
from core.settings.run import RunSettings
from core.training.lease import Lease
from core.training.progress_callback import Ended, ProgressCallback
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
    settings: RunSettings,
    dataset: Dataset,
    *,
    run_id: str,
    lease: Lease,
    send: Callable[[Report], None],
    resume: Resume | None = None,
    pins: Sequence[TrackedDigit] = (),
    keep: Callable[[EpochOver, bytes], None] | None = None,
) -> Trained:
    """Stand for `core.training.fit.train`."""
    if settings.seed == BROKEN_SEED:
        raise KerasBroke
    settings.network.layers()
    # As TensorFlow leaves one, which a killed process cannot remove.
    tempfile.mkstemp(prefix="autograph-stub-")
    begin = resume or Resume(settings.epochs)
    network = StubNetwork(settings.seed, begin.keras_file)
    reporter = ProgressCallback(
        run_id,
        lease,
        send,
        images=min(settings.images, len(dataset.x_train)),
        batch_size=settings.batch_size,
        resume=begin,
        keep=None if keep is None else lambda epoch: keep(epoch, network.file),
    )
    if settings.learning_rate == WILD_RATE:
        reporter.add_batch(math.nan, 0.0)
    batches = math.ceil(
        min(settings.images, len(dataset.x_train)) / settings.batch_size
    )
    ending = _fit(network, reporter, lease, batches)
    return Trained(
        ending, ACCURACY, loss_of(network.seed, network.batches), *files(network)
    )


def fine_tune(
    keras_file: bytes,
    hand: LabelledDrawings,
    dataset: Dataset,
    *,
    run_id: str,
    lease: Lease,
    send: Callable[[Report], None],
    keep: Callable[[EpochOver], None] | None = None,
) -> Trained:
    """Stand for `core.training.fine_tuning.fine_tune`."""
    network = StubNetwork(LESSON_SEED, keras_file)
    reporter = ProgressCallback(
        run_id,
        lease,
        send,
        images=fine_tuning.images_per_epoch(dataset.source),
        batch_size=fine_tuning.BATCH_SIZE,
        resume=Resume(goal=fine_tuning.EPOCHS),
        keep=keep,
    )
    ending = _fit(
        network, reporter, lease, fine_tuning.batches_per_epoch(dataset.source)
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


def open_bundle(file: bytes, dataset: Dataset) -> ImportedWork:
    """Stand for `import_model.open_bundle`; believes all that is in a zip."""
    _wait_while_held(BRINGING_SEED)
    opened = work_zip.unpack(file)
    return ImportedWork(
        tuple(
            (entry, kept, LITERT_FILE)
            for entry, kept in zip(opened.entries, opened.keras_files, strict=True)
        ),
        opened.hand,
        opened.settings,
        opened.strokes,
    )


def files(network: StubNetwork) -> tuple[bytes, bytes]:
    """Return a network as the bytes of both its files."""
    return network.file, LITERT_FILE


def rescue(settings: RunSettings, kept: bytes) -> tuple[bytes, bytes]:
    """Stand for `core.training.fit.rescue`."""
    return files(StubNetwork(settings.seed, kept))


def _fit(
    network: StubNetwork, reporter: ProgressCallback, lease: Lease, batches: int
) -> Ending:
    """Train to the goal, epoch by epoch; return why it is over.

    Args:
        network: It learns.
        reporter: Told of every batch.
        lease: Of the run.
        batches: In an epoch.
    """
    reporter.enter(Stage.PREPARING)
    stand = reporter.stand()
    part = len(stand.losses)
    try:
        for epoch in range(stand.epochs_done, stand.goal):
            reporter.on_epoch_begin(epoch)
            losses = list(stand.losses[:part])
            for number in range(part, batches):
                _wait(network, reporter)
                if lease.pace.is_slow:
                    _show(reporter, lease, number)
                losses.append(network.learn())
                reporter.add_batch(losses[-1], ACCURACY)
            part = 0
            reporter.on_test_begin()
            reporter.on_test_batch_end(0)
            reporter.on_test_end()
            mean = float(np.mean(losses))
            reporter.on_epoch_end(
                epoch,
                {
                    "loss": mean,
                    "accuracy": ACCURACY,
                    "val_loss": mean,
                    "val_accuracy": ACCURACY,
                },
            )
    except Ended as ended:
        reporter.enter(Stage.SAVING)
        reporter.break_off()
        return ended.ending
    reporter.enter(Stage.SAVING)
    return Ending.FINISHED


def _wait_while_held(seed: int) -> None:
    """Wait while a test holds everything with that seed."""
    while Hold(seed).holds(0):
        time.sleep(LOOK_SECONDS)


def _wait(network: StubNetwork, reporter: ProgressCallback) -> None:
    """Wait where a test holds the run; it hears of its end meanwhile, and reports."""
    hold = Hold(network.seed)
    while hold.holds(network.batches):
        reporter.on_test_batch_end(0)
        time.sleep(LOOK_SECONDS)


def _show(reporter: ProgressCallback, lease: Lease, number: int) -> None:
    """Show a batch in slow motion, sub-step by sub-step."""
    reporter.enter(Stage.TRAINING)
    nothing = np.zeros((1, 28, 28), np.float32)
    for substep in Substep:
        lease.pace.wait(reporter.check)
        if not lease.pace.is_slow:
            return
        reporter.show(
            Step(
                number + 1,
                substep,
                nothing,
                np.zeros(1, np.uint8),
                np.zeros((1, 10), np.float32),
                np.zeros(1, np.float32),
                1.0,
                *(nothing,) * 3,
                playing=lease.pace.is_playing,
            )
        )
