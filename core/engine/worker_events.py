"""What workers report, on its way to the run or the job that it is about."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from core.runs import messages

if TYPE_CHECKING:
    from core.engine.job_line import JobLine
    from core.engine.run_queue import RunQueue

log = logging.getLogger(__name__)


def dispatch(data: object, queue: RunQueue, jobs: JobLine) -> None:
    """Hand a worker's message on; one that no worker of ours sends is logged alone.

    Args:
        data: The message, as it came.
        queue: Has the runs.
        jobs: Has the short jobs.
    """
    try:
        event = messages.decode_event(data)
    except messages.BadMessage as error:
        log.warning("a message that no worker of ours sends: %s", error)
        return
    match event:
        case messages.RunReported(report):
            queue.on_report(report)
        case messages.JobStarted(job_id, worker):
            jobs.on_started(job_id, worker)
