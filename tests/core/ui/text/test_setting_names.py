"""Every setting and every value has a name in each language."""

from functools import partial

import pytest

from core import i18n
from core.settings import query_params, run
from core.settings.options import EnumOption, FlagOption, NumberOption
from core.ui.text.setting_names import setting_name, setting_value, word_names
from tests.support.visitor_language import in_language

each_choice = pytest.mark.parametrize(
    "choice", query_params.CHOICES, ids=lambda choice: choice.name
)
each_language = pytest.mark.parametrize("language", i18n.LANGUAGES)


@each_language
def test_no_two_settings_have_the_same_name(language):
    names = [
        in_language(language, partial(setting_name, choice.name))
        for choice in query_params.CHOICES
    ]
    assert len(set(names)) == len(names)
    assert all(names)


@each_choice
def test_every_word_has_a_name_of_its_own(choice):
    for language in i18n.LANGUAGES:
        names = in_language(language, partial(word_names, choice))
        if isinstance(choice, EnumOption | FlagOption):
            assert set(names) == set(choice.values)
            assert len(set(names.values())) == len(names)
        else:
            assert isinstance(choice, NumberOption)
            assert names == {}


@each_choice
def test_values_can_be_told_apart_as_they_are_written(choice):
    for language in i18n.LANGUAGES:
        written = [
            in_language(language, partial(setting_value, choice, value))
            for value in choice.values[:50]
        ]
        assert len(set(written)) == len(written)


def test_amounts_have_their_unit():
    for choice, expected in (
        (run.ROTATION, "15°"),
        (run.SHIFT, "2 px"),
        (run.ZOOM, "10 %"),
        (run.IMAGES, "60,000"),
    ):
        value = {"15°": 15, "2 px": 2, "10 %": 10, "60,000": 60_000}[expected]
        said = in_language("en", partial(setting_value, choice, value))
        assert said == expected
