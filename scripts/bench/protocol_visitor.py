"""A simulated visitor without a browser, who speaks Streamlit's protocol and draws."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from scripts.bench import stroke_data
from scripts.bench.connection import FINISHED, connect
from scripts.bench.fragment_timers import FragmentTimers
from scripts.bench.page_tree import PageTree, text_of
from scripts.bench.stroke_data import Stroke

ANSWER = "draw_answer"
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Answer:
    """The network's answer to a stroke.

    Attributes:
        milliseconds: Time from the stroke's frame to the answer's, at the socket.
        whole_milliseconds: Time to the last element that the page redraws.
        text: The digit as text, or ``?``.
    """

    milliseconds: float
    whole_milliseconds: float
    text: str


class Visitor:
    """A visit to one page; `visiting` opens it.

    Args:
        socket: Open websocket to the server.
        url: URL of the server.
        name: Name of the page.
        query: Query part of the page's URL.
        patience: Time limit for the server's answers, in seconds.

    Attributes:
        page: Contents of the page.
        session_id: Streamlit's id of the session; empty before the first answer.
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
        self._socket = socket
        self._url, self._page_name, self._query = url, name, query
        self._patience = patience
        self._page_hash = ""
        self._cache: dict[str, ForwardMsg] = {}
        self._canvas: WidgetState | None = None
        self._timers = FragmentTimers(self._run_timed)
        self._finished = asyncio.Event()
        self._answer: asyncio.Future[tuple[float, str]] | None = None
        self._reader = asyncio.create_task(self._read())

    async def open(self) -> None:
        """Request the page and wait until it is drawn."""
        await self._run(self._frame("", []))

    async def open_amid(self, key: str) -> None:
        """Request the page, and send a message while it is still being drawn.

        Args:
            key: Key of the widget with which the page is known to the browser.
        """
        opening = asyncio.create_task(self.open())
        await self.wait_for(lambda page: page.has_widget(key), self._patience)
        await self._socket.send(self._frame("", []))
        await opening

    async def send(self, message: BackMsg) -> None:
        """Send a message of any kind, and wait for nothing."""
        await self._socket.send(message.SerializeToString())

    async def press(self, key: str) -> None:
        """Press the button with a key and wait until the page is redrawn."""
        button = self.page.widget(key)
        pressed = WidgetState(id=button.id, trigger_value=True)
        await self._run(self._frame(button.fragment_id, [pressed]))

    async def press_amid(self, key: str, messages: int) -> None:
        """Press the button with a key, send more at once, and wait for nothing.

        Args:
            key: Key of the button.
            messages: Number of messages behind the press, as a theme that changes or
                a component that answers sends them.
        """
        button = self.page.widget(key)
        pressed = WidgetState(id=button.id, trigger_value=True)
        await self._send_amid(self._frame(button.fragment_id, [pressed]), messages)

    async def follow_amid(self, name: str, messages: int) -> None:
        """Follow the menu's link to a page, send more at once, and wait for nothing.

        Args:
            name: Name of the page as in its URL.
            messages: Number of messages behind the press. They still name the page
                that is left, as a browser does until the next one starts.
        """
        link = self.page.link(name)
        leaving = BackMsg()
        leaving.rerun_script.page_script_hash = link.page_script_hash
        leaving.rerun_script.query_string = link.query_string
        await self._send_amid(leaving.SerializeToString(), messages)

    async def choose(self, key: str, option: str) -> None:
        """Choose an option of the widget with a key."""
        control = self.page.widget(key)
        chosen = WidgetState(id=control.id)
        chosen.string_array_value.data.append(option)
        await self._run(self._frame(control.fragment_id, [chosen]))

    async def set_value(self, key: str, fill: Callable[[WidgetState], None]) -> None:
        """Give the widget with a key a value of any kind.

        Args:
            key: Key of the widget.
            fill: Puts the value into the widget's state.
        """
        control = self.page.widget(key)
        state = WidgetState(id=control.id)
        fill(state)
        await self._run(self._frame(control.fragment_id, [state]))

    async def unfold(self, key: str) -> None:
        """Open the expander with a key."""
        part = self.page.fold(key)
        opened = WidgetState(id=part.id, bool_value=True)
        await self._run(self._frame(part.fragment_id, [opened]))

    async def go(self, name: str) -> None:
        """Go to another page in the same session."""
        self._timers.stop_all()
        self._page_name, self._page_hash, self._canvas = name, "", None
        await self.open()

    async def clear(self) -> None:
        """Press Clear, which brings a new canvas."""
        await self.press("draw_clear")
        self._canvas = None

    def stroke_frame(
        self, strokes: Sequence[Stroke], pen_width: int = stroke_data.USUAL_PEN
    ) -> bytes:
        """Return the frame that a browser sends after the last of some strokes."""
        canvas = self.page.widget_in("draw_canvas")
        component = json.loads(canvas.content.json)
        value = stroke_data.widget_value(component, strokes, pen_width)
        self._canvas = WidgetState(id=canvas.id, json_value=value)
        return self._frame(canvas.fragment_id, [])

    async def send_drawing(self, value: Callable[[Mapping[str, Any]], str]) -> None:
        """Send any value of the canvas, and wait until the page is redrawn.

        Args:
            value: Returns it as JSON, given the arguments that the canvas got.
        """
        canvas = self.page.widget_in("draw_canvas")
        drawing = value(json.loads(canvas.content.json))
        self._canvas = WidgetState(id=canvas.id, json_value=drawing)
        await self._run(self._frame(canvas.fragment_id, []))

    async def ask(self, frame: bytes) -> Answer:
        """Send a stroke's frame; wait for the answer and the end of the page's run."""
        self._answer = asyncio.get_running_loop().create_future()
        sent = time.perf_counter()
        await self._run(frame)
        if not self._answer.done():
            raise RuntimeError(f"no answer to a stroke; page: {self.page.text(ANSWER)}")
        whole = time.perf_counter() - sent
        received, text = self._answer.result()
        return Answer(1000 * (received - sent), 1000 * whole, text)

    async def wait_for(self, seen: Callable[[PageTree], bool], seconds: float) -> None:
        """Wait until a condition holds for the page.

        Raises:
            TimeoutError: The condition did not hold in time.
        """
        async with asyncio.timeout(seconds):
            while not seen(self.page):
                self._raise_if_closed()
                await asyncio.sleep(POLL_SECONDS)

    async def close(self) -> None:
        """Close the connection."""
        self._timers.stop_all()
        self._reader.cancel()
        await self._socket.close()

    def _frame(
        self, fragment_id: str, pressed: list[WidgetState], *, is_timer: bool = False
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

    async def _send_amid(self, frame: bytes, messages: int) -> None:
        behind = self._frame("", [])
        for each in (frame, *[behind] * messages):
            await self._socket.send(each)

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
        try:
            async for data in self._socket:
                received = time.perf_counter()
                assert isinstance(data, bytes)
                self._handle(ForwardMsg.FromString(data), received)
        finally:
            self._finished.set()

    def _handle(self, message: ForwardMsg, received: float) -> None:
        path = tuple(message.metadata.delta_path)
        if message.WhichOneof("type") == "ref_hash":
            message = self._cache[message.ref_hash]
        elif message.metadata.cacheable:
            self._cache[message.hash] = message
        match message.WhichOneof("type"):
            case "new_session":
                self.session_id = message.new_session.initialize.session_id
                fragment_ids = set(message.metadata.run.fragment_ids)
                if not fragment_ids:
                    # As in a browser: the page names its timed fragments again.
                    self._timers.stop_all()
                self.page.begin_run(fragment_ids)
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
            case "delta":
                self.page.apply(path, message.delta)
                self._note_answer(path, message, received)
            case "auto_rerun":
                rerun = message.auto_rerun
                self._timers.start(rerun.fragment_id, rerun.interval)
            case "stop_auto_rerun":
                for fragment_id in message.stop_auto_rerun.fragment_ids:
                    self._timers.stop(fragment_id)
            case "script_finished" if message.script_finished in FINISHED:
                self.page.end_run()
                self._finished.set()

    def _note_answer(
        self, path: tuple[int, ...], message: ForwardMsg, received: float
    ) -> None:
        if self._answer is None or self._answer.done():
            return
        text = text_of(message.delta.new_element)
        if text and self.page.is_inside(path, ANSWER):
            self._answer.set_result((received, text))

    async def _run_timed(self, fragment_id: str) -> None:
        await self._socket.send(self._frame(fragment_id, [], is_timer=True))


@contextlib.asynccontextmanager
async def visiting(
    url: str,
    page: str,
    query: str = "",
    cookie: str = "",
    *,
    patience: float = PATIENCE_SECONDS,
) -> AsyncIterator[Visitor]:
    """Open a page; the visitor leaves at the end of the block.

    Args:
        url: URL of the server.
        page: Name of the page as in its URL: ``draw``.
        query: Query part of the page's URL.
        cookie: Cookie from an earlier visit: ``name=value``.
        patience: Time limit for the server's answers, in seconds.
    """
    socket = await connect(url, cookie)
    visitor = Visitor(socket, url, page, query, patience)
    try:
        await visitor.open()
        yield visitor
    finally:
        await visitor.close()
