"""The Spanish catalogue is complete: no text is missing, fuzzy or stale."""

import string

from scripts import update_translations


def fields(text):
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def strings(message):
    """Return the translations of a message as a list."""
    value = message.string
    return [value] if isinstance(value, str) else list(value)


def test_every_text_is_translated_and_no_translation_is_stale():
    wanted = {message.id for message in update_translations.extract() if message.id}
    there = {message.id for message in update_translations.read() if message.id}
    assert there == wanted
    empty = [m.id for m in update_translations.read() if m.id and not all(strings(m))]
    assert empty == []


def test_no_translation_is_fuzzy():
    assert [m.id for m in update_translations.read() if m.id and m.fuzzy] == []


def test_translations_name_the_same_values():
    for message in update_translations.read():
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in strings(message) if source else ():
            assert fields(text) == fields(source), source


def test_the_compiled_catalogue_is_that_of_the_text():
    committed = update_translations.PO.with_suffix(".mo").read_bytes()
    assert committed == update_translations.compiled(update_translations.read())
