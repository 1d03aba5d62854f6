"""Drawings as the canvas sends them: the strokes of a pen."""

from typing import Any

SEVEN: dict[str, Any] = {
    "objects": [
        {
            "type": "Path",
            "strokeWidth": 20,
            "path": [["M", 70, 60], ["L", 190, 60], ["L", 115, 215]],
        }
    ]
}
