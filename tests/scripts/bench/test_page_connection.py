"""When a part of a page counts as drawn, among runs for which it was merely time."""

import asyncio
import contextlib
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scripts.bench.page_connection import PageConnection

BOARD, TIMED = "board", "timed"
DONE = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
WHOLE = ForwardMsg.FINISHED_SUCCESSFULLY
GAVE_WAY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Socket:
    """Stands for a server: sends the runs that it is given, and closes then."""

    def __init__(self, runs):
        self._runs = runs
        self._asked = asyncio.Event()

    async def send(self, _):
        """Take a message as the sign to send the runs."""
        self._asked.set()

    async def close(self):
        """Do nothing."""

    async def __aiter__(self):
        await self._asked.wait()
        for fragment_ids, ending in self._runs:
            begun = ForwardMsg()
            begun.new_session.SetInParent()
            begun.metadata.run.fragment_ids.extend(fragment_ids)
            yield begun.SerializeToString()
            if ending is not None:
                yield ForwardMsg(script_finished=ending).SerializeToString()


class Nonsense(Socket):
    """Sends what is no message of Streamlit's."""

    async def __aiter__(self):
        await self._asked.wait()
        yield "no bytes"


def is_drawn(*runs):
    """Return whether the board is drawn once these runs are over."""

    async def ask():
        socket: Any = Socket(runs)
        connection = PageConnection(socket, "", "join", "")
        try:
            with contextlib.suppress(ConnectionError):
                return await connection.drawn(b"", BOARD) >= 0
            return False
        finally:
            await connection.close()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "runs",
    [
        [([BOARD], DONE)],
        [([TIMED, BOARD], DONE)],
        [([], WHOLE)],
        [([TIMED], DONE), ([BOARD], DONE)],
        # A press runs to its end, and then gives way to the timer.
        [([BOARD], GAVE_WAY), ([TIMED], DONE)],
        [([BOARD], GAVE_WAY), ([BOARD, TIMED], DONE)],
        [([BOARD], GAVE_WAY), ([], WHOLE)],
    ],
)
def test_a_run_of_the_part_draws_it(runs):
    assert is_drawn(*runs)


@pytest.mark.parametrize(
    "runs",
    [
        [([TIMED], DONE)],
        # What was interrupted is not drawn before its next run ends.
        [([BOARD], GAVE_WAY)],
        [([BOARD], GAVE_WAY), ([BOARD, TIMED], None)],
        [([BOARD], GAVE_WAY), ([], None)],
        [([TIMED], GAVE_WAY), ([TIMED], DONE)],
    ],
)
def test_another_run_does_not(runs):
    assert not is_drawn(*runs)


def test_an_answer_that_cannot_be_read_is_no_closed_connection():
    async def ask():
        socket: Any = Nonsense([])
        await PageConnection(socket, "", "join", "").drawn(b"", BOARD)

    with pytest.raises(AssertionError):
        asyncio.run(ask())
