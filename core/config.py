"""How this Trazo is set up: all environment variables that it reads, in one place.

Nothing is read when a module is imported. `Config`, with limits and times, is read and
validated once, where a process begins (`core.ui.state.services`,
`core.engine.__main__`), and passed on. `Places` (folders, database, scheduler) are
looked up when they are needed, by a worker too, and never refused there.
"""

import logging
import math
import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypedDict, TypeVar

import platformdirs

DATABASE_NAME = "trazo.db"
MEGABYTE = 2**20
HIDDEN = "…"
# A host with or without scheme and port; the first label may be a star.
SITE = re.compile(
    r"'self'|'none'|(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?",
    re.ASCII | re.IGNORECASE,
)

Value = TypeVar("Value", int, float)


# Dask reads an address without a transport as TCP.
SCHEDULER = re.compile(r"(?:[a-z]+://)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})")
DATABASE = re.compile(r"(?:sqlite|postgresql)(?:\+\w+)?://.*")


class BadVariable(ValueError):
    """An environment variable whose value cannot be used.

    Attributes:
        name: Name of the variable.
        needed: What its value must be, in English.
    """

    def __init__(self, name: str, value: str, needed: str) -> None:
        super().__init__(f"{name}={value!r}: {needed} is needed.")
        self.name = name
        self.needed = needed


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
        queue_limit: How many runs may wait or go on at once (TRAZO_LINE).
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
        workspace_megabytes: How much a visitor's networks may take, in MB of 2**20
            bytes (TRAZO_WORKSPACE_MB).
        frame_ancestors: The sites that may frame a page, as a content security policy
            spells them (TRAZO_FRAME_ANCESTORS).
    """

    log_level: str = ""
    # More would wait for hours on the two cores of a small host.
    queue_limit: int = 40
    run_minutes: float = 5
    idle_seconds: float = 300
    # With the lease of the worker this ends an abandoned run within two minutes.
    unwatched_seconds: float = 90
    kept_days: float = 30
    workspace_megabytes: int = 200
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
            _matching(environment, name, pattern, needed)
        for name in ("TRAZO_HOME", "KERAS_HOME"):
            _folder(environment, name)
        return cls(
            **_places(environment),
            log_level=_level(environment),
            queue_limit=_whole(environment, "TRAZO_LINE", cls.queue_limit),
            run_minutes=_number(environment, "TRAZO_RUN_MINUTES", cls.run_minutes),
            idle_seconds=_number(environment, "TRAZO_IDLE_SECONDS", cls.idle_seconds),
            unwatched_seconds=_number(
                environment, "TRAZO_UNWATCHED_SECONDS", cls.unwatched_seconds
            ),
            kept_days=_number(environment, "TRAZO_KEPT_DAYS", cls.kept_days),
            workspace_megabytes=_whole(
                environment, "TRAZO_WORKSPACE_MB", cls.workspace_megabytes
            ),
            frame_ancestors=_sites(
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


def _matching(
    environment: Mapping[str, str], name: str, pattern: re.Pattern[str], needed: str
) -> None:
    value = environment.get(name)
    if value and not pattern.fullmatch(value):
        # It may have a password in it.
        raise BadVariable(name, HIDDEN, needed)


def _folder(environment: Mapping[str, str], name: str) -> None:
    value = environment.get(name)
    if not value:
        return
    try:
        # A folder that does not exist yet is made when it is needed.
        is_folder = stat.S_ISDIR(Path(value).stat().st_mode)
    except FileNotFoundError:
        is_folder = True
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        raise BadVariable(name, value, "the path of a folder")


def _level(environment: Mapping[str, str]) -> str:
    level = environment.get("TRAZO_LOG") or ""
    if level and level.upper() not in logging.getLevelNamesMapping():
        raise BadVariable("TRAZO_LOG", level, "debug, info, warning or error")
    return level


def _sites(environment: Mapping[str, str], name: str, default: str) -> str:
    """Return sites with one space between them; nothing else gets into a header."""
    sites = environment.get(name, "").split()
    for site in sites:
        if not SITE.fullmatch(site) or (site == "'none'" and len(sites) > 1):
            raise BadVariable(
                name, site, "'self', or sites such as https://example.org"
            )
    return " ".join(sites) or default


def _whole(environment: Mapping[str, str], name: str, default: int) -> int:
    return _above_zero(environment, name, default, int, "a whole number")


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    return _above_zero(environment, name, default, float, "a number")


def _above_zero(
    environment: Mapping[str, str],
    name: str,
    default: Value,
    convert: Callable[[str], Value],
    kind: str,
) -> Value:
    text = environment.get(name)
    if not text:
        return default
    try:
        value = convert(text)
    except ValueError:
        value = convert("0")
    if not (math.isfinite(value) and value > 0):
        raise BadVariable(name, text, f"{kind} above 0")
    return value
