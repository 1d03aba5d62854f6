"""Those who are in a class room, by Streamlit's protocol: its teacher and its seats."""

import json
import re

from streamlit.proto.WidgetStates_pb2 import WidgetState

from scripts.bench.page_tree import PageTree
from scripts.bench.protocol_visitor import Visitor
from scripts.bench.stroke_data import USUAL_PEN, Stroke

CODE = re.compile(r"([A-Z2-9]{6})$")
GIVEN = re.compile(r"You have given (\d+) drawings?\.")
VOTE = "seat_vote_"
# Element with which a page says that the class is paused: a style names it too.
PAUSED = '<div class="seat-paused"'
# How a component names what is pressed in it, by its id.
PRESSED_IN = "$$STREAMLIT_INTERNAL_KEY_{id}__events"


async def open_room(teacher: Visitor, seconds: float) -> str:
    """Press the button that opens a room; return the room's code."""
    await teacher.press("room_open")
    await teacher.until(lambda page: page.has("room_code"), seconds)
    found = CODE.search(teacher.page.text("room_code"))
    if found is None:
        raise RuntimeError(f"no code: {teacher.page.text('room_code')}")
    return found[1]


async def join(seat: Visitor, seconds: float) -> None:
    """Press Join on a page whose address had the code, and wait for the seat."""
    await seat.press("join_enter")
    await seat.until(is_seated, seconds)


async def take(teacher: Visitor, page: str) -> None:
    """Take everybody to a page, by its name in a URL."""
    await teacher.press(f"room_take_{page}")


def is_seated(page: PageTree) -> bool:
    """Say whether a page belongs to a seat of a class."""
    return page.has("seat")


def is_asked_to_draw(page: PageTree) -> bool:
    """Say whether a page has the canvas of the class set."""
    return page.has_widget("join_send")


def is_paused(page: PageTree) -> bool:
    """Say whether a page says that the class is paused."""
    return bool(page.html_with(PAUSED))


def given(page: PageTree) -> int:
    """Return how many drawings the class has from a seat, as its page says."""
    found = GIVEN.search(page.all_text())
    return 0 if found is None else int(found[1])


def is_sealed(page: PageTree) -> bool:
    """Say whether a page says that what its seat draws stays sealed."""
    return "they stay sealed" in page.all_text()


async def stroke(
    seat: Visitor, strokes: tuple[Stroke, ...], pen: int = USUAL_PEN
) -> float:
    """Draw on the canvas of the class set.

    Args:
        seat: Who draws.
        strokes: All that is on the canvas then.
        pen: Width of the pen, in pixels.

    Returns:
        Time until the page has answered, in seconds.
    """
    canvas = seat.page.widget_in("draw_canvas")
    return await seat.drawn(seat.stroke_frame(strokes, pen), canvas.fragment_id)


async def give(seat: Visitor) -> float:
    """Press the button that gives the drawing to the class.

    Returns:
        Time until the page has answered, in seconds.
    """
    button = seat.page.widget("join_send")
    frame = seat.press_frame(button)
    # The page brings an empty canvas.
    seat.forget_canvas()
    return await seat.drawn(frame, button.fragment_id)


def vote_state(page: PageTree, answer: int) -> tuple[str, WidgetState] | None:
    """Return what a browser sends when an answer is chosen; None without a question.

    Args:
        page: Page of a seat.
        answer: Place of the answer.

    Returns:
        The part of the page that is drawn again, and the value.
    """
    radio = page.widget_with(VOTE)
    if radio is None:
        return None
    state = WidgetState(id=radio.id, string_value=radio.content.options[answer])
    return radio.fragment_id, state


async def vote(seat: Visitor, answer: int, seconds: float) -> None:
    """Answer the question that is asked, and wait until the page says so."""
    chosen = vote_state(seat.page, answer)
    if chosen is None:
        raise LookupError("no question on the page")
    await seat.send_states(*chosen)
    await seat.until(has_voted, seconds)


def has_voted(page: PageTree) -> bool:
    """Say whether a page says that the seat's answer counts."""
    return "Your answer counts" in page.text("seat_question")


async def delete_own(seat: Visitor, place: int, seconds: float) -> None:
    """Open one's own drawings, and press one of them."""
    if not seat.page.has("join_drawings"):
        await seat.unfold("join_mine")
        await seat.until(lambda page: page.has("join_drawings"), seconds)
    before = len(own_drawings(seat.page))
    await seat.send_states(*deletion(seat.page, place))
    await seat.until(lambda page: len(own_drawings(page)) == before - 1, seconds)


def deletion(page: PageTree, place: int) -> tuple[str, WidgetState]:
    """Return what a browser sends when an own drawing is pressed; see `vote_state`."""
    tiles = page.widget_in("join_drawings")
    pressed = json.dumps([{"event": "choice", "value": place}])
    state = WidgetState(id=PRESSED_IN.format(id=tiles.id), json_trigger_value=pressed)
    return tiles.fragment_id, state


def own_drawings(page: PageTree) -> list[str]:
    """Return one's own drawings as the page shows them; none where it does not."""
    if not page.has("join_drawings"):
        return []
    tiles = json.loads(page.widget_in("join_drawings").content.json)["tiles"]
    return [tile["png"] for tile in tiles]
