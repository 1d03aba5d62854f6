"""A map is computed once for all visitors, and kept while its run is."""

import numpy as np
import pytest

from core.datasets import loader
from core.engine.embedding_jobs import EmbeddingJob
from core.errors import DiskFull, NetworkGone
from core.explain import embedding
from core.explain.embedding import EmbeddingMap, EmbeddingRequest

UNITS, DIGITS, SHOWN = 6, 50, 30


@pytest.fixture
def digit_map():
    """A map of random numbers, except for the PCA positions."""
    random = np.random.default_rng(5)
    test_features = random.uniform(-1, 1, (SHOWN, UNITS)).astype(np.float16)
    centre = test_features.mean(axis=0, dtype=np.float32)
    axes = np.linalg.qr(random.normal(size=(UNITS, 2)))[0].T.astype(np.float32)
    return EmbeddingMap(
        scale=8.0,
        features=random.uniform(-1, 1, (DIGITS, UNITS)).astype(np.float16),
        labels=random.integers(0, 10, DIGITS).astype(np.uint8),
        test=np.arange(0, 2 * SHOWN, 2, dtype=np.int32),
        test_features=test_features,
        test_labels=random.integers(0, 10, SHOWN).astype(np.uint8),
        test_answers=random.integers(0, 10, SHOWN).astype(np.uint8),
        centre=centre,
        axes=axes,
        share=0.4,
        pca=((test_features - centre) @ axes.T).astype(np.float32),
        tsne=random.normal(size=(SHOWN, 2)).astype(np.float32),
    )


def test_a_map_of_a_run_that_was_forgotten_meanwhile_is_not_kept(digit_map, tmp_path):
    wanted = EmbeddingRequest(
        tmp_path / "run" / "network.keras",
        loader.Source.SAMPLE,
        tmp_path / "run" / embedding.FILE,
    )
    with pytest.raises(NetworkGone):
        wanted.keras_file()
    with pytest.raises(NetworkGone):
        EmbeddingJob(wanted).on_result(digit_map)
    assert not wanted.path.parent.exists()


def test_the_error_that_a_job_ended_with_stays():
    job = EmbeddingJob(EmbeddingRequest.of_shipped(loader.Source.SAMPLE))
    assert job.mark_started()
    assert not job.mark_started()
    job.mark_finished(DiskFull("somewhere"))
    job.mark_finished(None)
    assert isinstance(job.error, DiskFull)
    assert job.is_over
