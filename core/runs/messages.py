"""The messages between a web process and its workers, and how they are written.

A message is a tagged struct in MessagePack. Its reader validates all of it
against the types of its fields, before any of it is used.
"""

from typing import TypeVar

import msgspec

from core.arrays import messages as arrays
from core.runs.progress import Report

# Ids are 32 hex digits; the reports of a resumed run are the largest messages.
MOST_BYTES = 64 * 2**20

Kind = TypeVar("Kind")


class BadMessage(ValueError):
    """Bytes that are none of the messages expected here."""


class RunReported(msgspec.Struct, frozen=True, tag="report"):
    """A worker tells how far a run is.

    Attributes:
        report: Progress since its last report.
    """

    report: Report


class JobStarted(msgspec.Struct, frozen=True, tag="job"):
    """A worker starts a background job.

    Attributes:
        job_id: Id of the job.
        worker: Its address, for files that go to it in parts.
    """

    job_id: str
    worker: str = ""


# What a worker sends to web processes, as a Dask event.
Event = RunReported | JobStarted

_encoder = msgspec.msgpack.Encoder(enc_hook=arrays.pack)
_events: msgspec.msgpack.Decoder[Event] = msgspec.msgpack.Decoder(
    Event, dec_hook=arrays.unpack
)


def encode(message: msgspec.Struct) -> bytes:
    """Write a message."""
    return _encoder.encode(message)


def decode_event(data: object) -> Event:
    """Read and validate a worker's message.

    Args:
        data: What came under the topic of a connection.

    Raises:
        BadMessage: It is no event.
    """
    return _decode(_events, data)


def _decode(decoder: msgspec.msgpack.Decoder[Kind], data: object) -> Kind:
    if not isinstance(data, bytes) or len(data) > MOST_BYTES:
        raise BadMessage(f"{type(data).__name__}, or too many bytes")
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadMessage(str(error)) from error
