"""What a label of a class set is called: a digit, or a sign that the room learns."""

from core.rooms.records import Room
from core.ui.text.sign_names import sign_name


def label_name(room: Room, label: int) -> str:
    """Return the name of a label, such as “7” or “a star”."""
    if not room.signs:
        return str(label)
    # It may come from another version's database.
    return sign_name(room.signs[label]) if label < len(room.signs) else "?"
