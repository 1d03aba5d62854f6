"""Each catalogue is whole: nothing missing, fuzzy or stale."""

import string

import pytest

from scripts import update_translations

each_language = pytest.mark.parametrize("language", update_translations.TRANSLATED)


def fields(text):
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def strings(message):
    """Return the translations of a message as a list."""
    value = message.string
    return [value] if isinstance(value, str) else list(value)


@each_language
def test_every_text_is_translated_and_no_translation_is_stale(language):
    catalogue = update_translations.read(language)
    wanted = {message.id for message in update_translations.extract() if message.id}
    assert {message.id for message in catalogue if message.id} == wanted
    empty = [m.id for m in catalogue if m.id and not all(strings(m))]
    assert empty == []


@each_language
def test_no_translation_is_fuzzy(language):
    assert [m.id for m in update_translations.read(language) if m.id and m.fuzzy] == []


@each_language
def test_translations_name_the_same_values(language):
    for message in update_translations.read(language):
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in strings(message) if source else ():
            assert fields(text) == fields(source), source


@each_language
def test_the_compiled_catalogue_is_that_of_the_text(language):
    committed = update_translations.po_path(language).with_suffix(".mo").read_bytes()
    assert committed == update_translations.compiled(update_translations.read(language))
