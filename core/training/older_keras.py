"""Write a ``.keras`` file that the versions of Keras before ours open too."""

import io
import json
import zipfile
from typing import Any

CONFIG = "config.json"
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


def without_new_arguments(keras_file: bytes) -> bytes:
    """Return a ``.keras`` file without the arguments that Keras 3.10 does not know.

    An argument that differs from its default stays: without it, the file would describe
    another model.

    Args:
        keras_file: A file that Keras has written just now.
    """
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(keras_file)) as given,
        zipfile.ZipFile(written, "w") as result,
    ):
        for member in given.infolist():
            content = given.read(member)
            if member.filename == CONFIG:
                content = json.dumps(_cleaned(json.loads(content))).encode()
            result.writestr(member, content)
    return written.getvalue()


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
