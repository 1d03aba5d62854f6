"""The first page of a new process comes without what only later pages need."""

import json
import os
import subprocess
import sys

from tests.support.root import ROOT

# Each takes processor time that a small host has no more of.
LATER = {
    "alembic",
    "altair",
    "dask",
    "distributed",
    "keras",
    "matplotlib",
    "pandas",
    "pooch",
    "pyarrow",
    "requests",
    "sklearn",
    "skimage",
    "sqlalchemy",
    "tensorflow",
}
# It notes the modules at the end of the page: a moment later they are imported.
OPEN = """
import json, sys
from streamlit.testing.v1 import AppTest
from core.ui.state import services
before, after = set(sys.modules), []
services.end_page = lambda: after.append(sorted(sys.modules))
page = AppTest.from_file(sys.argv[1], default_timeout=300).run()
assert not page.exception
print(json.dumps([sorted(before), *after]))
"""


def test_the_first_page_does_without_what_later_pages_need(tmp_path):
    asked = subprocess.run(
        [sys.executable, "-c", OPEN, str(ROOT / "app.py")],
        cwd=ROOT,
        env={**os.environ, "TRAZO_HOME": str(tmp_path)},
        capture_output=True,
        check=True,
        text=True,
    )
    before, after = json.loads(asked.stdout.splitlines()[-1])
    assert "core.ui.layout" in after
    # The test's own way to a page has none of them either.
    assert not LATER.intersection(before)
    assert not LATER.intersection(after)
