"""Untrusted input: any text, any JSON, damaged files."""

from hypothesis import strategies as st

from core.errors import TrazoError
from core.ui.text.error_messages import sentence
from tests.support.visitor_language import in_language

LETTERS = st.text("0123456789x-pe.+_ñ%\x00 <>`*[naif∞\u0661", max_size=50)
TEXTS = st.text() | LETTERS | st.text(max_size=20).map(lambda text: text * 200)
NUMBERS = st.integers() | st.floats()
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def tell(error: TrazoError) -> None:
    """Turn an error into the sentence that a visitor reads."""
    assert in_language("es", lambda: sentence(error))


@st.composite
def spoilt(draw: st.DrawFn, *files: bytes) -> bytes:
    """Return a valid file with bytes changed, inserted or cut off."""
    file = bytearray(draw(st.sampled_from(files)))
    for _ in range(draw(st.integers(0, 6))):
        # Both ends are more likely: they have headers and directories.
        place = draw(st.integers(0, min(len(file), 120)))
        place = draw(st.sampled_from([place, max(len(file) - place - 1, 0)]))
        file[place : place + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return bytes(file[: draw(st.none() | st.integers(0, len(file)))])
