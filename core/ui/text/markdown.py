"""Shows text that visitors wrote where Streamlit reads Markdown."""

import re

# A backslash takes the meaning from any of them (CommonMark 0.31, 2.4).
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape_markdown(text: str) -> str:
    """Return Markdown that shows a text as it is: no picture, no link, no style.

    A picture in the name of a run would be fetched from a stranger's server.

    Args:
        text: Of one line.
    """
    return _PUNCTUATION.sub(r"\\\1", text)
