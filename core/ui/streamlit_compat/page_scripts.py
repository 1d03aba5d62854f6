"""The scripts that stand in Streamlit's own page, for a content security policy."""

import base64
import hashlib
import re
from pathlib import Path

import streamlit

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def inline_script_hashes() -> list[str]:
    """Return the hash of each script in the page, as a policy spells it."""
    scripts = INLINE_SCRIPT.findall(PAGE.read_text(encoding="utf-8"))
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"sha256-{base64.b64encode(digest).decode()}" for digest in digests]
