"""The script that says, in a page without a connection, that there is none.

``scripts/hosting/serve.py`` serves it with the page; `streamlit run app.py` cannot.
"""

import json
from pathlib import Path

from core import i18n

SCRIPT = Path(__file__).with_suffix(".js")


def script() -> str:
    """Return the script with a sentence for each language."""
    words = {language: _sentence(language) for language in i18n.LANGUAGES}
    # "<" could end the script element that this will stand in.
    spelt = json.dumps(words).replace("<", "\\u003c")
    return f"const WORDS = {spelt};\n{SCRIPT.read_text(encoding='utf-8')}"


def _sentence(language: str) -> str:
    def t(message: str) -> str:
        return i18n.translations(language).gettext(message)

    return t(
        "This page has no connection to Trazo, so nothing on it answers. It keeps "
        "trying by itself. If this line stays, load the page again, or try another "
        "network: some block what this page needs (WebSockets)."
    )
