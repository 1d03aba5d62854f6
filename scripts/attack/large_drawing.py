"""M4: a drawing with megabytes that no pen makes."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from scripts.attack.target import Outcome, Target, cookie_of, watching
from scripts.bench import stroke_data
from scripts.bench.protocol_visitor import visiting
from scripts.bench.stroke_data import DIGITS

UNKNOWN_BYTES = 3_000_000
MOST_BYTES = 100_000


async def attempt(target: Target) -> Outcome:
    """Send a stroke with a field of 3 MB that no stroke has."""
    visitor_id = secrets.token_hex(16)
    async with (
        watching(target) as watched,
        visiting(
            target.url,
            "draw",
            "lang=en",
            cookie_of(visitor_id),
            patience=target.patience,
        ) as visitor,
    ):
        await visitor.ask(visitor.stroke_frame(DIGITS[7]))

        def enlarged(component: Mapping[str, Any]) -> str:
            value = stroke_data.widget_value(component, DIGITS[7], 20)
            drawing = json.loads(value)
            drawing["drawing"]["raw"]["objects"][0]["padding"] = "0" * UNKNOWN_BYTES
            return json.dumps(drawing)

        await visitor.send_drawing(enlarged)
    with target.store() as store:
        kept = store.workspace(visitor_id)
    size = 0 if kept is None else len(json.dumps(kept.strokes))
    held = 0 < size < MOST_BYTES
    return Outcome(held, f"{UNKNOWN_BYTES} bytes sent, {size} bytes stored; {watched}")
