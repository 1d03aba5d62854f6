"""Every data set is described whole."""

import pytest

from core.datasets import loader
from core.datasets.loader import Source
from core.settings import network
from core.settings.datasets import DATASETS


@pytest.mark.parametrize("spec", DATASETS.values(), ids=DATASETS)
def test_every_data_set_fits_the_networks_and_names_each_array_once(spec):
    assert (spec.side, spec.classes) == (network.SIDE, network.CLASSES)
    arrays = [name for file in spec.files for name in file.arrays]
    assert sorted(arrays) == sorted(loader.ARRAYS)
    assert all(len(bytes.fromhex(file.sha256)) == 32 for file in spec.files)
    assert 1 / spec.classes < spec.poor_accuracy < spec.good_accuracy < 1
    assert Source(spec.name.value).dataset is spec.name
