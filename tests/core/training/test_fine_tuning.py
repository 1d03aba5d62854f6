"""Fine-tuning teaches one writer's digits without forgetting MNIST."""

import contextlib

import numpy as np
import pytest

from core import prediction
from core.datasets import loader
from core.datasets.own_drawings import LabelledDrawings
from core.prediction import Predictor
from core.runs import fine_tuning
from core.runs.progress import Ending, Report, Stage
from core.runs.tasks import FineTuneTask, TrainTask
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.training import fine_tuning as teach
from core.training import fit, keras_model
from core.training.lease import Lease
from scripts.handwriting import collected_digits, pen, test_sets

pytestmark = pytest.mark.tensorflow

CORRECTED = 40
MOST_FORGOTTEN = 0.003


@contextlib.contextmanager
def small():
    """Use a recipe that takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fine_tuning, "MNIST_IMAGES", 300)
        patch.setattr(fine_tuning, "OWN_IMAGES", 100)
        yield


@pytest.fixture
def small_lesson():
    """A recipe that takes a second."""
    with small():
        yield


@pytest.fixture(scope="module")
def own():
    """A network trained as a visitor does: the small fast preset, two epochs."""
    lease = Lease()
    settings = apply(Preset.FAST, RunSettings(images=4_000))
    return fit.train(
        TrainTask(run_id="own", settings=settings, source=loader.available()),
        loader.load(loader.available()),
        lease=lease,
        send=lambda report: lease.renew(),
    )


@pytest.fixture(scope="module")
def three(few_digits):
    """A set of three drawings."""
    return LabelledDrawings(few_digits.x_test[:3], few_digits.y_test[:3])


def drawings_of(writer):
    """Return all digits of a writer of the pen strokes, drawn on the canvas."""
    if not collected_digits.FOLDER.is_dir():
        pytest.skip("the pen strokes are not beside the project")
    chance = np.random.default_rng(writer)
    drawings = [d for d in collected_digits.pen_strokes() if d.writer == writer]
    return LabelledDrawings(
        np.stack([pen.seen(d.strokes, chance, pen.USUAL_BRUSH) for d in drawings]),
        np.array([d.label for d in drawings], np.uint8),
    )


def read_right(litert_file, drawings):
    """Return the share of drawings that a network reads right and does not reject."""
    images = (drawings.images / 255).astype(np.float32)
    answers = test_sets.answers(Predictor(litert_file), images)
    return (answers == drawings.labels).mean()


def part(drawings, places):
    """Return some of the drawings."""
    return LabelledDrawings(drawings.images[places], drawings.labels[places])


def taught(keras_file, drawings, dataset, lease=None, send=None):
    """Fine-tune a network, and return the result."""
    return teach.fine_tune(
        FineTuneTask(
            run_id="lesson",
            keras_file=keras_file,
            drawings=drawings,
            source=dataset.source,
        ),
        dataset,
        lease=lease or Lease(),
        send=send or (lambda report: None),
    )


def test_a_visitors_network_learns_a_writer_and_keeps_mnist(mnist, own):
    drawings = drawings_of(20)
    corrected = part(drawings, slice(CORRECTED))
    rest = part(drawings, slice(CORRECTED, None))
    result = taught(own.keras_file, corrected, mnist)
    assert result.outcome is not None
    before, after = result.outcome.before, result.outcome.after
    assert after.mnist >= before.mnist - MOST_FORGOTTEN
    assert read_right(result.litert_file, rest) > read_right(own.litert_file, rest)


def test_the_shipped_network_learns_a_writer_and_still_refuses(mnist):
    drawings = drawings_of(15)
    litert_file = prediction.SHIPPED_PATH.read_bytes()
    # The visitor labels the misread drawings and as many that were read correctly.
    images = (drawings.images / 255).astype(np.float32)
    wrong = test_sets.answers(Predictor(litert_file), images) != drawings.labels
    corrected = np.concatenate([np.flatnonzero(wrong), np.flatnonzero(~wrong)[:20]])
    lesson = part(drawings, corrected)
    result = taught(prediction.SHIPPED_KERAS_PATH.read_bytes(), lesson, mnist)
    assert result.outcome is not None
    before, after = result.outcome.before, result.outcome.after
    assert after.mnist >= before.mnist - MOST_FORGOTTEN
    assert read_right(result.litert_file, drawings) > read_right(litert_file, drawings)
    cross = np.zeros((260, 260, 4), np.uint8) + np.uint8(255)
    for x in range(40, 220):
        cross[x, x : x + 16, :3] = cross[260 - x, x : x + 16, :3] = 0
    assert Predictor(result.litert_file).read(cross).digit is None


@pytest.fixture(scope="module")
def lesson(own, few_digits, three):
    """The reports and the result of a small fine-tuning."""
    reports: list[Report] = []
    with small():
        result = taught(own.keras_file, three, few_digits, send=reports.append)
    return reports, result


def test_a_lesson_is_told_from_its_first_batches_to_its_end(lesson, small_lesson):
    reports, result = lesson
    assert result.ending is Ending.FINISHED
    losses = [loss for report in reports for loss in report.losses]
    epochs = [epoch for report in reports for epoch in report.epochs]
    batches = fine_tuning.batches_per_epoch(loader.Source.SAMPLE)
    assert len(losses) == fine_tuning.EPOCHS * batches
    assert [epoch.epoch for epoch in epochs] == list(range(1, fine_tuning.EPOCHS + 1))
    assert reports[0].stage is Stage.PREPARING
    assert reports[-1].stage is Stage.SAVING


def test_a_lesson_that_is_stopped_leaves_its_network(
    own, few_digits, three, small_lesson
):
    lease = Lease()

    def stop(report):
        if report.losses:
            lease.end(Ending.STOPPED)

    result = taught(own.keras_file, three, few_digits, lease=lease, send=stop)
    assert result.ending is Ending.STOPPED
    assert Predictor(result.litert_file).probabilities(
        np.zeros((1, 28, 28), np.float32)
    ).shape == (1, 10)


def test_a_taught_network_can_be_taught_again(lesson, few_digits, three, small_lesson):
    _, once = lesson
    assert taught(once.keras_file, three, few_digits).ending is Ending.FINISHED


def test_mnist_stays_as_doubtful_as_it_was_to_a_network_that_refuses():
    sample = loader.load(loader.Source.SAMPLE)
    model = keras_model.load(prediction.SHIPPED_KERAS_PATH.read_bytes())
    learner = teach.learner_of(model)
    images = (sample.x_train[:50, ..., None] / 255).astype(np.float32)
    targets = np.eye(learner.output_shape[-1], dtype=np.float32)[sample.y_train[:50]]
    doubtful = teach.as_doubtful(learner, images, targets)
    np.testing.assert_allclose(doubtful.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(
        doubtful[:, 10:], learner.predict(images, verbose=0)[:, 10:], atol=1e-6
    )
    np.testing.assert_array_equal(doubtful[:, :10].argmax(axis=1), sample.y_train[:50])
