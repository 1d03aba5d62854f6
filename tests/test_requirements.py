"""The lock is current: what the ``.in`` files ask for is what the ``.txt`` files pin.

Judged without a network, by what the installed packages say that they need. What is
installed on another platform alone says nothing here: it may be pinned, and is
followed no further.
"""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from importlib import metadata

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.support.root import ROOT

PAIRS = [
    ("requirements.in", "requirements.txt"),
    ("requirements-dev.in", "requirements-dev.txt"),
]
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
    {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "aarch64",
    },
    {
        "sys_platform": "darwin",
        "platform_system": "Darwin",
        "platform_machine": "arm64",
    },
    {
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
    },
)
ENVIRONMENTS = [
    {
        **{key: str(value) for key, value in default_environment().items()},
        "os_name": "nt" if platform["sys_platform"] == "win32" else "posix",
        "python_version": python,
        "python_full_version": f"{python}.0",
        **platform,
    }
    for python, platform in itertools.product(PYTHONS, PLATFORMS)
]
# Every virtual environment has its own; no lock pins it.
NEVER_PINNED = {"pip"}


def read(name: str) -> list[str]:
    """Return the requirements of a file, of those that it includes too."""
    lines: list[str] = []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if included := re.match(r"-r (\S+)", line):
            lines += read(included[1])
        elif line.strip() and not line.lstrip().startswith(("#", "-c ")):
            lines.append(line.strip())
    return lines


def problems(direct: Iterable[str], pinned: Iterable[str]) -> list[str]:
    """Return what is wrong with a lock.

    Args:
        direct: The requirements that were asked for.
        pinned: Those that the lock has.
    """
    pins: dict[str, Requirement] = {
        canonicalize_name(pin.name): pin for pin in map(Requirement, pinned)
    }
    asked = list(map(Requirement, direct))
    found = []
    reached: set[str] = set()
    for place in range(len(ENVIRONMENTS)):
        for name, specifier, asker in needs(asked, place):
            if name in NEVER_PINNED:
                continue
            reached.add(name)
            pin = pins.get(name)
            if pin is None or not applies(pin.marker, place):
                found.append(f"{asker} needs {name}, which is not pinned")
            elif not specifier.contains(_version(pin), prereleases=True):
                found.append(f"{asker} needs {name}{specifier}, not {pin.specifier}")
    found += [
        f"nobody needs {name}"
        for name in pins.keys() - reached
        # Of a Python that we do not support.
        if any(applies(pins[name].marker, place) for place in range(len(ENVIRONMENTS)))
    ]
    return sorted(set(found))


def needs(
    direct: Iterable[Requirement], place: int
) -> Iterator[tuple[str, SpecifierSet, str]]:
    """Yield each package that is needed: its name, the versions, who needs it.

    Args:
        direct: Where it begins.
        place: Index in `ENVIRONMENTS`.
    """
    waiting = [(need, "the project", "") for need in direct]
    seen: set[tuple[str, str]] = set()
    while waiting:
        need, asker, extra = waiting.pop()
        if not applies(need.marker, place, extra):
            continue
        name = canonicalize_name(need.name)
        yield name, need.specifier, asker
        for wanted in ["", *need.extras]:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(need, name, wanted) for need in installed_needs(name)]


@functools.cache
def installed_needs(name: str) -> list[Requirement]:
    """Return what an installed package says that it needs."""
    try:
        return [Requirement(line) for line in metadata.requires(name) or []]
    except metadata.PackageNotFoundError:
        return []


@functools.cache
def applies(marker: Marker | None, place: int, extra: str = "") -> bool:
    """Say whether a marker holds in one of `ENVIRONMENTS`."""
    return marker is None or marker.evaluate({**ENVIRONMENTS[place], "extra": extra})


def _version(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    assert specifier.operator == "==", pin
    return specifier.version


@pytest.mark.parametrize(("asked", "lock"), PAIRS)
def test_the_lock_is_current(asked, lock):
    assert problems(read(asked), read(lock)) == []


@pytest.mark.parametrize(("asked", "lock"), PAIRS)
def test_the_lock_is_what_is_installed(asked, lock):
    for pin in map(Requirement, read(lock)):
        if pin.marker is None or pin.marker.evaluate():
            assert metadata.version(pin.name) == _version(pin), pin.name


def test_both_locks_pin_the_same_versions():
    shared = {line.split(" ;")[0] for line in read("requirements.txt")}
    assert shared <= {line.split(" ;")[0] for line in read("requirements-dev.txt")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # A new version, one more package, one less, an extra less.
        ("numpy==2.4.6", "numpy==2.4.5"),
        ("pooch==1.9.0", "pooch==1.9.0\nhumanize==4.0.0"),
        ("pooch==1.9.0", ""),
        ("psycopg[binary]", "psycopg"),
    ],
)
def test_a_change_without_a_new_lock_is_noticed(before, after):
    text = "\n".join(read("requirements.in"))
    assert before in text
    changed = [line for line in text.replace(before, after).splitlines() if line]
    assert problems(changed, read("requirements.txt"))


@pytest.mark.parametrize("missing", ["h5py", "tornado", "importlib-metadata"])
def test_a_lock_that_lacks_a_package_is_noticed(missing):
    lock = [line for line in read("requirements.txt") if not line.startswith(missing)]
    assert problems(read("requirements.in"), lock)


@pytest.mark.parametrize("name", [name for pair in PAIRS for name in pair])
def test_no_file_names_a_package_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
@pytest.mark.parametrize("suffix", ["in", "txt"])
def test_requirements_are_pinned(name, suffix):
    for line in (ROOT / f"{name}.{suffix}").read_text(encoding="utf-8").splitlines():
        if line and not line.lstrip().startswith(("#", "-r", "-c")):
            assert re.match(r"[\w.-]+(\[\w+\])?==[\w.]+( ?;.*)?$", line), line
