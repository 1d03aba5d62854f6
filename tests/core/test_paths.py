"""Trazo's own files are where the environment says, and its user's alone."""

import os
import time

from core import paths


def test_what_a_killed_process_left_is_removed_after_a_day(trazo_home):
    old, held, new = (paths.runs_folder() / name for name in ("old", "held", "new"))
    for folder in (old, held, new):
        folder.mkdir(parents=True)
    yesterday = time.time() - paths.RUN_SECONDS - 60
    for folder in (old, held):
        os.utime(folder, (yesterday, yesterday))
    paths.remove_old_runs(held=["held"])
    assert not old.exists()
    assert held.exists()
    assert new.exists()
