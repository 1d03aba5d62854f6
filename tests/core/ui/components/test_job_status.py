"""Who waits for a file or a map reads how far it is."""

from types import SimpleNamespace
from typing import Any

import pytest

from core.engine.background_jobs import JobStage
from core.ui.components import job_status
from core.ui.state import services
from tests.support.visitor_language import in_language

WORKING, AFTER = "It is being opened.", "Then it is opened."


@pytest.mark.parametrize(
    ("stage", "ahead", "runs", "language", "said"),
    [
        (JobStage.WORKING, 2, 1, "en", WORKING),
        (JobStage.WAITING, 1, 1, "en", "1 file or map of somebody else goes first"),
        (JobStage.WAITING, 2, 0, "en", "2 files or maps of others go first"),
        (JobStage.WAITING, 2, 0, "es", "2 archivos o mapas"),
        (JobStage.WAITING, 0, 1, "en", "A training run is about to make room for it."),
        (JobStage.WAITING, 0, 0, "en", "Waking TensorFlow"),
    ],
)
def test_a_job_says_what_it_waits_for(monkeypatch, stage, ahead, runs, language, said):
    engine = SimpleNamespace(
        job_line=SimpleNamespace(count_ahead=lambda _: ahead),
        runs_going_on=lambda: runs,
    )
    monkeypatch.setattr(services, "engine", lambda: engine)
    job: Any = SimpleNamespace(stage=stage)
    found = in_language(
        language, lambda: job_status.stage(job, working=WORKING, after=AFTER)
    )
    assert said in found
    waits_for_others = stage is JobStage.WAITING and (ahead or runs)
    assert found.endswith(AFTER) == bool(waits_for_others)
