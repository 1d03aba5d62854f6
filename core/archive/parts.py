"""Which runs go into which zip, so that each zip can be uploaded again."""

from collections.abc import Sequence

from core.archive.manifest import MOST_NETWORKS
from core.runs import fine_tuning, tasks
from core.runs.records import SavedRun

# Their losses and accuracies take 22 bytes of `trazo.json` for each batch.
MOST_BATCHES = 300_000
# Settings, strokes, own drawings, snapshots and curves.
OTHER_BYTES = 8 * 2**20


def split(
    runs: Sequence[SavedRun], upload_bytes: int
) -> tuple[tuple[SavedRun, ...], ...]:
    """Return the runs of each zip, in their order.

    Args:
        runs: A visitor's runs.
        upload_bytes: Size of the largest file that may be uploaded.
    """
    parts: list[list[SavedRun]] = [[]]
    networks = batches = size = 0
    for run in runs:
        more = run.goal * max(
            tasks.batches_per_epoch(run.settings, run.source, run.class_use),
            fine_tuning.batches_per_epoch(run.source),
        )
        is_full = (
            networks + 1 > MOST_NETWORKS
            or batches + more > MOST_BATCHES
            or size + run.bytes > upload_bytes - OTHER_BYTES
        )
        if is_full and parts[-1]:
            parts.append([])
            networks = batches = size = 0
        parts[-1].append(run)
        networks, batches, size = networks + 1, batches + more, size + run.bytes
    return tuple(map(tuple, parts))


def fits(run: SavedRun, upload_bytes: int) -> bool:
    """Return whether a zip of one run can have both files of its network.

    The largest network has 60 MB as ``.keras`` and 20 MB as LiteRT. Trazo makes the
    LiteRT file again when the zip is opened.

    Args:
        run: The run.
        upload_bytes: Size of the largest file that may be uploaded.
    """
    return run.bytes <= upload_bytes - OTHER_BYTES
