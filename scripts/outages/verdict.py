"""What an outage has cost: what the database lacks, and how long visitors waited."""

import asyncio
import time
from dataclasses import dataclass

from core.errors import DiskFull, StoreUnavailable
from core.runs.records import DONE, SavedRun
from core.runs.tasks import batches_per_epoch
from core.store.store import Store
from scripts.bench.stroke_data import DIGITS
from scripts.outages import visitors
from scripts.outages.visitors import Opened, Seen

MOST_SECONDS = 2.0
# By then a page knows, and a visitor who has just come reads it.
KNOWN_SECONDS = 12.0
# After an outage, and after the last run is over.
STORED_SECONDS = 90.0
POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Verdict:
    """What came of an outage.

    Attributes:
        lost: What the database lacks.
        missed: What else did not happen.
        slow: Pages that took too long, on this machine at this time.
        figures: What was measured, for a table.
    """

    lost: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    figures: str = "broken off"

    @property
    def held(self) -> bool:
        """Whether nothing was lost, nobody waited for long, and training went on."""
        return not (self.lost or self.missed or self.slow)


async def judge(database: str, seen: Seen) -> Verdict:
    """Wait until the database has everything, for `STORED_SECONDS` at most.

    Args:
        database: Its URL.
        seen: What the visitors have seen.
    """
    end = time.monotonic() + STORED_SECONDS
    while (lost := await asyncio.to_thread(_lacks, database, seen)) and (
        time.monotonic() < end
    ):
        await asyncio.sleep(POLL_SECONDS)
    during = [each for each in seen.opened if seen.began <= each.at < seen.ended]
    missed = []
    slow = tuple(
        f"{each.name} took {each.seconds:.1f} s after {each.at - seen.began:.0f} s"
        for each in during
        if each.seconds > MOST_SECONDS
    )
    before, then, _ = seen.epochs
    if not (then > before or seen.is_run_over):
        missed.append("the training stood still")
    silent = [each for each in _told(during, seen) if not each.says_not_saved]
    if silent:
        missed.append(f"{len(silent)} pages did not say that nothing is saved")
    return Verdict(tuple(lost), tuple(missed), slow, _figures(seen, during))


def _figures(seen: Seen, during: list[Opened]) -> str:
    calm = [each for each in seen.opened if each.at < seen.began]
    told = _told(during, seen)
    says = sum(each.says_not_saved for each in told)
    before, then, last = seen.epochs
    return (
        f"{len(during)} pages and answers, slowest {_slowest(during):.2f} s "
        f"(before {_slowest(calm):.2f} s); epoch {before} before, {then} at the end, "
        f"{last} after; the other run at the end: {seen.other_run!r}; "
        f"{says} of {len(told)} late pages said so"
    )


def _told(during: list[Opened], seen: Seen) -> list[Opened]:
    """Return the pages that were opened when an outage was known."""
    return [each for each in during if each.at - seen.began > KNOWN_SECONDS]


def _slowest(opened: list[Opened]) -> float:
    return max((each.seconds for each in opened), default=0.0)


def _lacks(database: str, seen: Seen) -> list[str]:
    try:
        store = Store.open(database)
        try:
            return [
                *_lacks_work(store, seen),
                *_lacks_long_run(store, seen),
                *_lacks_short_run(store, seen),
            ]
        finally:
            store.close()
    except (DiskFull, StoreUnavailable) as error:
        return [f"the database: {error}"]


def _lacks_work(store: Store, seen: Seen) -> list[str]:
    lost = []
    drawn = (
        *visitors.DRAWN_BEFORE,
        *visitors.DRAWN_DURING,
        *visitors.DRAWN_AFTER,
    )
    for name, visitor, digits, settings in (
        ("drawer", seen.drawer, drawn, {"train_epochs": visitors.DRAWER_EPOCHS[-1]}),
        (
            "reader",
            seen.reader,
            (visitors.READER_BEFORE, visitors.READER_DURING),
            {
                "train_epochs": visitors.READER_EPOCHS,
                "train_batch_size": visitors.READER_BATCH,
            },
        ),
    ):
        kept = store.workspace(visitor)
        if kept is None:
            lost.append(f"all of the {name}")
            continue
        labels = sorted(kept.own_drawings.labels.tolist())
        if labels != sorted(digits):
            lost.append(f"{name}: drawings {labels} of {sorted(digits)}")
        if len(kept.strokes) != len(DIGITS[digits[-1]]):
            lost.append(f"{name}: what is on the canvas")
        found = {key: kept.settings.get(key) for key in settings}
        if found != {key: str(value) for key, value in settings.items()}:
            lost.append(f"{name}: settings {found}")
    return lost


def _lacks_long_run(store: Store, seen: Seen) -> list[str]:
    """Return what is missing of the run that was stopped at the end, or was over."""
    run, lost = _run(store, seen.trainer, "trainer")
    if run is None:
        return lost
    past = store.fetch_checkpoint(seen.trainer, run.id)
    epochs = [] if past is None else [each.epoch for each in past.results]
    # The page tells of the epoch that goes on.
    if len(epochs) < seen.epochs[2] - 1 or epochs != list(range(1, len(epochs) + 1)):
        lost.append(f"trainer: epochs {epochs} of {seen.epochs[2]}")
    batches = 0 if past is None else len(past.losses)
    if batches < len(epochs) * batches_per_epoch(run.settings, run.source):
        lost.append(f"trainer: {batches} batches for {len(epochs)} epochs")
    return lost


def _lacks_short_run(store: Store, seen: Seen) -> list[str]:
    """Return what is missing of the run that was asked for during the outage."""
    run, lost = _run(store, seen.beginner, "beginner")
    if run is None:
        return lost
    past = store.fetch_checkpoint(seen.beginner, run.id)
    wanted = visitors.SHORT_EPOCHS * batches_per_epoch(run.settings, run.source)
    batches = 0 if past is None else len(past.losses)
    if batches != wanted:
        lost.append(f"beginner: {batches} of {wanted} batches")
    return lost


def _run(store: Store, visitor: str, name: str) -> tuple[SavedRun | None, list[str]]:
    """Return the one run of a visitor, and what is missing of it but its curve."""
    runs = store.list_runs(visitor)
    if len(runs) != 1:
        return None, [f"{name}: {len(runs)} runs"]
    (run,) = runs
    if run.stage != DONE or run.attempts > 1 + run.turns:
        return run, [
            f"{name}: {run.stage}, started {run.attempts} times, {run.error or ''}"
        ]
    lost = [
        f"{name}: the {kind} file"
        for kind in ("keras", "litert")
        if not store.read_file(visitor, run.id, kind)
    ]
    return run, lost
