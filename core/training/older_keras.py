"""Write a ``.keras`` file that the versions of Keras before ours open too."""

import json
from typing import Any

# Arguments that came after Keras 3.10, and their defaults. Older versions refuse their
# names; without them, newer versions take the default.
NEW_ARGUMENTS: dict[str, Any] = {
    "input_axes": None,
    "output_axes": None,
    "quantization_config": None,
    "renorm": False,
    "renorm_clipping": None,
    "renorm_momentum": 0.99,
}


def without_new_arguments(config: bytes) -> bytes:
    """Return a model's configuration without the arguments that Keras 3.10 lacks.

    An argument that differs from its default stays: without it, the file would describe
    another model.

    Args:
        config: JSON that Keras has written just now.
    """
    return json.dumps(_cleaned(json.loads(config))).encode()


def _cleaned(value: Any) -> Any:
    """Return JSON without `NEW_ARGUMENTS` that have their default."""
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _cleaned(part)
        for name, part in value.items()
        if name not in NEW_ARGUMENTS or part != NEW_ARGUMENTS[name]
    }
