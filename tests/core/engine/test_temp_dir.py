"""An engine's temporary files go with it, or with the next engine."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from core.engine.temp_dir import temp_dir

VARIABLES = ("TMPDIR", "TEMP", "TMP")


@pytest.fixture(autouse=True)
def own_temporary_folder(monkeypatch):
    """Undo what the engine's process changes for good."""
    for name in VARIABLES:
        monkeypatch.setenv(name, tempfile.gettempdir())
    monkeypatch.setattr(tempfile, "tempdir", tempfile.gettempdir())


def test_what_is_put_down_is_in_trazos_home_and_goes_with_the_engine(trazo_home):
    with temp_dir() as folder:
        assert folder == trazo_home / "engine" / str(os.getpid())
        descriptor, name = tempfile.mkstemp()
        os.close(descriptor)
        assert Path(name).parent == folder
        # A worker is another process.
        code = "import tempfile; print(tempfile.mkdtemp())"
        made = subprocess.check_output([sys.executable, "-c", code], text=True).strip()
        assert Path(made).parent == folder
    assert not folder.exists()


def test_what_dead_engines_left_is_removed_and_nothing_else(trazo_home):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    living = str(os.getppid())
    names = (str(ended.pid), "no number", living, str(os.getpid()))
    for name in names:
        (trazo_home / "engine" / name).mkdir(parents=True)
        (trazo_home / "engine" / name / "left").touch()
    with temp_dir() as own:
        left = {path.name for path in own.parent.iterdir()}
        assert left == {living, own.name}
        # An earlier process had the same number.
        assert not list(own.iterdir())
    assert (trazo_home / "engine" / living / "left").exists()


def test_a_folder_that_is_gone_already_is_no_error(trazo_home):
    with temp_dir() as folder:
        folder.rmdir()
    assert not folder.exists()
