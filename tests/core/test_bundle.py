"""What a visitor takes along can be read without Trazo."""

import io
import json
import zipfile
from dataclasses import replace

import numpy as np

from core import bundle, links
from core.hand import Hand, from_file
from core.progress import Ending
from tests.core.store.test_store import RUN, checkpoint, saved


def test_a_zip_has_settings_curves_networks_and_drawings():
    run = replace(saved(), name="mine", stage="done", ending=Ending.FINISHED)
    hand = Hand().with_drawing(np.ones((28, 28), np.float32), 4)
    packed = bundle.pack(
        [(run, checkpoint(2))], lambda run_id, kind: f"{run_id} {kind}".encode(), hand
    )
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        manifest = json.loads(archive.read("trazo.json"))
        assert archive.read("run-1.keras") == f"{RUN} keras".encode()
        assert archive.read("run-1.tflite") == f"{RUN} litert".encode()
        drawings = from_file(archive.read("hand.npz"))
    (entry,) = manifest["runs"]
    assert (entry["name"], entry["ending"]) == ("mine", "finished")
    assert links.from_query(entry["settings"])[0] == run.settings
    assert len(entry["losses"]) == 4
    assert [epoch["epoch"] for epoch in entry["epochs"]] == [1, 2]
    np.testing.assert_array_equal(drawings.images, hand.images)


def test_a_run_without_a_network_has_its_settings_alone():
    packed = bundle.pack([(saved(), None)], lambda *_: None, Hand())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["trazo.json"]
        (entry,) = json.loads(archive.read("trazo.json"))["runs"]
    assert entry["losses"] == []
    assert "keras" not in entry
