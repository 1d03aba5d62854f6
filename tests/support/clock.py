"""A clock that tests set."""

# An arbitrary time, in seconds since 1970.
NOW = 1_700_000_000.0


class Clock:
    """A clock that advances only when a test says so.

    Attributes:
        now: Time, in seconds.
    """

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Advance the clock at once."""
        self.now += seconds
