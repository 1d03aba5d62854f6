"""The documents, and their parts."""

import re

from tests.support.root import ROOT

READMES = ["README.md", "README.es.md"]
HOSTING = ["docs/hosting.md", "docs/hosting.es.md"]
LINKS = ["docs/links.md", "docs/links.es.md"]
ACCURACY = ["docs/accuracy.md", "docs/accuracy.es.md"]
TEACHERS = ["docs/teachers.en.md", "docs/teachers.es.md"]
CLASS_ROOM = ["docs/class_room.md", "docs/class_room.es.md"]
# English and Spanish of one document.
PAIRS = [READMES, HOSTING, LINKS, ACCURACY, TEACHERS, CLASS_ROOM]
ARCHITECTURE = "docs/architecture.md"
CONTRIBUTING = ".github/CONTRIBUTING.md"
ARTICLE = "docs/article.md"
CHANGELOG = "CHANGELOG.md"
DOCUMENTS = [
    *(name for pair in PAIRS for name in pair),
    ARCHITECTURE,
    ARTICLE,
    CONTRIBUTING,
]


def text(name):
    """Return a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def prose(name):
    """Return a document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", text(name), flags=re.DOTALL | re.MULTILINE)


def commands(name):
    """Return the lines of the shell blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text(name), re.DOTALL)
    return [line.split("  #")[0].strip() for line in "".join(blocks).splitlines()]


def section(name, heading):
    """Return the part of a document under a heading of the second level."""
    return text(name).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
