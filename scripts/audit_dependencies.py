"""Look for known vulnerabilities in what is installed; ``make audit``.

Asks OSV (https://osv.dev) with pip-audit: one name and version at a time, nothing
else. Says so and does no harm where OSV is out of reach; exit status 1 where it knows
of a vulnerability.
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
# Some 150 packages, one question each.
WHOLE_SECONDS = 180.0


@dataclass(frozen=True)
class Audit:
    """What came of it.

    Attributes:
        status: To exit with.
        text: What to say.
    """

    status: int
    text: str


def reachable(service: str, seconds: float = KNOCK_SECONDS) -> bool:
    """Say whether a service answers a question about a package within so long."""
    question = {"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "1.0"}
    request = urllib.request.Request(service, json.dumps(question).encode())
    answers: list[Any] = []

    def knock() -> None:
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                answers.append(json.load(answer))
        except (OSError, ValueError):
            return

    # A name that cannot be looked up takes longer than any limit given to a socket.
    thread = threading.Thread(target=knock, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(answers)


def audit(service: str = SERVICE, folder: str | None = None) -> Audit:
    """Audit installed packages.

    Args:
        service: Where OSV's questions are answered.
        folder: With installed packages; None for those of this Python.
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
    """Judge what pip-audit wrote.

    Args:
        report: Its JSON.
        complaint: What it said beside, told where there is no report.
    """
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return Audit(1, f"pip-audit broke off:\n{complaint.strip()}")
    known = [
        f"{package['name']} {package['version']}: {flaw['id']}, "
        f"mended in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    if known:
        return Audit(1, "\n".join(["Known vulnerabilities:", *known]))
    return Audit(0, f"No known vulnerability in {len(packages)} packages.")


def main() -> None:
    """Say what came of it."""
    parser = argparse.ArgumentParser(description="Look for known vulnerabilities.")
    parser.add_argument("--service", default=SERVICE, help="where OSV is")
    result = audit(parser.parse_args().service)
    print(result.text)
    sys.exit(result.status)


if __name__ == "__main__":
    main()
