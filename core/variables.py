"""What an environment variable may have as its value; anything else is refused."""

import ipaddress
import logging
import math
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

HIDDEN = "…"
# A host with or without scheme and port; the first label may be a star.
SITE = re.compile(
    r"'self'|'none'|(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?",
    re.ASCII | re.IGNORECASE,
)
NICENESS = re.compile(r"1?\d", re.ASCII)

Value = TypeVar("Value", int, float)
Default = TypeVar("Default")


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


def matching(
    environment: Mapping[str, str], name: str, pattern: re.Pattern[str], needed: str
) -> None:
    """Refuse a value that is not of a form.

    Args:
        environment: Names and values.
        name: Name of the variable.
        pattern: All of the value must match it.
        needed: What a value must be, in English.
    """
    value = environment.get(name)
    if value and not pattern.fullmatch(value):
        # It may have a password in it.
        raise BadVariable(name, HIDDEN, needed)


def folder(environment: Mapping[str, str], name: str) -> None:
    """Refuse a value that cannot be a folder's path."""
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


def level(environment: Mapping[str, str]) -> str:
    """Return the lowest level that is logged; empty without one."""
    value = environment.get("TRAZO_LOG") or ""
    if value and value.upper() not in logging.getLevelNamesMapping():
        raise BadVariable("TRAZO_LOG", value, "debug, info, warning or error")
    return value


def sites(environment: Mapping[str, str], name: str, default: str) -> str:
    """Return sites with one space between them; nothing else gets into a header."""
    found = environment.get(name, "").split()
    for site in found:
        if not SITE.fullmatch(site) or (site == "'none'" and len(found) > 1):
            raise BadVariable(
                name, site, "'self', or sites such as https://example.org"
            )
    return " ".join(found) or default


def addresses(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return network addresses, and networks, that a value has with spaces between."""
    found = environment.get(name, "").split()
    for address in found:
        try:
            ipaddress.ip_network(address)
        except ValueError:
            raise BadVariable(
                name, address, "an address such as 10.0.0.7, or 10.0.0.0/24,"
            ) from None
    return tuple(found)


def whole(environment: Mapping[str, str], name: str, default: Default) -> int | Default:
    """Return a whole number above 0."""
    return _above_zero(environment, name, default, int, "a whole number")


def niceness(environment: Mapping[str, str], name: str, default: int) -> int:
    """Return how far a process gives way to others: 0, not at all, to 19."""
    text = environment.get(name)
    if not text:
        return default
    if not NICENESS.fullmatch(text):
        raise BadVariable(name, text, "a whole number from 0 to 19")
    return int(text)


def number(
    environment: Mapping[str, str], name: str, default: Default
) -> float | Default:
    """Return a number above 0."""
    return _above_zero(environment, name, default, float, "a number")


def _above_zero(
    environment: Mapping[str, str],
    name: str,
    default: Default,
    convert: Callable[[str], Value],
    kind: str,
) -> Value | Default:
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
