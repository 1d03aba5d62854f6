"""No two runs look the same in their table."""

from core.settings.layers import POOLINGS
from core.settings.network import Block, NetworkSpec
from core.ui.train.run_comparison import layers_in_words


def test_runs_that_differ_in_their_pooling_can_be_told_apart_in_the_table():
    lines = {
        layers_in_words(NetworkSpec((Block(8, 5, kind),), (64,)))
        for kind in POOLINGS.values()
    }
    assert len(lines) == len(POOLINGS)
    assert "8 (5×5) → 64 → 10" in lines
