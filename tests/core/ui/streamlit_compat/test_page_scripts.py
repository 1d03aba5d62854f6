"""Streamlit's own page has no script that a content security policy would refuse."""

import base64
import hashlib
from html.parser import HTMLParser

from core.ui.streamlit_compat import page_scripts


class Scripts(HTMLParser):
    """Collects the text of each script that stands in a page itself."""

    def __init__(self):
        super().__init__()
        self.found = []
        self._is_inline = False

    def handle_starttag(self, tag, attrs):
        """Begin a script."""
        self._is_inline = tag == "script" and "src" not in dict(attrs)
        if self._is_inline:
            self.found.append("")

    def handle_endtag(self, tag):
        """End it."""
        self._is_inline = False

    def handle_data(self, data):
        """Add to it."""
        if self._is_inline:
            self.found[-1] += data


def expected(page):
    """Return the hash of each script of a page, as a browser computes it."""
    scripts = Scripts()
    scripts.feed(page)
    return [
        "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in scripts.found
    ]


def test_each_script_of_streamlits_page_has_its_hash():
    found = page_scripts.inline_script_hashes()
    assert found
    assert found == expected(page_scripts.PAGE.read_text(encoding="utf-8"))


def test_a_page_with_other_scripts_has_other_hashes(tmp_path, monkeypatch):
    page = (
        '<script src="a.js"></script><script>one()</script>\n'
        "<script>\n  two('ñ')\n</script>"
    )
    path = tmp_path / "index.html"
    path.write_text(page, encoding="utf-8")
    monkeypatch.setattr(page_scripts, "PAGE", path)
    found = page_scripts.inline_script_hashes()
    assert len(found) == 2
    assert found == expected(page)
