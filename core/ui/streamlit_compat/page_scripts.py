"""The scripts that stand in Streamlit's own page, for a content security policy."""

import re
from pathlib import Path

import streamlit

from core.server.inline_script import script_hash

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def inline_script_hashes() -> list[str]:
    """Return the hash of each script in the page, as a policy spells it."""
    return [
        script_hash(script)
        for script in INLINE_SCRIPT.findall(PAGE.read_text(encoding="utf-8"))
    ]
