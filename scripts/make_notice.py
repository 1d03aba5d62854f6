"""Write NOTICE and a software bill of materials from the lock: ``make notice``.

Licences come from the metadata of the installed packages. Neither file needs a network.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.txt"
NOTICE = ROOT / "NOTICE"
BILL = ROOT / ".sbom" / "trazo.cdx.json"
# A longer text in a package's metadata is a whole licence, not its name.
LONGEST_NAME = 60

# Packages whose metadata name no licence in words, or that one platform alone installs:
# their licence files were read.
LICENCES = {
    "colorama": "BSD-3-Clause",
    "namex": "Apache-2.0",
    "tensorflow": "Apache-2.0",
    "tensorflow-cpu": "Apache-2.0",
}
# Spellings in metadata, and their SPDX identifiers.
SPELLINGS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "MIT License": "MIT",
}

HEAD = """\
Trazo
Apache License 2.0, see LICENSE.

Made by `make notice`: please do not edit.

Data
----

* MNIST: Yann LeCun, Corinna Cortes and Christopher J. C. Burges. CC BY-SA 3.0,
  https://creativecommons.org/licenses/by-sa/3.0/. core/assets/sample.npz contains 5000
  of its training digits, under the same licence; the whole data set is downloaded on
  the first visit. The networks in core/assets were trained on it.
* Fashion-MNIST: Copyright 2017 Zalando SE, https://tech.zalando.com. MIT. It is
  downloaded when a visitor chooses it.
* Pen-Based Recognition of Handwritten Digits: E. Alpaydin and F. Alimoglu, UCI Machine
  Learning Repository. CC BY 4.0, https://creativecommons.org/licenses/by/4.0/. The
  networks in core/assets were trained on its strokes; core/assets contains none of
  them.
* Handwriting fonts from Fontsource: SIL Open Font License 1.1, https://openfontlicense.org.
  scripts/handwriting/fonts.py lists them. The networks in core/assets were trained on
  their digits and letters; no font is included.

Packages
--------

Installed from the Python Package Index beside Trazo; none is included. Wheels contain
libraries of their own: that of opencv-python-headless, FFmpeg (LGPL-2.1) and OpenSSL;
that of psycopg-binary, libpq and OpenSSL. Their licence files come with them.

"""


@dataclass(frozen=True)
class Package:
    """A package that the lock pins.

    Attributes:
        name: As the lock spells it.
        version: The pinned version.
        licence: SPDX expression, or the licence's name where there is none.
    """

    name: str
    version: str
    licence: str


def packages(lock: str) -> Iterator[Package]:
    """Yield what a lock pins.

    Args:
        lock: Text of a file of pinned requirements.

    Raises:
        LookupError: A package names no licence, and `LICENCES` has none for it.
    """
    for name, version in re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", lock, re.M):
        yield Package(name, version, licence(name))


def licence(name: str) -> str:
    """Return the licence of an installed package.

    Raises:
        LookupError: It names none, and `LICENCES` has none for it.
    """
    if name in LICENCES:
        return LICENCES[name]
    about = metadata.metadata(name)
    expression = "".join(about.get_all("License-Expression") or [])
    said = expression or "".join(about.get_all("License") or [])
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    if not said or (len(said) > LONGEST_NAME and not expression):
        said = " AND ".join(SPELLINGS.get(line, line) for line in classified)
    if not said:
        raise LookupError(f"{name} names no licence: read its files, add it here.")
    return SPELLINGS.get(said, said)


def notice(lock: str) -> str:
    """Return the text of NOTICE.

    Args:
        lock: Text of a file of pinned requirements.
    """
    lines = [f"{each.name} {each.version}: {each.licence}" for each in packages(lock)]
    return HEAD + "\n".join(lines) + "\n"


def bill_of_materials(lock: str) -> str:
    """Return a bill of materials, as JSON of CycloneDX 1.6.

    Args:
        lock: Text of a file of pinned requirements.
    """
    licences = LicenseFactory()
    bill = Bom()
    bill.metadata.component = Component(
        name="trazo",
        type=ComponentType.APPLICATION,
        licenses=[licences.make_with_id("Apache-2.0")],
    )
    for each in packages(lock):
        address = PackageURL("pypi", name=each.name, version=each.version)
        component = Component(
            name=each.name,
            version=each.version,
            type=ComponentType.LIBRARY,
            bom_ref=str(address),
            purl=address,
            licenses=[licences.make_from_string(each.licence)],
        )
        bill.components.add(component)
        bill.register_dependency(component)
    bill.register_dependency(bill.metadata.component, bill.components)
    return JsonV1Dot6(bill).output_as_string(indent=2)


def main() -> None:
    """Write both files."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    lock = LOCK.read_text(encoding="utf-8")
    NOTICE.write_text(notice(lock), encoding="utf-8")
    BILL.parent.mkdir(exist_ok=True)
    BILL.write_text(bill_of_materials(lock), encoding="utf-8")
    print(f"Wrote {NOTICE.relative_to(ROOT)} and {BILL.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
