"""The file of a host that knows how long some runs take on it."""

from collections.abc import Mapping
from pathlib import Path

from core.datasets import loader
from core.engine.run_shape import shape_of, work_of_epoch
from core.engine.speed_measurements import SpeedMeasurements
from core.runs import tasks
from core.settings.run import RunSettings

FILE_NAME = "host_speed.json"


def write(
    folder: Path,
    seconds: Mapping[RunSettings, float],
    source: loader.Source = loader.Source.SAMPLE,
) -> Path:
    """Write the file as a host does that has trained; return its path.

    Args:
        folder: Trazo's home.
        seconds: How long a run with some settings takes.
        source: What the runs learned from.
    """
    measured = SpeedMeasurements()
    for settings, whole in seconds.items():
        work = work_of_epoch(tasks.images_per_epoch(settings, source), source)
        measured.add_epochs(
            shape_of(settings), [whole / settings.epochs / work], is_tracing=False
        )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.write_text(measured.to_json(), encoding="utf-8")
    return path
