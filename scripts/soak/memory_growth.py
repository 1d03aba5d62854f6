"""How much more memory a process takes, the longer it works."""

# Since the process started. Its caches fill with work, not with time: on a busy
# machine, half a minute is not enough for the first training of each visitor.
WARM_UP_STROKES = 300


class MemoryGrowth:
    """The memory of a process, over that after its warm-up.

    Attributes:
        most: The largest growth that was seen, in megabytes; None before the first
            warm-up is over.
    """

    def __init__(self) -> None:
        self.most: float | None = None
        self._strokes_before = 0
        self._warm: float | None = None

    def begin(self, strokes: int) -> None:
        """Take note of a start; what earlier processes had plays no part.

        Args:
            strokes: Those that were drawn before it.
        """
        self._strokes_before, self._warm = strokes, None

    def note(self, megabytes: float, strokes: int) -> None:
        """Take note of what the process has now.

        Args:
            megabytes: Its memory.
            strokes: Those that were drawn since the very beginning.
        """
        if self._warm is None:
            if strokes - self._strokes_before < WARM_UP_STROKES:
                return
            self._warm = megabytes
        self.most = max(self.most or 0, megabytes - self._warm)

    def __str__(self) -> str:
        """Return the growth with its unit, or that there is none to name yet."""
        return "not measured" if self.most is None else f"+{self.most:.0f} MB"
