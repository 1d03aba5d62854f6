"""The texts for visitors call one thing by one word, and a button says what it does."""

import ast
import re

import pytest

from core.lessons.markdown import FOLDER, glossary
from scripts import update_translations
from tests.support.documents import DOCUMENTS, prose
from tests.support.lesson_text import text_of
from tests.support.root import ROOT

# A word that must not come back, and what to write in its place.
SPANISH = {
    r"\b(tus?|mis?) números?\b": "tu cifra, or tu dibujo",
    r"\bdibuj\w+ (aquí )?un número\b": "dibuja una cifra",
    r"\bnúmeros? (de prueba|de entrenamiento|de verdad|de MNIST)\b": "cifra or imagen",
    r"\bnúmeros? (escrit|torcid|girad|fijad|tapad|dibujad|elegid)": "cifra or imagen",
    r"\b(lee|leer|leen) (los |bien los )?números\b": "lee cifras",
    r"\bdígitos?\b": "cifra",
    r"\bdeslizador": "control",
    r"\bocurrencia\b": "respuesta",
    r"\bépocas más\b": "más épocas",
    r"\b(ha|había) muerto\b": "se ha parado",
    r"\bse ha caído\b": "se ha parado",
    r"\baplanado \(PCA\)": "proyección (PCA)",
    r"\btinta pesó\b": "qué parte del dibujo cuenta",
    r"\bquién responde\b": "red que responde",
    r"\bll[eé]va(telo|te|ste)\b": "descargar",
    r"\brecorrido de la tasa\b": "cómo cambia la tasa",
    r"\bcambios al azar\b": "aumento de datos",
    r"\bcámara lenta\b": "paso a paso",
    r"\bsu autor\b": "quien lo escribió",
    r"\b(de|en) este ordenador está": "del servidor",
    r"\bfogones\b": "cocina",
    r"\bsaca un diez\b": "saca la nota máxima",
    r"\bsopes": "tiene en cuenta",
    r"\btosc[oa]s?\b": "con menos detalle",
    r"\botros esperando\b": "más gente esperando",
    r"\bfuncionarios\b": "personal del censo",
    r"\bcruza el 7\b": "pone raya al 7",
    r"\bla (ReLU|tinta que pesó)\b": "ReLU",
}
ENGLISH = {
    r"\bby chance\b": "at random",
    r"\bwhoever\b": "anyone who, or the person who",
    r"\bin vain\b": "say what happens",
    r"\bone (tries|always)\b": "you",
    r"\bso many of the\b": "the share of",
    r"\bwhat it takes it for\b": "look-alikes",
    r"\b(has|had) died\b": "has stopped",
    r"\bthe pictures are halved\b": "half as wide and half as high",
    r"\bgoes on (at|trying|in|from)\b": "continues",
    r"\bno ink alone\b": "nothing in the drawing",
}
IMPERATIVE = re.compile(
    r"(Abre|Borra|Descarga|Dibuja|Elige|Enseña|Enséña|Fija|Guarda|Haz|Lléva|Mira|Mueve|Pon|"
    r"Prueba|Rómpe|Rompe|Sube|Toma|Vuelve)(te)?(l[aeo]s?)?\b"
)
BUTTONS = {"button", "download", "download_button", "form_submit_button"}


def spanish_texts():
    """Yield each Spanish text with the place where it is."""
    for message in update_translations.read("es"):
        if message.id:
            strings = message.string
            for string in [strings] if isinstance(strings, str) else strings:
                yield f"trazo.po: {string[:60]}", string
    for path in sorted((FOLDER / "es").glob("*.md")):
        yield path.name, path.read_text(encoding="utf-8")
    for name in DOCUMENTS:
        if ".es." in name:
            yield name, prose(name)


def english_texts():
    """Yield each English text with the place where it is."""
    for message in update_translations.extract():
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else message.id
            yield from ((f"text: {text[:60]}", text) for text in ids)
    for path in sorted((FOLDER / "en").glob("*.md")):
        yield path.name, path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("texts", "refused"), [(spanish_texts, SPANISH), (english_texts, ENGLISH)]
)
def test_words_that_were_given_up_do_not_come_back(texts, refused):
    found = [
        f"{place}: {match[0]!r}, better: {better}"
        for place, text in texts()
        for pattern, better in refused.items()
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]
    assert found == []


def button_labels():
    """Return the English labels of all buttons."""
    labels = set()
    for path in [
        ROOT / "app.py",
        *ROOT.glob("pages/*.py"),
        *ROOT.glob("core/ui/**/*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = (
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else (node.func.id if isinstance(node.func, ast.Name) else "")
            )
            if name in BUTTONS:
                labels |= {
                    inner.args[0].value
                    for inner in ast.walk(node.args[0])
                    if isinstance(inner, ast.Call)
                    and isinstance(inner.func, ast.Name)
                    and inner.func.id == "t"
                    and isinstance(inner.args[0], ast.Constant)
                }
    return labels


def test_a_spanish_button_is_no_imperative():
    catalogue = update_translations.read("es")
    labels = button_labels()
    assert len(labels) > 20
    spanish = {label: catalogue[label].string for label in labels}
    assert {label for label, said in spanish.items() if IMPERATIVE.match(said)} == set()


@pytest.mark.parametrize("term", sorted(glossary("es")))
def test_a_definition_gives_the_english_word_that_stands_in_the_code(term):
    spanish, english = glossary("es")[term], glossary("en")[term]
    said = f"{spanish.name} {text_of(spanish.definition)}".casefold()
    assert english.name.casefold() in said or term.replace("-", " ") in said
