"""The table says what was measured, and only what can be decided."""

import json

import pytest

from scripts.bench import results_table
from scripts.bench.results_table import ROWS, Measured

BOUNDED = next(row for row in ROWS if row.name == "epoch_ratio")


@pytest.mark.parametrize(
    ("value", "interval", "said"),
    [
        (0.5, None, "yes"),
        (1.5, None, "NO"),
        (0.8, (0.7, 0.9), "yes"),
        (1.3, (1.2, 1.4), "NO"),
        (0.9, (0.8, 1.2), "open"),
        (1.1, (0.8, 1.2), "open"),
    ],
)
def test_an_interval_decides_where_all_of_it_does(value, interval, said):
    assert BOUNDED.bound == 1.0
    results = {BOUNDED.name: Measured(value, 5.0, interval)}
    (line,) = [
        line
        for line in results_table.as_text(results).splitlines()
        if line.startswith("epoch_ratio")
    ]
    assert said in line.split()
    assert (results_table.missed(results) == [BOUNDED.name]) == (said == "NO")


def test_the_file_has_the_interval_and_keeps_rows_of_before(tmp_path):
    path = tmp_path / "latest.json"
    results_table.save({"scheduler_ms": Measured(12.3456)}, path)
    results_table.save({"epoch_ratio": Measured(0.98765, 5.0, (-0.1, 1.02))}, path)
    assert json.loads(path.read_text()) == {
        "scheduler_ms": {"value": 12.35, "unit": "ms"},
        "epoch_ratio": {
            "value": 0.9877,
            "unit": "ratio",
            "peer": 5.0,
            "interval": [-0.1, 1.02],
        },
    }
