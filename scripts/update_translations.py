"""Bring the catalogues up to date with the sources, and compile them.

``python scripts/update_translations.py`` reads every text that a page or exported
code can show, merges it into core/locales/…/LC_MESSAGES/trazo.po of each language of
`core.i18n` but English, and compiles each to a .mo. New texts are left empty for a
person to translate; the tests refuse a catalogue that has any.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
# A script that is run by its path has its own folder alone to import from.
sys.path.insert(0, str(ROOT))

from core import i18n  # noqa: E402  after the path is set

TRANSLATED = [each for each in i18n.LANGUAGES if each != i18n.DEFAULT_LANGUAGE]
KEYWORDS = {"t": None, "tn": (1, 2), "Text": None}
FOLDERS = ("core/ui", "core/export", "pages")


def extract() -> Catalog:
    """Return every text in the sources, with no translation."""
    catalogue = Catalog(charset="utf-8")
    for folder in FOLDERS:
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


def po_path(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return i18n.LOCALES / language / "LC_MESSAGES" / f"{i18n.DOMAIN}.po"


def read(language: str) -> Catalog:
    """Return the catalogue of a language; an empty one if there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """Return the contents of a catalogue's .mo file."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def update(language: str, texts: Catalog) -> None:
    """Merge, write, compile.

    Args:
        language: Whose catalogue.
        texts: Those of the sources.
    """
    catalogue = read(language)
    catalogue.update(texts, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=88, omit_header=False, sort_output=True)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(f"{language}: {len(catalogue)} texts, {len(missing)} to translate: {missing}")


def main() -> None:
    """Update the catalogues of all languages but the source's."""
    texts = extract()
    for language in TRANSLATED:
        update(language, texts)


if __name__ == "__main__":
    main()
