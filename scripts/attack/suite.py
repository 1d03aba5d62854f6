"""All attacks by name, in the order of the review that found them."""

from collections.abc import Callable, Coroutine
from typing import Any

from scripts.attack import (
    course_frame,
    endless_epochs,
    engine_ports,
    form_fields,
    hanging_store,
    large_drawing,
    large_uploads,
    long_curves,
    long_run,
    many_networks,
    markdown_name,
    others_address,
    second_engine,
    small_files,
    wrong_clock,
)
from scripts.attack.target import Outcome, Target

Attack = Callable[[Target], Coroutine[Any, Any, Outcome]]

ATTACKS: dict[str, Attack] = {
    "second-engine": second_engine.attempt,
    "long-curves": long_curves.attempt,
    "small-files": small_files.attempt,
    "large-uploads": large_uploads.attempt,
    "form-fields": form_fields.attempt,
    "others-address": others_address.attempt,
    "hanging-store": hanging_store.attempt,
    "many-networks": many_networks.attempt,
    "long-run": long_run.attempt,
    "engine-ports": engine_ports.attempt,
    "course-frame": course_frame.attempt,
    "large-drawing": large_drawing.attempt,
    "wrong-clock": wrong_clock.attempt,
    "markdown-name": markdown_name.attempt,
    "endless-epochs": endless_epochs.attempt,
}
