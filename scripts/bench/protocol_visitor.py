"""A simulated visitor without a browser, who speaks Streamlit's protocol and draws."""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from scripts.bench import stroke_data
from scripts.bench.connection import connect
from scripts.bench.page_connection import PATIENCE_SECONDS, PageConnection, Place
from scripts.bench.page_tree import Widget, text_of
from scripts.bench.stroke_data import Stroke

ANSWER = "draw_answer"


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


class Visitor(PageConnection):
    """A visit to one page; `visiting` opens it.

    Args:
        socket: Open websocket to the server.
        url: URL of the server.
        name: Name of the page.
        query: Query part of the page's URL.
        patience: Time limit for the server's answers, in seconds.
    """

    def __init__(
        self,
        socket: websockets.ClientConnection,
        url: str,
        name: str,
        query: str,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        super().__init__(socket, url, name, query, patience)
        self._answer: asyncio.Future[tuple[float, str]] | None = None

    async def open_amid(self, key: str) -> None:
        """Request the page, and send a message while it is still being drawn.

        Args:
            key: Key of the widget with which the page is known to the browser.
        """
        opening = asyncio.create_task(self.open())
        await self.wait_for(lambda page: page.has_widget(key), self._patience)
        await self._socket.send(self._frame("", []))
        await opening

    async def press(self, key: str) -> None:
        """Press the button with a key and wait until its part is redrawn."""
        button = self.page.widget(key)
        await self.drawn(self.press_frame(button), button.fragment_id)

    async def press_widget(self, button: Widget) -> None:
        """Press a button, also one that is on another visitor's page only."""
        await self._run(self.press_frame(button))

    async def press_amid(self, key: str, messages: int) -> None:
        """Press the button with a key, send more at once, and wait for nothing.

        Args:
            key: Key of the button.
            messages: Number of messages behind the press, as a theme that changes or
                a component that answers sends them.
        """
        frame = self.press_frame(self.page.widget(key))
        await self._send_amid(frame, messages)

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
        await self._change(control, chosen)

    async def choose_before_timer(self, key: str, option: str) -> None:
        """Choose an option; a timer's message that left before the answer is run after.

        It has the choice, and what the other widgets were before it.

        Args:
            key: Key of the widget.
            option: The option.
        """
        control = self.page.widget(key)
        chosen = WidgetState(id=control.id)
        chosen.string_array_value.data.append(option)
        overtaken = self._frame("", [chosen], is_timer=True)
        await self._run(self._frame(control.fragment_id, [chosen]))
        await self._run(overtaken)

    async def set_value(self, key: str, fill: Callable[[WidgetState], None]) -> None:
        """Give the widget with a key a value of any kind.

        Args:
            key: Key of the widget.
            fill: Puts the value into the widget's state.
        """
        control = self.page.widget(key)
        state = WidgetState(id=control.id)
        fill(state)
        await self._change(control, state)

    async def unfold(self, key: str) -> None:
        """Open the expander with a key."""
        part = self.page.fold(key)
        await self._change(part, WidgetState(id=part.id, bool_value=True))

    async def go(self, name: str) -> None:
        """Go to another page in the same session."""
        self._timers.stop_all()
        self._page_name, self._page_hash, self._canvas = name, "", None
        await self.open()

    async def clear(self) -> None:
        """Press Clear, which brings a new canvas."""
        await self.press("draw_clear")
        self.forget_canvas()

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
        """Send a stroke's frame; wait for the answer and the end of its run."""
        self._answer = asyncio.get_running_loop().create_future()
        fragment_id = BackMsg.FromString(frame).rerun_script.fragment_id
        sent = time.perf_counter()
        await self.drawn(frame, fragment_id)
        if not self._answer.done():
            raise RuntimeError(f"no answer to a stroke; page: {self.page.text(ANSWER)}")
        whole = time.perf_counter() - sent
        received, text = self._answer.result()
        return Answer(1000 * (received - sent), 1000 * whole, text)

    async def send_states(self, fragment_id: str, *states: WidgetState) -> None:
        """Send values of widgets, of any kind, also of such as are not on the page.

        Args:
            fragment_id: Part of the page that is drawn again; all of it if empty.
            states: The values.
        """
        await self._run(self._frame(fragment_id, states))

    async def file_behind(self, button: Widget) -> str:
        """Press a button that brings a file; return the URL that the server gives.

        Raises:
            RuntimeError: It gives none.
        """
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id = secrets.token_hex(8), self.session_id
        request.deferred_file.file_id = button.content.deferred_file_id
        await self.send(message)
        await self.wait_for(
            lambda _: request.request_id in self.answers, self._patience
        )
        answer = self.answers.pop(request.request_id)
        if answer.error_msg:
            raise RuntimeError(answer.error_msg)
        return f"{self._url}{answer.deferred_file.url}"

    def press_frame(self, button: Widget) -> bytes:
        """Return the frame that a browser sends when a button is pressed."""
        pressed = WidgetState(id=button.id, trigger_value=True)
        return self._frame(button.fragment_id, [pressed])

    def forget_canvas(self) -> None:
        """Let go of what is on the canvas: the page has brought another one."""
        self._canvas = None

    async def _change(self, control: Widget, state: WidgetState) -> None:
        frame = self._frame(control.fragment_id, [state])
        await self.drawn(frame, control.fragment_id)

    async def _send_amid(self, frame: bytes, messages: int) -> None:
        behind = self._frame("", [])
        for each in (frame, *[behind] * messages):
            await self._socket.send(each)

    def _note_delta(self, path: Place, message: ForwardMsg, received: float) -> None:
        if self._answer is None or self._answer.done():
            return
        text = text_of(message.delta.new_element)
        if text and self.page.is_inside(path, ANSWER):
            self._answer.set_result((received, text))


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
