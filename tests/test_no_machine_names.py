"""No file names a folder of the machine that it was written on."""

import subprocess

from tests.support.root import ROOT


def test_no_file_names_a_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    word = "/".join(["", "work", ""])
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".txt", ".yml"}:
            assert word not in path.read_text(encoding="utf-8"), name
