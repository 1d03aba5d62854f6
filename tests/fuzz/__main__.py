"""Fuzz every outside input for a time: ``make fuzz SECONDS=600``.

It runs the properties of `tests.fuzz` in turn, with new examples each time. For a
finding it prints the traceback, with the smallest example and the code that reproduces
it; the last line has the counts. The exit status is 1 if there was a finding.
"""

import argparse
import functools
import secrets
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings

from tests.fuzz import test_imported_files, test_inputs

# Duration of one turn: short enough for all properties in half a minute.
EXAMPLES = 300
TURN = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    print_blob=True,
    phases=(Phase.explicit, Phase.generate, Phase.target, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


def properties() -> dict[str, Any]:
    """Return the properties by their names."""
    return {
        name: found
        for module in (test_inputs, test_imported_files)
        for name, found in vars(module).items()
        if name.startswith("test_") and hasattr(found, "hypothesis")
    }


def counted(inner: Callable[..., None], name: str, counts: Counter[str]) -> Any:
    """Wrap the body of a property so that it counts its examples."""

    @functools.wraps(inner)
    def count(*args: Any, **kwargs: Any) -> None:
        counts[name] += 1
        inner(*args, **kwargs)

    return count


def fuzz(seconds: float) -> int:
    """Fuzz for a time, plus at most one turn; return the number of findings."""
    counts: Counter[str] = Counter()
    findings: set[str] = set()
    end = time.monotonic() + seconds
    asked = properties()
    for name, tried in asked.items():
        TURN(tried).hypothesis.inner_test = counted(
            tried.hypothesis.inner_test, name, counts
        )
    while time.monotonic() < end:
        for name, tried in asked.items():
            if name in findings or time.monotonic() > end:
                continue
            try:
                seed(secrets.randbits(64))(tried)()
            except Exception:  # noqa: BLE001  any exception of a property is a finding
                findings.add(name)
                print(f"\n{name}:\n{traceback.format_exc()}", flush=True)  # noqa: T201  its output
    told = " ".join(f"{name.removeprefix('test_')}={counts[name]}" for name in asked)
    print(f"fuzz findings={len(findings)} seconds={seconds:g} {told}")  # noqa: T201  its output
    return len(findings)


def main() -> None:
    """Fuzz as the command line says."""
    parser = argparse.ArgumentParser(description="Fuzz every outside input.")
    parser.add_argument("--seconds", type=float, default=600)
    sys.exit(1 if fuzz(parser.parse_args().seconds) else 0)


if __name__ == "__main__":
    main()
