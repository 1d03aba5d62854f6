"""Makes a chart large enough for a wall that is read from the last row."""

from typing import Any

HEIGHT = 460
MARGIN = {"l": 90, "r": 24, "t": 80, "b": 84}
TITLE, TEXT = {"size": 32}, {"size": 26}
LINE, MARK = 4, 14


def for_wall(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a figure of `core.ui.components.charts` with larger text and lines."""
    layout = figure["layout"]
    axes = {
        name: {
            **layout[name],
            "tickfont": TEXT,
            "title": {**layout[name].get("title", {}), "font": TEXT},
        }
        for name in ("xaxis", "yaxis")
    }
    return {
        "data": [
            {
                **line,
                "line": {**line["line"], "width": LINE},
                "marker": {**line["marker"], "size": MARK},
            }
            for line in figure["data"]
        ],
        "layout": {
            **layout,
            **axes,
            "title": {**layout["title"], "font": TITLE},
            "legend": {**layout["legend"], "font": TEXT},
            "height": HEIGHT,
            "margin": MARGIN,
        },
    }
