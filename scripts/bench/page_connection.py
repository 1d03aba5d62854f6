"""A browser's end of the connection through which Streamlit draws a page."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from scripts.bench.connection import FINISHED
from scripts.bench.fragment_timers import FragmentTimers
from scripts.bench.page_tree import PageTree

PATIENCE_SECONDS = 60
POLL_SECONDS = 0.1
GAVE_WAY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
Place = tuple[int, ...]


@dataclass(frozen=True)
class _Awaited:
    """What somebody waits for, and who: see `PageConnection.until`."""

    seen: Callable[[PageTree], bool]
    time: asyncio.Future[float]


class PageConnection:
    """An open connection: it keeps the page, and the page's timers.

    Args:
        socket: Open websocket to the server.
        url: URL of the server.
        name: Name of the page.
        query: Query part of the page's URL.
        patience: Time limit for the server's answers, in seconds.

    Attributes:
        page: Contents of the page.
        session_id: Streamlit's id of the session; empty before the first answer.
        received_bytes: How much the server has sent.
        timed_runs: How often a part of the page was asked for because it was time.
        answers: What the server has answered to requests that draw nothing, by their
            ids.
    """

    def __init__(
        self,
        socket: websockets.ClientConnection,
        url: str,
        name: str,
        query: str,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.page = PageTree()
        self.session_id = ""
        self.received_bytes = 0
        self.timed_runs = 0
        self.answers: dict[str, BackendOperationResponse] = {}
        self._socket = socket
        self._url, self._page_name, self._query = url, name, query
        self._patience = patience
        self._page_hash = ""
        self._cache: dict[str, ForwardMsg] = {}
        self._canvas: WidgetState | None = None
        self._timers = FragmentTimers(self._run_timed)
        self._finished = asyncio.Event()
        self._running: frozenset[str] = frozenset()
        self._awaited: list[_Awaited] = []
        self._drawn: dict[str, asyncio.Future[float]] = {}
        # When a run ended that gave way to another one.
        self._gave_way: float | None = None
        self._reader = asyncio.create_task(self._read())

    @property
    def is_closed(self) -> bool:
        """Whether the server has closed the connection, or is gone."""
        return self._reader.done()

    async def open(self) -> None:
        """Request the page and wait until it is drawn."""
        await self._run(self._frame("", []))

    async def send(self, message: BackMsg) -> None:
        """Send a message of any kind, and wait for nothing."""
        await self._socket.send(message.SerializeToString())

    async def wait_for(self, seen: Callable[[PageTree], bool], seconds: float) -> None:
        """Wait until a condition holds for the page.

        Raises:
            TimeoutError: The condition did not hold in time.
        """
        async with asyncio.timeout(seconds):
            while not seen(self.page):
                self._raise_if_closed()
                await asyncio.sleep(POLL_SECONDS)

    async def until(self, seen: Callable[[PageTree], bool], seconds: float) -> float:
        """Wait until a condition holds for the page at the end of a run.

        Returns:
            When, by `time.perf_counter`: without the time between two looks.

        Raises:
            TimeoutError: The condition did not hold in time.
        """
        self._raise_if_closed()
        if seen(self.page):
            return time.perf_counter()
        awaited = _Awaited(seen, asyncio.get_running_loop().create_future())
        self._awaited.append(awaited)
        try:
            async with asyncio.timeout(seconds):
                return await awaited.time
        finally:
            self._awaited.remove(awaited)

    async def drawn(self, frame: bytes, fragment_id: str) -> float:
        """Send a frame; wait until the part of the page that it is for is drawn.

        The end of another part's run, whose time has come, does not count.

        Returns:
            Time from the frame to the end of that run, in seconds.
        """
        done = asyncio.get_running_loop().create_future()
        self._drawn[fragment_id] = done
        sent = time.perf_counter()
        await self._socket.send(frame)
        async with asyncio.timeout(self._patience):
            return float(await done) - sent

    async def close(self) -> None:
        """Close the connection."""
        self._timers.stop_all()
        self._reader.cancel()
        await self._socket.close()

    def _frame(
        self,
        fragment_id: str,
        pressed: Sequence[WidgetState],
        *,
        is_timer: bool = False,
    ) -> bytes:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self._query
        rerun.page_script_hash = self._page_hash
        rerun.page_name = "" if self._page_hash else self._page_name
        rerun.fragment_id = fragment_id
        rerun.is_auto_rerun = is_timer
        rerun.cached_message_hashes.extend(self._cache)
        rerun.context_info.timezone = "UTC"
        rerun.context_info.locale = "en-US"
        rerun.context_info.url = f"{self._url}/{self._page_name}"
        rerun.widget_states.widgets.extend(self.page.widget_states())
        if self._canvas is not None:
            rerun.widget_states.widgets.append(self._canvas)
        rerun.widget_states.widgets.extend(pressed)
        frame: bytes = message.SerializeToString()
        return frame

    async def _run(self, frame: bytes) -> None:
        self._finished.clear()
        await self._socket.send(frame)
        async with asyncio.timeout(self._patience):
            await self._finished.wait()
        self._raise_if_closed()

    def _raise_if_closed(self) -> None:
        if self._reader.done():
            self._reader.result()
            raise ConnectionError("the server closed the connection")

    async def _read(self) -> None:
        reason: BaseException = ConnectionError("the connection is closed")
        try:
            async for data in self._socket:
                received = time.perf_counter()
                assert isinstance(data, bytes)
                self.received_bytes += len(data)
                self._handle(ForwardMsg.FromString(data), received)
        except websockets.ConnectionClosed:
            raise
        except Exception as error:
            reason = error
            raise
        finally:
            self._finished.set()
            for waiting in [*self._drawn.values(), *(w.time for w in self._awaited)]:
                if not waiting.done():
                    waiting.set_exception(reason)
                    # Who waited may have given up: then nobody else asks for it.
                    waiting.exception()

    def _handle(self, message: ForwardMsg, received: float) -> None:
        path = tuple(message.metadata.delta_path)
        if message.WhichOneof("type") == "ref_hash":
            message = self._cache[message.ref_hash]
        elif message.metadata.cacheable:
            self._cache[message.hash] = message
        match message.WhichOneof("type"):
            case "new_session":
                self._begin_run(message)
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
            case "delta":
                self.page.apply(path, message.delta)
                self._note_delta(path, message, received)
            case "auto_rerun":
                rerun = message.auto_rerun
                self._timers.start(rerun.fragment_id, rerun.interval)
            case "stop_auto_rerun":
                for fragment_id in message.stop_auto_rerun.fragment_ids:
                    self._timers.stop(fragment_id)
            case "backend_operation_response":
                answer = message.backend_operation_response
                self.answers[answer.request_id] = answer
            case "script_finished" if message.script_finished in FINISHED:
                self._end_run(received)
            case "script_finished" if message.script_finished == GAVE_WAY:
                self._gave_way = received

    def _begin_run(self, message: ForwardMsg) -> None:
        self.session_id = message.new_session.initialize.session_id
        before = self._running
        self._running = frozenset(message.metadata.run.fragment_ids)
        gave_way, self._gave_way = self._gave_way, None
        if gave_way is not None and self._running:
            # A press runs to its end, and then gives way to what has come meanwhile.
            # What was interrupted is in the next run once more.
            self._note_drawn(before - self._running, gave_way)
        if not self._running:
            # As in a browser: the page names its timed fragments again.
            self._timers.stop_all()
        self.page.begin_run(set(self._running))

    def _end_run(self, received: float) -> None:
        self.page.end_run()
        self._finished.set()
        self._note_drawn(self._running or frozenset(self._drawn), received)
        for awaited in self._awaited:
            if not awaited.time.done() and awaited.seen(self.page):
                awaited.time.set_result(received)

    def _note_drawn(self, fragment_ids: frozenset[str], received: float) -> None:
        for fragment_id in fragment_ids & self._drawn.keys():
            _tell(self._drawn.pop(fragment_id), received)

    def _note_delta(self, path: Place, message: ForwardMsg, received: float) -> None:
        """Take note of an element that was just put in its place."""

    async def _run_timed(self, fragment_id: str) -> None:
        self.timed_runs += 1
        await self._socket.send(self._frame(fragment_id, [], is_timer=True))


def _tell(waiting: asyncio.Future[float], received: float) -> None:
    # Who waited may have given up.
    if not waiting.done():
        waiting.set_result(received)
