"""What a network tells apart has names on every page, in each language."""

import random

import pytest

from core import i18n
from core.rooms.signs import FEWEST, MOST, Kind, catalogue
from core.settings.datasets import DATASETS, DatasetName
from core.settings.network import CLASSES
from core.ui.text.sign_names import short_name
from core.ui.text.subject import Subject
from tests.support.visitor_language import in_language


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_two_signs_have_the_same_short_name(language):
    names = in_language(language, lambda: [short_name(sign) for sign in catalogue()])
    assert len(set(names)) == len(names) == len(catalogue())


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_choice_of_signs_has_a_name_and_a_mark_for_each_and_for_each_output(language):
    signs = list(catalogue())
    chance = random.Random(19)
    for count in range(FEWEST, MOST + 1):
        subject = Subject(signs=tuple(chance.sample(signs, count)))
        names = in_language(language, subject.names)
        outputs = in_language(language, subject.output_names)
        marks = in_language(language, subject.marks)
        assert len(names) == len(set(marks)) == count
        assert outputs[:count] == names
        assert len(outputs) == CLASSES
        assert all(len(mark) <= 2 for mark in marks)
        assert subject.is_drawable
        assert not subject.is_digits


def test_letters_are_their_own_marks():
    letters = [s.id for s in catalogue().values() if s.kind is Kind.LETTER][:MOST]
    subject = Subject(signs=tuple(letters))
    assert in_language("en", subject.marks) == tuple(letters)


def test_a_sign_of_another_version_has_a_name_too():
    assert in_language("en", Subject(signs=("A", "unheard of")).names) == ("A", "?")


@pytest.mark.parametrize("dataset", DatasetName)
def test_a_data_set_names_all_outputs(dataset):
    subject = Subject(dataset)
    names, outputs = in_language(
        "en", lambda: (subject.names(), subject.output_names())
    )
    assert names == outputs
    assert subject.is_digits is (dataset is DatasetName.MNIST)
    assert subject.is_drawable is DATASETS[dataset].is_drawable
