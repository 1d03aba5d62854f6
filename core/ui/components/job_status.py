"""How far short work of the engine is, in a sentence."""

from core.engine.background_jobs import BackgroundJob, JobStage
from core.ui.state import services
from core.ui.text.translate import t, tn


def stage(job: BackgroundJob, *, working: str, after: str) -> str:
    """Say what is done of a job that is not over.

    Args:
        job: Which.
        working: What a worker does with it, a sentence.
        after: What happens once its turn comes, a sentence.
    """
    if job.stage is JobStage.WORKING:
        return working
    ahead = services.engine().job_line.count_ahead(job)
    if ahead:
        line = tn(
            "In line: {n} file or map of somebody else goes first.",
            "In line: {n} files or maps of others go first.",
            ahead,
        )
        return f"{line} {after}"
    if services.engine().runs_going_on():
        return t("A training run is about to make room for it.") + " " + after
    return t("Waking TensorFlow: it takes a few seconds the first time.")
