"""A connection to PostgreSQL that waits for a limited time.

The server's own limits do not help if the server is suspended, or its host is: the
kernel still acknowledges packets, and a client would wait for ever.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import psycopg
from psycopg import errors

SILENT = "the server does not answer"


class TimedConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server does not answer in time.

    Attributes:
        seconds: Returns how long it waits for one answer; None for as long as it takes.
    """

    seconds: Callable[[], float | None] = staticmethod(lambda: None)

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        """Wait for an answer, as psycopg does.

        If there is none, the connection is closed and psycopg's own error is raised.
        """
        limit = self.seconds()
        if limit is not None:
            kwargs.setdefault("timeout", limit)
        try:
            return super().wait(gen, *args, **kwargs)
        # Its name has an underscore; psycopg documents it in `wait`.
        except errors._WaitTimeout as error:  # noqa: SLF001  as said above
            # What it waited for may still come, and is of no use.
            self.pgconn.finish()
            raise psycopg.OperationalError(SILENT) from error


def refuse() -> NoReturn:
    """Raise what a server that does not answer leads to."""
    raise psycopg.OperationalError(SILENT)
