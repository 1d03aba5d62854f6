"""How far short work of the engine is, in a sentence."""

from core.engine.background_jobs import BackgroundJob, JobStage
from core.ui.state import services
from core.ui.text.translate import t, tn


def stage(job: BackgroundJob, *, working: str, after: str) -> str:
    """Say what is done of a job that is not over.

    Args:
        job: Which.
        working: What a worker does with it, a sentence.
        after: What happens once the trainings before it are over, a sentence.
    """
    if job.stage is JobStage.WORKING:
        return working
    ahead = services.engine().runs_going_on()
    if ahead:
        line = tn(
            "In line: {n} training goes first.",
            "In line: {n} trainings go first.",
            ahead,
        )
        return f"{line} {after}"
    return t("Waking TensorFlow: it takes a few seconds the first time.")
