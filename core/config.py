"""How this Trazo is set up: all environment variables that it reads, in one place.

Nothing is read when a module is imported. `Config`, with limits and times, is read and
validated once, where a process begins (`core.ui.state.services`,
`core.engine.__main__`), and passed on. `Places` (folders, database, scheduler) are
looked up when they are needed, by a worker too, and never refused there.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypedDict

import platformdirs

from core import variables

DATABASE_NAME = "trazo.db"
MEGABYTE = 2**20

# Dask reads an address without a transport as TCP.
SCHEDULER = re.compile(r"(?:[a-z]+://)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})")
DATABASE = re.compile(r"(?:sqlite|postgresql)(?:\+\w+)?://.*")


def _default_home() -> Path:
    return platformdirs.user_cache_path("trazo")


def _default_keras_home() -> Path:
    return Path.home() / ".keras"


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where this Trazo finds and stores things.

    Attributes:
        home: The folder for everything that Trazo writes to disk (TRAZO_HOME).
        keras_home: The folder in whose ``datasets`` Keras keeps MNIST (KERAS_HOME).
        database_url: The database in which runs and settings are kept, SQLite or
            PostgreSQL; empty for a file in `home` (TRAZO_DATABASE_URL).
        scheduler: The address of a Dask scheduler to join; None for a worker of our
            own (TRAZO_SCHEDULER).
    """

    home: Path = field(default_factory=_default_home)
    keras_home: Path = field(default_factory=_default_keras_home)
    database_url: str = ""
    scheduler: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the variables; one that is empty counts as not set.

        Args:
            environment: Names and values.
        """
        return cls(**_places(environment))

    @property
    def store_url(self) -> str:
        """The address of the database, as SQLAlchemy takes it."""
        return self.database_url or f"sqlite:///{self.home / DATABASE_NAME}"


@dataclass(frozen=True, kw_only=True)
class Config(Places):
    """How this Trazo is set up: its places, limits and times.

    Attributes:
        log_level: The lowest level that is logged as JSON lines, ``info`` for example;
            empty for plain warnings (TRAZO_LOG).
        queue_limit: How many runs may wait or go on at once, and how many short jobs
            (TRAZO_LINE).
        address_limit: How many runs of one network address may wait or go on at once;
            None for any number (TRAZO_LINE_ADDRESS). A school has one address.
        proxies: Addresses and networks of the proxies that say where a visitor comes
            from (TRAZO_PROXIES). Anybody else could make it up.
        run_minutes: How long a run trains while others wait, before it goes to the
            end of the line (TRAZO_RUN_MINUTES).
        idle_seconds: How long our own worker stays with nothing to do
            (TRAZO_IDLE_SECONDS). It takes 0.8 GB with TensorFlow; the first run after
            it has gone waits for the import again.
        unwatched_seconds: How long a run goes on with no page open
            (TRAZO_UNWATCHED_SECONDS). A page reports every ten seconds, a browser tab
            in the background once a minute.
        kept_days: How long the work of a visitor who does not come back is kept
            (TRAZO_KEPT_DAYS).
        job_seconds: How long a short job may take a worker: a map of digits, an
            uploaded file (TRAZO_JOB_SECONDS).
        niceness: How far a worker gives way to the other processes of its machine,
            from 0 to 19 (TRAZO_NICENESS).
        workspace_megabytes: How much a visitor's networks may take, in MB of 2**20
            bytes (TRAZO_WORKSPACE_MB).
        store_megabytes: How much the work of all visitors may take, likewise; None for
            any amount (TRAZO_STORE_MB).
        frame_ancestors: The sites that may frame a page, as a content security policy
            spells them (TRAZO_FRAME_ANCESTORS).
    """

    log_level: str = ""
    # More would wait for hours on the two cores of a small host.
    queue_limit: int = 40
    address_limit: int | None = None
    proxies: tuple[str, ...] = ()
    run_minutes: float = 5
    idle_seconds: float = 300
    # With the lease of the worker this ends an abandoned run within two minutes.
    unwatched_seconds: float = 90
    kept_days: float = 30
    # Nearly three times what a map took where a dozen processes shared two cores.
    job_seconds: float = 120
    # Pages are served from the same cores, and a page must answer first.
    niceness: int = 10
    workspace_megabytes: int = 200
    store_megabytes: int | None = None
    frame_ancestors: str = "'self'"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read and validate the variables; one that is empty counts as not set.

        Args:
            environment: Names and values.

        Raises:
            BadVariable: A limit or a time is no number above 0, a place cannot be what
                it must be, or a site is none.
        """
        for name, pattern, needed in (
            ("TRAZO_SCHEDULER", SCHEDULER, "tcp://host:port or tls://host:port"),
            ("TRAZO_DATABASE_URL", DATABASE, "an address of SQLite or PostgreSQL"),
        ):
            variables.matching(environment, name, pattern, needed)
        for name in ("TRAZO_HOME", "KERAS_HOME"):
            variables.folder(environment, name)
        return cls(
            **_places(environment),
            log_level=variables.level(environment),
            queue_limit=variables.whole(environment, "TRAZO_LINE", cls.queue_limit),
            address_limit=variables.whole(
                environment, "TRAZO_LINE_ADDRESS", cls.address_limit
            ),
            proxies=variables.addresses(environment, "TRAZO_PROXIES"),
            run_minutes=variables.number(
                environment, "TRAZO_RUN_MINUTES", cls.run_minutes
            ),
            idle_seconds=variables.number(
                environment, "TRAZO_IDLE_SECONDS", cls.idle_seconds
            ),
            unwatched_seconds=variables.number(
                environment, "TRAZO_UNWATCHED_SECONDS", cls.unwatched_seconds
            ),
            kept_days=variables.number(environment, "TRAZO_KEPT_DAYS", cls.kept_days),
            job_seconds=variables.number(
                environment, "TRAZO_JOB_SECONDS", cls.job_seconds
            ),
            niceness=variables.niceness(environment, "TRAZO_NICENESS", cls.niceness),
            workspace_megabytes=variables.whole(
                environment, "TRAZO_WORKSPACE_MB", cls.workspace_megabytes
            ),
            store_megabytes=variables.whole(
                environment, "TRAZO_STORE_MB", cls.store_megabytes
            ),
            frame_ancestors=variables.sites(
                environment, "TRAZO_FRAME_ANCESTORS", cls.frame_ancestors
            ),
        )

    @property
    def turn_seconds(self) -> float:
        """How long a run trains while others wait, in seconds."""
        return self.run_minutes * 60

    @property
    def workspace_bytes(self) -> int:
        """How much a visitor's networks may take, in bytes."""
        return self.workspace_megabytes * MEGABYTE

    @property
    def store_bytes(self) -> int | None:
        """How much the work of all visitors may take, in bytes; None for any amount."""
        return None if self.store_megabytes is None else self.store_megabytes * MEGABYTE


class _PlaceValues(TypedDict):
    home: Path
    keras_home: Path
    database_url: str
    scheduler: str | None


def _places(environment: Mapping[str, str]) -> _PlaceValues:
    read = environment.get
    home, keras_home = read("TRAZO_HOME"), read("KERAS_HOME")
    return {
        "home": Path(home) if home else _default_home(),
        "keras_home": Path(keras_home) if keras_home else _default_keras_home(),
        "database_url": read("TRAZO_DATABASE_URL") or "",
        "scheduler": read("TRAZO_SCHEDULER") or None,
    }
