"""What an operator reads: one JSON object a line on standard error, where asked for.

``TRAZO_LOG`` asks for it and names the least level: ``TRAZO_LOG=info``. Without it,
whoever runs Trazo at a terminal sees warnings alone, as plain text.
"""

import json
import logging
from datetime import UTC, datetime

# Every module of ours logs below it; Streamlit's and Dask's own lines stay theirs.
_OURS = logging.getLogger("core")
SHOWN_OF_ID = 8

Fact = str | int | float | None


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object: time, level, event, and its facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
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
        level: What it says; empty where it says nothing.
    """
    wish = level.upper()
    if not wish:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    _OURS.handlers = [handler]
    _OURS.propagate = False
    levels = logging.getLevelNamesMapping()
    _OURS.setLevel(levels.get(wish, logging.INFO))
    if wish not in levels:
        log_event("TRAZO_LOG is no level", logging.WARNING, allowed=", ".join(levels))


def log_event(name: str, level: int = logging.INFO, **facts: Fact) -> None:
    """Tell the operator that something has happened.

    Args:
        name: What, in a few words, always the same.
        level: Of `logging`.
        facts: Of this time; no id in full, nothing that a visitor made. None are left
            out.
    """
    if not _OURS.isEnabledFor(level):
        return
    known = {key: fact for key, fact in facts.items() if fact is not None}
    plain = " ".join([name, *(f"{key}={fact}" for key, fact in known.items())])
    _OURS.log(level, "%s", plain, extra={"event": name, "facts": known})


def shortened_id(identity: str) -> str:
    """Return as much of an id as tells it from others, and opens nothing."""
    return identity[:SHOWN_OF_ID]
