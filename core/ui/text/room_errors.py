"""What is not possible in a room, as a sentence in the visitor's language."""

from core.i18n import duration
from core.rooms.errors import (
    NothingToLearn,
    NotYourRoom,
    RoomDrawingsFull,
    RoomError,
    RoomFull,
    RoomLocked,
    RoomUnknown,
    SeatGone,
    SignsAlike,
    SignsFull,
    StillSealed,
    TooManyCodes,
    TooManyRooms,
    VotesClosed,
)
from core.ui.text.sign_names import sign_name
from core.ui.text.translate import number, t


def room_sentence(error: RoomError) -> str:
    """Say what happened and what can be done about it."""
    match error:
        case RoomUnknown():
            return t(
                "No class has this code. Look at the board again: the code has six "
                "letters and digits, and may have been changed."
            )
        case RoomLocked():
            return t("The door of this class is locked. Ask your teacher to open it.")
        case RoomFull():
            return t(
                "All {limit} seats of this class are taken. Share a device with "
                "somebody.",
                limit=number(error.limit),
            )
        case RoomDrawingsFull():
            return t(
                "You have given {limit} drawings, and there is no room for more.",
                limit=number(error.limit),
            )
        case TooManyRooms():
            return t(
                "{limit} class rooms are open here, and there is no room for more. Try "
                "again later.",
                limit=number(error.limit),
            )
        case SeatGone():
            return t("You have no seat in this class any more.")
        case VotesClosed():
            return t("This question is closed: your answer came too late.")
        case TooManyCodes():
            return t(
                "Too many wrong codes. Wait {time}, and look at the board again.",
                time=duration(max(error.seconds, 1.0)),
            )
        case SignsFull():
            return t(
                "{limit} signs are the most: the network has one answer for each. To "
                "make room, press one that is chosen.",
                limit=number(error.limit),
            )
        case SignsAlike():
            return t(
                "In 28×28 pixels {sign} looks like {other}, so no network could tell "
                "them apart. Press {other} first, to take it out.",
                sign=sign_name(error.sign),
                other=sign_name(error.other),
            )
        case StillSealed():
            return t("The sealed part of the test is not opened yet.")
        case NothingToLearn():
            return t(
                "The class has drawn too little so far: the network needs drawings to "
                "learn from."
            )
        case NotYourRoom():
            return t("This browser does not have the controls of this class room.")
    return t("That is not possible in this class at the moment.")
