"""A map is computed once for all visitors, and kept while its run is."""

import pytest

from core.datasets import loader
from core.engine.embedding_jobs import EmbeddingJob
from core.errors import DiskFull, NetworkGone
from core.explain import embedding
from core.explain.embedding import EmbeddingRequest
from tests.support.embeddings import random_map


def test_a_map_of_a_run_that_was_forgotten_meanwhile_is_not_kept(tmp_path):
    wanted = EmbeddingRequest(
        tmp_path / "run" / "network.keras",
        loader.Source.SAMPLE,
        tmp_path / "run" / embedding.FILE,
    )
    with pytest.raises(NetworkGone):
        wanted.keras_file()
    with pytest.raises(NetworkGone):
        EmbeddingJob(wanted).on_result(random_map())
    assert not wanted.path.parent.exists()


def test_the_error_that_a_job_ended_with_stays():
    job = EmbeddingJob(EmbeddingRequest.of_shipped(loader.Source.SAMPLE))
    assert job.mark_started()
    assert not job.mark_started()
    job.mark_finished(DiskFull("somewhere"))
    job.mark_finished(None)
    assert isinstance(job.error, DiskFull)
    assert job.is_over
