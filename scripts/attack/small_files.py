"""C3: other small files and messages that become large."""

import asyncio
import contextlib
from collections.abc import Awaitable

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg

from scripts.attack import hostile_files, imports, uploads
from scripts.attack.target import Outcome, Target, watching

PICTURES = 6
MESSAGE_BYTES = 20_000_000


async def attempt(target: Target) -> Outcome:
    """Import two zips, open six pictures at once, and send a message of 20 MB."""
    files = {
        "brackets": hostile_files.brackets(),
        "directory": hostile_files.directory(),
    }
    zips = await imports.refuse(target, files)
    pictures = await open_pictures(target)
    message = await send_message(target)
    parts = (zips, pictures, message)
    return Outcome(
        all(part.held for part in parts), "; ".join(part.figures for part in parts)
    )


async def open_pictures(target: Target, number: int = PICTURES) -> Outcome:
    """Have several visitors open the worst picture at once."""
    content = hostile_files.picture()

    async def one() -> None:
        async with target.newcomer("draw") as visitor:
            await visitor.choose("draw_input", "Upload")
            await uploads.upload(target, visitor, uploads.PICTURE, "7.png", content)

    async with watching(target) as watched:
        await asyncio.gather(*(one() for _ in range(number)))
    held = watched.peak < imports.MOST_WEB_MB
    return Outcome(held, f"{number} pictures of {len(content)} bytes, {watched}")


async def send_message(target: Target) -> Outcome:
    """Send a widget's value of 20 MB; the server must close that connection alone."""
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(
        id="drawing", json_value="[" + "[]," * (MESSAGE_BYTES // 3) + "[]]"
    )
    async with (
        watching(target) as watched,
        target.newcomer("draw") as visitor,
    ):
        with contextlib.suppress(websockets.ConnectionClosed):
            await visitor.send(message)
        closed = await _is_closed(visitor.go("draw"))
    held = closed and watched.peak < imports.MOST_WEB_MB
    word = "closed its connection" if closed else "was received"
    return Outcome(held, f"a message of {MESSAGE_BYTES} bytes {word}, {watched}")


async def _is_closed(action: Awaitable[None]) -> bool:
    try:
        await action
    except (ConnectionError, websockets.ConnectionClosed):
        return True
    return False
