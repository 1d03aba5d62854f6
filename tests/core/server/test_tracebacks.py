"""A log has where an exception was raised, and nothing that it says."""

from core.server import tracebacks

SECRET = "3f2b6c0e9d5a4e718899aabbccddeeff"


def fail():
    """Raise with something that no log may hold."""
    raise LookupError(SECRET)


def test_frames_say_the_whole_chain_without_its_words():
    try:
        try:
            fail()
        except LookupError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        said = tracebacks.frames(error)
    first, second = said.split("; then ")
    assert first.startswith("LookupError tests/core/server/test_tracebacks.py:")
    assert second.startswith("ValueError tests/core/server/test_tracebacks.py:")
    assert SECRET not in said
