"""The process that opens one file of a visitor: ``python -m core.sandbox``.

Decoders of pictures, archives and HDF5 are C code, and a crafted file may crash it or
make it ask for more memory than there is. So this process imports what it needs, waits
for a request, opens the file, gives up its rights, reads the file, and answers. It
imports neither Streamlit nor TensorFlow, and knows no address of a database.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from core.errors import UploadError, UploadTooHeavy
from core.sandbox import frames, limits, readers, refusals
from core.sandbox.limits import LIMITS, FileKind

# A process that waits takes 40 MB. Some need minutes to take a photograph and find it.
IDLE_SECONDS = 300


def _request() -> tuple[FileKind, BinaryIO]:
    """Wait for a file; end this process if none comes."""
    waiting = threading.Timer(IDLE_SECONDS, os._exit, (0,))
    waiting.daemon = True
    waiting.start()
    line = sys.stdin.buffer.readline()
    waiting.cancel()
    if not line:
        sys.exit(0)
    request = json.loads(line)
    kind = FileKind(request["kind"])
    if request["path"] is not None:
        return kind, Path(request["path"]).open("rb")
    return kind, sys.stdin.buffer


def main() -> None:
    """Answer one request."""
    readers.prepare_pictures()
    kind, file = _request()
    read = readers.prepared(kind)
    limits.apply(LIMITS[kind])
    answers = sys.stdout.buffer
    try:
        for frame in read(file):
            frames.write(answers, frame)
    except UploadError as error:
        frames.write(answers, refusals.to_frame(error))
    except MemoryError:
        frames.write(answers, refusals.to_frame(UploadTooHeavy("memory")))


if __name__ == "__main__":
    main()
    # The parent has its answer; to free what was read would take time for nothing.
    sys.stdout.flush()
    os._exit(0)
