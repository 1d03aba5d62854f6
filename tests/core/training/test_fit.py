"""A run's reports and results agree with Keras."""

import io
import zipfile
from dataclasses import replace

import keras
import numpy as np
import pytest

from core.datasets import loader
from core.prediction import Predictor
from core.runs.progress import Ending, Stage
from core.runs.tasks import TrainTask
from core.settings.network import NetworkSpec
from core.settings.presets import Preset, apply
from core.settings.run import RunSettings
from core.training import fit, keras_model
from core.training.lease import Lease

pytestmark = pytest.mark.tensorflow

SMALL = RunSettings(epochs=2, batch_size=128, images=1000, seed=3)


@pytest.fixture(scope="module")
def sample():
    return loader.load(loader.Source.SAMPLE)


def run(settings, dataset, lease=None, send=None, save=None):
    """Train; return the reports and the result."""
    reports = []

    def keep(report):
        reports.append(report)
        if send is not None:
            send(report)

    task = TrainTask(run_id="run", settings=settings, source=dataset.source)
    trained = fit.train(task, dataset, lease=lease or Lease(), send=keep, save=save)
    return reports, trained


@pytest.fixture(scope="module")
def finished(sample):
    """The reports and the result of a finished run."""
    return run(SMALL, sample)


def joined(reports, name):
    """Return the values of all reports, concatenated."""
    return [value for report in reports for value in getattr(report, name)]


def load_keras(trained, tmp_path):
    """Return the Keras model of a run."""
    path = tmp_path / "network.keras"
    path.write_bytes(trained.keras_file)
    return keras.saving.load_model(path)


def test_the_network_is_that_of_the_article():
    model = keras_model.build(RunSettings(), 469)
    assert [(type(layer).__name__, layer.count_params()) for layer in model.layers] == [
        ("Conv2D", 320),
        ("MaxPooling2D", 0),
        ("Flatten", 0),
        ("Dense", 692_352),
        ("Dense", 1_290),
    ]
    assert model.output_shape == (None, 10)
    assert type(model.optimizer).__name__ == "Adam"
    assert model.loss == "categorical_crossentropy"


def test_every_batch_is_reported_once(finished):
    reports, _ = finished
    batches = 2 * -(-1000 // 128)
    assert len(joined(reports, "losses")) == batches
    assert len(joined(reports, "accuracies")) == batches


def test_the_batches_average_to_what_keras_says_of_the_epoch(finished):
    reports, _ = finished
    sizes = np.array([128] * 7 + [104])
    for epoch, result in enumerate(joined(reports, "epochs")):
        losses = joined(reports, "losses")[8 * epoch : 8 * epoch + 8]
        accuracies = joined(reports, "accuracies")[8 * epoch : 8 * epoch + 8]
        assert np.average(losses, weights=sizes) == pytest.approx(result.loss, rel=1e-4)
        assert np.average(accuracies, weights=sizes) == pytest.approx(
            result.accuracy, rel=1e-4
        )


def test_the_accuracy_of_a_batch_counts_whole_images(finished):
    reports, _ = finished
    right = np.array(joined(reports, "accuracies")[:7]) * 128
    np.testing.assert_allclose(right, right.round(), atol=1e-2)


def test_validation_is_on_images_that_it_does_not_train_on(finished, sample, tmp_path):
    reports, trained = finished
    model = load_keras(trained, tmp_path)
    labels = np.eye(10)[sample.y_test]
    loss, accuracy = model.evaluate(sample.x_test[..., None] / 255.0, labels, verbose=0)
    last = joined(reports, "epochs")[-1]
    assert last.val_accuracy == pytest.approx(accuracy, abs=1e-6)
    assert last.val_loss == pytest.approx(loss, rel=1e-4)
    assert trained.accuracy == pytest.approx(accuracy, abs=1e-6)


def agree(trained, sample, tmp_path):
    """Make sure that both files of a run answer alike."""
    images = (sample.x_test[:100] / 255).astype(np.float32)
    np.testing.assert_allclose(
        Predictor(trained.litert_file).probabilities(images),
        load_keras(trained, tmp_path).predict(images[..., None], verbose=0),
        atol=2e-6,
    )


def test_the_file_for_serving_answers_as_keras_does(finished, sample, tmp_path):
    _, trained = finished
    agree(trained, sample, tmp_path)


def test_the_network_of_the_last_checkpoint_is_that_of_the_run(sample, tmp_path):
    kept: list[bytes] = []
    _, trained = run(SMALL, sample, save=lambda epoch, file: kept.append(file))
    assert len(kept) == SMALL.epochs
    assert trained.keras_file is kept[-1]
    agree(trained, sample, tmp_path)


def test_a_run_that_is_stopped_after_a_checkpoint_has_its_newer_network(
    sample, tmp_path
):
    class LeaseOfThreeBatches(Lease):
        left = 0

        @property
        def ending(self):
            self.left -= 1
            return None if self.left > 0 else super().ending

    lease = LeaseOfThreeBatches()
    kept: list[bytes] = []

    def save(epoch, file):
        kept.append(file)
        lease.left = 3
        lease.end(Ending.STOPPED)

    _, trained = run(SMALL, sample, lease, save=save)
    assert trained.ending is Ending.STOPPED
    after_epoch, after_batch = kept
    assert trained.keras_file is after_batch
    assert trained.keras_file != after_epoch
    agree(trained, sample, tmp_path)


def test_the_keras_file_carries_its_optimiser(finished, tmp_path):
    _, trained = finished
    model = load_keras(trained, tmp_path)
    assert int(model.optimizer.iterations) == 16


def test_a_seed_makes_a_run_repeatable(finished, sample):
    first, _ = finished
    again, _ = run(SMALL, sample)
    other, _ = run(RunSettings(epochs=1, images=1000, seed=4), sample)
    np.testing.assert_allclose(
        joined(again, "losses"), joined(first, "losses"), rtol=1e-4
    )
    assert not np.allclose(
        joined(other, "losses"), joined(first, "losses")[:8], rtol=1e-2
    )


def test_it_learns_what_a_bare_script_learns(finished, sample):
    keras.utils.set_random_seed(3)
    model = keras_model.build(RunSettings(), 8)
    history = model.fit(
        sample.x_train[:1000, ..., None] / 255.0,
        np.eye(10)[sample.y_train[:1000]],
        batch_size=128,
        epochs=2,
        verbose=0,
        validation_data=(sample.x_test[..., None] / 255.0, np.eye(10)[sample.y_test]),
    ).history
    results = joined(finished[0], "epochs")
    # Another order of the same images: similar, not equal.
    assert results[-1].val_loss == pytest.approx(history["val_loss"][-1], rel=0.15)


def test_a_stopped_run_ends_at_the_next_batch_and_keeps_its_network(sample):
    lease = Lease()

    def stop(report):
        if report.losses:
            lease.end(Ending.STOPPED)

    reports, trained = run(RunSettings(epochs=30, batch_size=16), sample, lease, stop)
    assert trained.ending is Ending.STOPPED
    assert not any(report.epochs for report in reports)
    assert 0.05 < trained.accuracy <= 1
    assert Predictor(trained.litert_file)
    stages = [report.stage for report in reports]
    assert stages[-1] is Stage.SAVING


def test_stages_come_in_their_order(finished):
    reports, trained = finished
    order = [stage for stage in Stage if stage in {report.stage for report in reports}]
    firsts = list(dict.fromkeys(report.stage for report in reports))
    assert firsts[0] is Stage.PREPARING
    assert firsts[-1] is Stage.SAVING
    assert set(firsts) == set(order)
    assert trained.ending is Ending.FINISHED


def test_all_images_are_used_where_more_are_asked_for(sample):
    settings = RunSettings(
        epochs=1, batch_size=1024, images=60_000, network=NetworkSpec((), ())
    )
    reports, _ = run(settings, sample)
    assert len(joined(reports, "losses")) == 4


def test_the_model_file_is_a_keras_archive(finished):
    _, trained = finished
    names = zipfile.ZipFile(io.BytesIO(trained.keras_file)).namelist()
    assert {"config.json", "metadata.json", "model.weights.h5"} <= set(names)


def test_averages_of_batch_normalisation_are_right_after_a_short_run(sample, tmp_path):
    settings = replace(apply(Preset.DEEP, SMALL), images=4000, epochs=2)
    _, trained = run(settings, sample)
    model = load_keras(trained, tmp_path)
    images = sample.x_test[..., None].astype(np.float32) / 255
    # The statistics of the test images themselves, in place of the kept averages.
    exact = model(images, training=True).numpy().argmax(axis=1)
    accuracy = float((exact == sample.y_test).mean())
    assert accuracy > 0.9
    assert trained.accuracy > accuracy - 0.03
