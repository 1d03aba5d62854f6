"""Where an exception was raised, for a log that must not repeat what it says."""

import traceback
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = "site-packages/"


def frames(error: BaseException) -> str:
    """Return where an exception was raised, without its message.

    A message may have an id or a visitor's words in it; names of files and functions do
    not.

    Returns:
        Each exception of the chain, the first cause first, with its frames from the
        outermost: ``KeyError core/a.py:3 read > core/b.py:9 find``.
    """
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.insert(0, link)
        link = link.__cause__ or (
            None if link.__suppress_context__ else link.__context__
        )
    return "; then ".join(_places(raised) for raised in chain)


def _places(error: BaseException) -> str:
    found = traceback.extract_tb(error.__traceback__)
    calls = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in found]
    return f"{type(error).__name__} {' > '.join(calls)}".strip()


def _short(filename: str) -> str:
    """Return a file's path from the folder of Trazo or of installed packages."""
    path = Path(filename)
    _, installed, inside = path.as_posix().rpartition(PACKAGES)
    if installed:
        return inside
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
