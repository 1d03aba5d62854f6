"""Logs for operators: one JSON object per line on standard error, if enabled.

``TRAZO_LOG`` enables them and sets the lowest level: ``TRAZO_LOG=info``. Without it,
the terminal shows only warnings, as plain text.
"""

import json
import logging
from datetime import UTC, datetime

# Parent of the loggers of all Trazo modules; Streamlit and Dask log as before.
_OURS = logging.getLogger("core")
SHOWN_OF_ID = 8

Fact = str | int | float | None


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: time, level, event and facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        facts = getattr(record, "facts", {})
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", None) or record.getMessage(),
            **facts,
        }
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
        return json.dumps(entry, ensure_ascii=False)


def configure(level: str) -> None:
    """Have this process write JSON lines, if TRAZO_LOG says so; twice does no harm.

    Args:
        level: What it says, a level of `logging`; empty where it says nothing.
    """
    if not level:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    _OURS.handlers = [handler]
    _OURS.propagate = False
    _OURS.setLevel(level.upper())


def log_event(name: str, level: int = logging.INFO, **facts: Fact) -> None:
    """Log an event for the operator.

    Args:
        name: Name of the event, a few words that are always the same.
        level: Level of `logging`.
        facts: Details of this event; no full ids, and nothing that a visitor made.
            Facts that are None are left out.
    """
    if not _OURS.isEnabledFor(level):
        return
    known = {key: fact for key, fact in facts.items() if fact is not None}
    plain = " ".join([name, *(f"{key}={fact}" for key, fact in known.items())])
    _OURS.log(level, "%s", plain, extra={"event": name, "facts": known})


def shortened_id(identity: str) -> str:
    """Return the start of an id: enough to identify it, too little to get access."""
    return identity[:SHOWN_OF_ID]
