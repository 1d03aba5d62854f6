"""Opens a zip of a stranger, and reads its parts up to a limit."""

import contextlib
import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from core.errors import UploadError, UploadTooBig, WorkUnreadable

MOST_ENTRIES = 1000
# The list of files at the end of a zip: fifty bytes and a name for each.
DIRECTORY_BYTES = 256 * 2**10
# Of the record at the end of a zip that says where its list of files is.
END_SIGNATURE, END_BYTES = b"PK\x05\x06", 22
LOCATOR_SIGNATURE, LOCATOR_BYTES = b"PK\x06\x07", 20
MOST_COMMENT = 2**16


@contextlib.contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open a zip.

    Args:
        file: An uploaded file, not trusted.

    Raises:
        WorkUnreadable: It is none, or has too many entries.
    """
    try:
        _check_directory(file)
        archive = zipfile.ZipFile(file)
    except (UploadError, MemoryError):
        raise
    # zipfile raises many types of exceptions on a damaged directory.
    except Exception as error:
        raise WorkUnreadable(str(error)) from error
    with archive:
        if len(archive.infolist()) > MOST_ENTRIES:
            raise WorkUnreadable(f"{len(archive.infolist())} files")
        yield archive


def _check_directory(file: BinaryIO) -> None:
    """Check how long the list of files is, which `ZipFile` reads at once.

    Source: PKWARE's APPNOTE, 4.3.14 to 4.3.16.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - END_BYTES - MOST_COMMENT))
    tail = file.read()
    file.seek(0)
    # Like `ZipFile`: the last bytes, or what is in front of a comment.
    if tail[-END_BYTES:].startswith(END_SIGNATURE):
        place = len(tail) - END_BYTES
    else:
        place = tail.rfind(END_SIGNATURE)
    if place < 0 or len(tail) < place + END_BYTES:
        raise WorkUnreadable("no zip")
    # A second record for zips over 4 GB, whose numbers go before these.
    if tail[max(0, place - LOCATOR_BYTES) :].startswith(LOCATOR_SIGNATURE):
        raise WorkUnreadable("a zip for more than 4 GB")
    length = int.from_bytes(tail[place + 12 : place + 16], "little")
    if length > DIRECTORY_BYTES:
        raise WorkUnreadable(f"a list of files of {length} bytes")


def part(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Read a file in a zip up to a limit, without trusting the size in its header.

    Args:
        archive: Open, not trusted.
        name: Name of the file.
        limit: Most bytes that it may have.

    Raises:
        WorkUnreadable: The file is missing or damaged.
        UploadTooBig: The file has more bytes than the limit.
    """
    try:
        with archive.open(name) as file:
            content = file.read(limit + 1)
    except MemoryError:
        raise
    # zipfile raises different types for an unknown compression, a password, a checksum.
    except Exception as error:
        raise WorkUnreadable(f"{name}: {error}") from error
    if len(content) > limit:
        raise UploadTooBig(len(content), limit, "bytes")
    return content
