"""The link by which a visit came, and what it hides."""

from dataclasses import dataclass

from core.errors import SettingRefused
from core.settings.query_params import Part


@dataclass
class Link:
    """The link that a visitor came by, and the one that this visitor makes.

    Attributes:
        refusals: Settings of the link that were refused, to be shown once.
        hidden: Controls that the teacher who made the link keeps out of sight.
        put_aside: Controls that the guided lesson keeps out of sight.
        by_room: Controls that a class has no use for while this visit has a seat.
        share_page: Path of the page that the shared link opens; None for this one.
        share_hide: Controls that the shared link hides.
        projected: Whether pages are large, for a class to read from a wall.
    """

    refusals: tuple[SettingRefused, ...] = ()
    hidden: frozenset[Part] = frozenset()
    put_aside: frozenset[Part] = frozenset()
    by_room: frozenset[Part] = frozenset()
    share_page: str | None = None
    share_hide: tuple[Part, ...] = ()
    projected: bool = False

    def shows(self, part: Part) -> bool:
        """Say whether teacher, guided lesson and room leave these controls in sight."""
        return part not in self.hidden | self.put_aside | self.by_room
