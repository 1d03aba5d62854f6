"""Updates the Spanish catalogue from the sources, and compiles it.

``python scripts/update_translations.py`` extracts every text that a page can show,
merges them into core/locales/es/LC_MESSAGES/trazo.po and writes the .mo file next to
it. New texts stay empty until a person translates them; a test refuses empty ones.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "core" / "locales" / "es" / "LC_MESSAGES" / "trazo.po"
KEYWORDS = {"t": None, "tn": (1, 2)}


def extract() -> Catalog:
    """Return every text in the sources, without translations."""
    catalogue = Catalog(locale="es", charset="utf-8")
    for folder in ("core/ui", "pages"):
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            catalogue.add(message)
    for _, _, message, _, _ in extract_from_dir(
        ROOT,
        [("app.py", "python")],
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder) == ROOT,
    ):
        catalogue.add(message)
    return catalogue


def read() -> Catalog:
    """Return the committed Spanish catalogue."""
    with PO.open("rb") as file:
        return read_po(file, locale="es")


def compiled(catalogue: Catalog) -> bytes:
    """Return the contents of a catalogue's .mo file."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def main() -> None:
    """Update, write and compile the catalogue."""
    catalogue = read()
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalogue, width=88, omit_header=False, sort_output=True)
    PO.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(f"{len(catalogue)} texts, {len(missing)} to translate: {missing}")


if __name__ == "__main__":
    main()
