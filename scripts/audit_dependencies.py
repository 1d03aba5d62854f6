"""Audit the installed packages for known vulnerabilities: ``make audit``.

pip-audit queries OSV (https://osv.dev) with the name and version of one package at a
time, and nothing else. If OSV cannot be reached, the command says so and succeeds; the
exit status is 1 if OSV knows a vulnerability.
"""

import argparse
import json
import subprocess
import sys
import threading
import urllib.request
from dataclasses import dataclass
from typing import Any

SERVICE = "https://api.osv.dev/v1/query"
KNOCK_SECONDS = 4.0
ANSWER_SECONDS = 10
# About 150 packages, with one query each.
WHOLE_SECONDS = 180.0


@dataclass(frozen=True)
class Audit:
    """Result of an audit.

    Attributes:
        status: Exit status of the command.
        text: Text to print.
    """

    status: int
    text: str


def reachable(service: str, seconds: float = KNOCK_SECONDS) -> bool:
    """Return whether a service answers a query about a package in time.

    Args:
        service: URL of OSV's query endpoint.
        seconds: Time limit, in seconds.
    """
    question = {"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "1.0"}
    request = urllib.request.Request(service, json.dumps(question).encode())
    answers: list[Any] = []

    def knock() -> None:
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                answers.append(json.load(answer))
        except (OSError, ValueError):
            return

    # In a thread, since the time limit of a socket does not cover the DNS look-up.
    thread = threading.Thread(target=knock, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(answers)


def audit(service: str = SERVICE, folder: str | None = None) -> Audit:
    """Audit installed packages.

    Args:
        service: URL of OSV's query endpoint.
        folder: Folder of installed packages; None for those of this Python.
    """
    if not reachable(service):
        return Audit(0, f"NOT audited: {service} is out of reach.")
    command = [
        *(sys.executable, "-m", "pip_audit", "--progress-spinner", "off"),
        *("--vulnerability-service", "osv", "--osv-url", service),
        *("--timeout", str(ANSWER_SECONDS), "--format", "json"),
        *(() if folder is None else ("--path", folder)),
    ]
    try:
        asked = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=WHOLE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Audit(0, f"NOT audited: {service} was too slow.")
    return judged(asked.stdout, asked.stderr)


def judged(report: str, complaint: str) -> Audit:
    """Return the result of an audit from pip-audit's output.

    Args:
        report: Standard output, JSON.
        complaint: Standard error, for the result's text if there is no report.
    """
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return Audit(1, f"pip-audit failed:\n{complaint.strip()}")
    known = [
        f"{package['name']} {package['version']}: {flaw['id']}, "
        f"fixed in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    if known:
        return Audit(1, "\n".join(["Known vulnerabilities:", *known]))
    return Audit(0, f"No known vulnerability in {len(packages)} packages.")


def main() -> None:
    """Audit, and print the result."""
    parser = argparse.ArgumentParser(description="Look for known vulnerabilities.")
    parser.add_argument("--service", default=SERVICE, help="URL of OSV")
    result = audit(parser.parse_args().service)
    print(result.text)
    sys.exit(result.status)


if __name__ == "__main__":
    main()
