"""Every data set and every class has a name in each language."""

import pytest

from core import i18n
from core.settings.datasets import DATASETS, DatasetName
from core.ui.text.class_names import class_names, dataset_names
from tests.support.visitor_language import in_language


@pytest.mark.parametrize("dataset", DatasetName)
def test_the_classes_have_different_names(dataset):
    for language in i18n.LANGUAGES:
        names = in_language(language, lambda: class_names(dataset))
        assert len(set(names)) == len(names) == DATASETS[dataset].classes


def test_a_digit_is_its_own_name():
    for language in i18n.LANGUAGES:
        names = in_language(language, lambda: class_names(DatasetName.MNIST))
        assert names == tuple("0123456789")


def test_every_data_set_has_a_name():
    for language in i18n.LANGUAGES:
        assert set(in_language(language, dataset_names)) == set(DatasetName)
