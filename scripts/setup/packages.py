"""Install the packages of a lock into this Python's environment, or make the locks.

``python scripts/setup/packages.py install requirements.txt`` says what it does. It
takes uv, which needed 18 seconds where pip needed 123 (the same packages, nothing in a
cache, two cores); pip where uv is not to be had, or where pip is set up in a way that
uv would not follow. Needs nothing but Python's own library.
"""

import argparse
import ast
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
UV = "uv==0.13.9"
# Python brings a pip of its own, 3.11 one with known vulnerabilities. The locks do not
# pin it: in an installation by pip alone it would have to replace itself.
PIP = "pip==26.3"
LOCKS = ("requirements", "requirements-dev")
LOWEST_PYTHON = "3.11"

# Options of pip that say where packages come from, and uv's variable for each with
# what stands between several values.
TRANSLATED = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "constraint": ("UV_CONSTRAINT", " "),
    "cert": ("SSL_CERT_FILE", " "),
}
# Options that say nothing about where packages come from.
IRRELEVANT = {
    "cache-dir",
    "default-timeout",
    "disable-pip-version-check",
    "no-cache-dir",
    "no-color",
    "progress-bar",
    "quiet",
    "require-virtualenv",
    "retries",
    "root-user-action",
    "timeout",
    "verbose",
}


def install(lock: str) -> int:
    """Install what a lock pins, and the pip of `PIP`; return the exit status.

    Args:
        lock: Name of a file of pinned requirements.
    """
    path = ROOT / lock
    pins = len(re.findall(r"^[\w.-]+==", path.read_text(encoding="utf-8"), re.M))
    say(f"Installing the {pins} packages of {lock}, TensorFlow among them.")
    environment = uv_environment(pip_options())
    if environment is None:
        say("With pip, as it is set up here in a way of its own: some minutes.")
    elif have_uv():
        # As pip does. Else every process compiles TensorFlow's source again
        # where PYTHONDONTWRITEBYTECODE is set: 9 s in place of 4, at each start.
        command = ["uv", "pip", "install", "--compile-bytecode", "--requirements"]
        if run([*command, str(path)], environment) == 0:
            upgrade_pip(["uv", "pip", "install", "--quiet"], environment)
            return 0
        say("uv could not; once more with pip, which takes some minutes.")
    else:
        say("With pip, since uv is not to be had: some minutes.")
    status = run(["pip", "install", "--requirement", str(path)])
    if status == 0:
        upgrade_pip(["pip", "install", "--quiet"])
    return status


def upgrade_pip(
    command: list[str], environment: Mapping[str, str] | None = None
) -> None:
    """Give this environment the pip that is pinned here, if it is to be had.

    Else it keeps its own: all else works, and ``make audit`` names what is known of it.

    Args:
        command: Installs what follows it.
        environment: Variables for it.
    """
    if run([*command, PIP], environment) != 0:
        say(f"{PIP} is not to be had: the environment keeps the pip that it has.")


def lock() -> int:
    """Pin the direct requirements and what they need; return the exit status.

    Versions that are pinned already stay, unless a direct requirement wants another.
    """
    environment = uv_environment(pip_options())
    if environment is None or not have_uv():
        say("uv is not to be had, and nothing else makes one lock for all platforms.")
        return 1
    for name in LOCKS:
        say(f"Pinning {name}.in in {name}.txt")
        # No address of an index, which is of this machine. No hashes: some machines
        # install wheels of their own build. No pip, which each environment has.
        command = [
            *("uv", "pip", "compile", f"{name}.in", "--output-file", f"{name}.txt"),
            *("--universal", "--python-version", LOWEST_PYTHON, "--quiet"),
            *("--no-emit-index-url", "--no-emit-find-links", "--no-emit-package"),
            "pip",
        ]
        status = run(command, {**environment, "UV_CUSTOM_COMPILE_COMMAND": "make lock"})
        if status:
            return status
    return 0


def pip_options() -> dict[str, str]:
    """Return how pip is set up: by its files and by variables."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
    )
    return parse_options(listed.stdout)


def parse_options(listed: str) -> dict[str, str]:
    """Return the options that ``pip config list`` prints, without their sections.

    Args:
        listed: Lines as ``global.index-url='https://…'``; a variable's section is
            ``:env:``, and the last line of an option is the one that holds.
    """
    options = {}
    for line in listed.splitlines():
        section, _, rest = line.partition(".")
        name, equals, value = rest.partition("=")
        if equals and section in ("global", "install", ":env:"):
            options[name] = str(ast.literal_eval(value))
    return options


def uv_environment(options: Mapping[str, str]) -> dict[str, str] | None:
    """Return the variables that have uv look where pip would; None if there are none.

    Args:
        options: As pip is set up.
    """
    if not options.keys() <= TRANSLATED.keys() | IRRELEVANT:
        return None
    variables = {}
    for name in options.keys() & TRANSLATED.keys():
        variable, separator = TRANSLATED[name]
        variables[variable] = separator.join(options[name].split())
    if "UV_INDEX" in variables:
        # A host that gives pip several indexes trusts them alike: pip asks all of them.
        variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return variables


def have_uv() -> bool:
    """Install uv from where pip finds packages; return whether it is there."""
    return run(["pip", "install", "--quiet", UV]) == 0


def run(module: list[str], variables: Mapping[str, str] | None = None) -> int:
    """Run a module of this Python in the project's folder; return its exit status.

    Args:
        module: Its name and arguments.
        variables: Set besides those of this process.
    """
    command = [sys.executable, "-m", *module]
    environment = {
        **os.environ,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # Where `python -m uv` installs, in a shell that has activated it or not.
        "VIRTUAL_ENV": sys.prefix,
        **(variables or {}),
    }
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def say(text: str) -> None:
    """Print a line before what it announces."""
    print(f"==> {text}", flush=True)


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description="Install packages, or lock them.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install").add_argument("lock", help="requirements.txt")
    commands.add_parser("lock")
    arguments = parser.parse_args()
    sys.exit(install(arguments.lock) if arguments.command == "install" else lock())


if __name__ == "__main__":
    main()
