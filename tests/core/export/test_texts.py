"""Every text of exported code has a translation."""

from dataclasses import fields

import pytest

from core import i18n
from core.export import texts
from scripts import update_translations

TEXTS = {
    name: text for name, text in vars(texts).items() if isinstance(text, texts.Text)
} | {
    f"{field.name} of step {number}": getattr(step, field.name)
    for number, step in texts.STEPS.items()
    for field in fields(step)
}


@pytest.mark.parametrize("language", update_translations.TRANSLATED)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_text_is_translated(text, language):
    assert text.in_language(i18n.DEFAULT_LANGUAGE) == text.source
    assert text.in_language(language) != text.source
