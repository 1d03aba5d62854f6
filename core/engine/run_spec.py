"""What a run is asked to do; nothing of it changes while it goes on."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from core.runs import fine_tuning, tasks
from core.runs.records import SavedRun

if TYPE_CHECKING:
    from core.datasets import loader
    from core.runs.class_data import ClassData, Use
    from core.runs.fine_tuning import FineTuning
    from core.runs.progress import Ending, Resume
    from core.runs.slow_motion import Command
    from core.runs.snapshots import TrackedDigit
    from core.settings.run import RunSettings

NUMBERS_PER_WEIGHT, FLOAT_BYTES = 4, 4


@dataclass(frozen=True, eq=False, kw_only=True)
class RunSpec:
    """A run as it was asked for.

    Attributes:
        id: Names its task and its folder; unguessable, 32 hex digits.
        settings: What the visitor chose.
        source: The data to learn from.
        visitor: Whose run it is; empty where it is nobody's.
        made_at: When it was asked for, in seconds since 1970.
        goal: Epochs that are to be over at its end, those that it continues included.
        continues: Id of the run that it continues, or whose network it teaches; None
            where it is of no run.
        fine_tuning: What it practises; None where it is a training.
        class_data: Drawings of a class that it learns; None without any.
        pins: Digits whose answers are tracked.
        address: The network address that it was asked for from; not stored, and empty
            where it is not known.
    """

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    settings: RunSettings
    source: loader.Source
    visitor: str = ""
    made_at: float = field(default_factory=time.time)
    goal: int
    continues: str | None = None
    fine_tuning: FineTuning | None = None
    class_data: ClassData | None = None
    pins: tuple[TrackedDigit, ...] = ()
    address: str = ""

    @classmethod
    def training(
        cls,
        settings: RunSettings,
        source: loader.Source,
        visitor: str = "",
        pins: tuple[TrackedDigit, ...] = (),
        class_data: ClassData | None = None,
    ) -> Self:
        """Return a run that begins from nothing."""
        return cls(
            settings=settings,
            source=source,
            visitor=visitor,
            goal=settings.epochs,
            class_data=class_data,
            pins=pins,
        )

    def continuation(self, goal: int, visitor: str = "") -> Self:
        """Return a run that goes on where this one stood, up to `goal` epochs.

        Raises:
            ValueError: It has learned drawings of a class, which are not kept.
        """
        if self.class_data is not None:
            raise ValueError("the run of a class cannot be continued")
        return replace(
            self,
            id=uuid.uuid4().hex,
            made_at=time.time(),
            visitor=visitor,
            goal=goal,
            continues=self.id,
            fine_tuning=None,
            address="",
        )

    @classmethod
    def for_fine_tuning(
        cls,
        task: FineTuning,
        settings: RunSettings,
        source: loader.Source,
        visitor: str = "",
        continues: str | None = None,
    ) -> Self:
        """Return a run that teaches a network a visitor's handwriting.

        Args:
            task: The drawings, and the network's file.
            settings: Of the run that left the network.
            source: Where MNIST's images come from.
            visitor: Whose run it is.
            continues: Id of the run that left the network; None for the shipped one.
        """
        return cls(
            settings=settings,
            source=source,
            visitor=visitor,
            goal=fine_tuning.EPOCHS,
            continues=continues,
            fine_tuning=task,
        )

    @classmethod
    def from_record(
        cls,
        saved: SavedRun,
        fine_tuning: FineTuning | None,
        class_data: ClassData | None = None,
    ) -> Self:
        """Return a run as the store has it.

        Args:
            saved: Its record.
            fine_tuning: What it practises; None where it is a training.
            class_data: Drawings of a class that it learns; None without any.
        """
        return cls(
            id=saved.id,
            settings=saved.settings,
            source=saved.source,
            visitor=saved.workspace,
            made_at=saved.made_at,
            goal=saved.goal,
            continues=saved.continues,
            fine_tuning=fine_tuning,
            class_data=class_data,
            pins=saved.pins,
        )

    def to_record(self, now: float) -> SavedRun:
        """Return the record of a run that was just asked for.

        Args:
            now: Its first heartbeat, in seconds since 1970.
        """
        return SavedRun(
            id=self.id,
            workspace=self.visitor,
            settings=self.settings,
            source=self.source,
            goal=self.goal,
            made_at=self.made_at,
            continues=self.continues,
            is_fine_tuning=self.fine_tuning is not None,
            class_use=self.class_use,
            pins=self.pins,
            seen_at=now,
        )

    def build_task(
        self,
        resume: Resume | None,
        *,
        command: Command,
        topic: str,
        is_stored: bool,
        is_resumed: bool,
        ending: Ending | None = None,
    ) -> tasks.RunTask:
        """Return what a worker is given for it.

        Args:
            resume: Where it begins; None for fine-tuning, which begins with its file.
            command: The speed at which it begins.
            topic: Of its reports.
            is_stored: Whether the store has it, or will once it answers.
            is_resumed: Whether it must begin from the store's checkpoint.
            ending: Why it is to end at its first batch; None where it trains.

        Raises:
            NetworkGone: The network that fine-tuning begins with is no longer there.
        """
        if self.fine_tuning is not None:
            return tasks.FineTuneTask(
                run_id=self.id,
                keras_file=self.fine_tuning.keras_file(),
                drawings=self.fine_tuning.drawings,
                source=self.source,
                topic=topic,
                is_stored=is_stored,
            )
        return tasks.TrainTask(
            run_id=self.id,
            settings=self.settings,
            source=self.source,
            class_data=self.class_data,
            resume=resume,
            pins=self.pins,
            command=command,
            topic=topic,
            is_stored=is_stored,
            is_resumed=is_resumed,
            ending=ending,
        )

    @property
    def expected_bytes(self) -> int:
        """About what its network is going to take in the store.

        Adam has two numbers for each weight, and the LiteRT file has the weight again.
        """
        weights = self.settings.network.plan().parameters
        return weights * NUMBERS_PER_WEIGHT * FLOAT_BYTES

    @property
    def images_per_epoch(self) -> int:
        """Training images in an epoch."""
        if self.fine_tuning is not None:
            return fine_tuning.images_per_epoch(self.source)
        return tasks.images_per_epoch(self.settings, self.source, self.class_use)

    @property
    def batches_per_epoch(self) -> int:
        """Batches in an epoch."""
        if self.fine_tuning is not None:
            return fine_tuning.batches_per_epoch(self.source)
        return tasks.batches_per_epoch(self.settings, self.source, self.class_use)

    @property
    def class_use(self) -> Use | None:
        """How it uses the drawings of a class; None where it has none."""
        return None if self.class_data is None else self.class_data.use

    @property
    def is_plain(self) -> bool:
        """Whether it learns from its data set alone, as its settings say."""
        return self.fine_tuning is None and self.class_data is None

    def class_file(self) -> bytes | None:
        """Return the drawings of a class as the store has them; None without any."""
        return None if self.class_data is None else self.class_data.to_file()
