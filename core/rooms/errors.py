"""The exceptions that rooms raise.

RoomError
├── RoomUnknown         a code leads to no room, or the room is over
├── RoomLocked          the door of the room is locked
├── RoomFull            the room has no seat left
├── RoomDrawingsFull    the seat has made as many drawings as it may
├── TooManyRooms        this Trazo has as many rooms as it can serve
├── NotYourRoom         the visitor does not teach there
├── SeatGone            the teacher has sent the seat out, or removed it
├── VotesClosed         the question is no longer asked
├── StillSealed         the sealed part of the class's test is not opened yet
├── NothingToLearn      the class has drawn too little for a network
├── SignsFull           as many signs are chosen as a network has answers
├── SignsAlike          a sign looks like one that is chosen
└── TooManyCodes        too many wrong codes were tried
"""

from core.errors import TrazoError


class RoomError(TrazoError):
    """Something in a room is not possible."""


class RoomUnknown(RoomError):
    """A code leads to no room, or the room is over."""


class RoomLocked(RoomError):
    """The door of a room is locked."""


class RoomLimit(RoomError):
    """There are as many of something as there may be.

    Attributes:
        limit: How many.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class RoomFull(RoomLimit):
    """A room has no seat left."""


class RoomDrawingsFull(RoomLimit):
    """A seat has made as many drawings as it may."""


class TooManyRooms(RoomLimit):
    """This Trazo has as many rooms as it can serve."""


class SignsFull(RoomLimit):
    """As many signs are chosen as a network has answers."""


class SignsAlike(RoomError):
    """A network cannot tell a sign from one that is chosen.

    Attributes:
        sign: Id of the sign.
        other: Id of the one that is chosen.
    """

    def __init__(self, sign: str, other: str) -> None:
        super().__init__(sign, other)
        self.sign = sign
        self.other = other


class NotYourRoom(RoomError):
    """The visitor does not teach in the room."""


class SeatGone(RoomError):
    """The teacher has sent the seat out, or removed it."""


class VotesClosed(RoomError):
    """A question is no longer asked, or its votes can be seen already."""


class StillSealed(RoomError):
    """The sealed part of the test of a class is not opened yet."""


class NothingToLearn(RoomError):
    """The class has drawn too little for a network."""


class TooManyCodes(RoomError):
    """Too many wrong codes were tried.

    Attributes:
        seconds: How long to wait before the next.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds
