"""Sends a report as a worker does, and reads it as a web process does."""

from core.runs.messages import RunReported, decode_event, encode
from core.runs.progress import Report


def sent(report: Report) -> Report:
    """Return a report as it arrives."""
    event = decode_event(encode(RunReported(report)))
    assert isinstance(event, RunReported)
    return event.report
