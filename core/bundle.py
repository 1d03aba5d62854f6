"""A visitor's work as one zip, to take along."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from core import hand as hands
from core import links
from core.hand import Hand
from core.store.saved import Checkpoint, SavedRun

FORMAT = 1
MANIFEST = "trazo.json"
HAND = "hand.npz"


def pack(
    runs: Iterable[tuple[SavedRun, Checkpoint | None]],
    file: Callable[[str, str], bytes | None],
    hand: Hand,
) -> bytes:
    """Write a visitor's work as a zip that other programs can read.

    Args:
        runs: Each with its curves.
        file: Returns the file of a run, by its id and ``keras`` or ``litert``.
        hand: The visitor's own drawings.

    Returns:
        ``trazo.json`` says what is there: for each run its settings as a link has
        them, the loss and the accuracy of every batch, what each epoch came to; its
        networks stand beside it as ``run-1.keras`` and ``run-1.tflite``.
    """
    target = io.BytesIO()
    manifest: list[dict[str, Any]] = []
    # Networks are noise to a compressor: it would take seconds and save a tenth.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for place, (run, past) in enumerate(runs, 1):
            entry = _described(run, past)
            for kind, ending in (("keras", "keras"), ("litert", "tflite")):
                content = file(run.id, kind)
                if content is not None:
                    entry[kind] = f"run-{place}.{ending}"
                    archive.writestr(entry[kind], content)
            manifest.append(entry)
        if len(hand):
            archive.writestr(HAND, hands.to_npz(hand))
        archive.writestr(
            MANIFEST, json.dumps({"format": FORMAT, "runs": manifest}, indent=1)
        )
    return target.getvalue()


def _described(run: SavedRun, past: Checkpoint | None) -> dict[str, Any]:
    return {
        "name": run.name,
        "settings": links.to_query(run.settings),
        "source": run.source.value,
        "goal": run.goal,
        "made_at": run.made_at,
        "lesson": run.lesson,
        "ending": None if run.ending is None else run.ending.value,
        "accuracy": run.accuracy,
        "loss": run.loss,
        "losses": [] if past is None else list(past.losses),
        "accuracies": [] if past is None else list(past.accuracies),
        "epochs": [] if past is None else [asdict(epoch) for epoch in past.results],
    }
