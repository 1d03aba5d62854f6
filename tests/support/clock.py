"""A clock that a test sets."""

# An ordinary day, in seconds since 1970.
NOW = 1_700_000_000.0


class Clock:
    """Seconds that pass when a test says so.

    Attributes:
        now: What it shows.
    """

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return what it shows."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let seconds pass at once."""
        self.now += seconds
