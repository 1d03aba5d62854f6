"""The time by which the store counts how long a workspace has been idle.

It goes on with the clock of the database or the machine, but makes no jump: a gap
between two looks at the clock counts up to a limit, and a clock that is set back leaves
it where it is. So a wrong clock neither removes work that is used, nor keeps work for
years that nobody uses.

A gap may also be one in which Trazo did not run. Nobody can tell the two apart.
"""

import sqlalchemy as sa

from core.store.statements import insert_missing
from core.store.tables import idle_clock, workspaces

DAY_SECONDS = 24 * 3600
# How long a gap counts at most, until `tell` is given another limit: a lesson a week.
LONGEST_GAP = 7.0 * DAY_SECONDS
# After so long, the look at the clock is written down; sooner, it can be worked out.
WRITE_SECONDS = 3600.0
# A clock is corrected by so much without having been wrong.
CORRECTION_SECONDS = 60.0
ROW = 1


def peek(connection: sa.Connection, now: float) -> float:
    """Return the idle time, in seconds; change nothing.

    Args:
        connection: Within any transaction.
        now: What the clock says, in seconds since 1970.
    """
    row = _row(connection)
    return now if row is None else _advanced(row, now, row.longest_gap)


def tell(
    connection: sa.Connection, now: float, longest_gap: float | None = None
) -> float:
    """Return the idle time, in seconds, and note what the clock says.

    Before any other statement of its transaction: of two transactions that write, none
    then waits for the other in a circle.

    Args:
        connection: Within a transaction that writes.
        now: What the clock says, in seconds since 1970.
        longest_gap: How long a gap counts at most from now on, in seconds; None for as
            before.
    """
    row = _row(connection) or _started(connection, now)
    gap = row.longest_gap if longest_gap is None else longest_gap
    time = _advanced(row, now, gap)
    passed = now - row.read_at
    enough = min(WRITE_SECONDS, gap / 2)
    if -CORRECTION_SECONDS <= passed < enough and gap == row.longest_gap:
        return time
    # Another process that has locked it writes the same.
    is_mine = sa.select(idle_clock.c.read_at).with_for_update(skip_locked=True)
    if connection.execute(is_mine).scalar() == row.read_at:
        connection.execute(
            sa.update(idle_clock).values(read_at=now, idle_time=time, longest_gap=gap)
        )
    return time


def _row(connection: sa.Connection) -> sa.Row[tuple[float, ...]] | None:
    return connection.execute(sa.select(idle_clock)).first()


def _advanced(row: sa.Row[tuple[float, ...]], now: float, gap: float) -> float:
    passed = min(max(now - row.read_at, 0.0), gap)
    return float(row.idle_time + passed)


def _started(connection: sa.Connection, now: float) -> sa.Row[tuple[float, ...]]:
    """Start it, from any time.

    A version without it has stored times of clocks that may have been wrong. All its
    workspaces count as used now.
    """
    connection.execute(sa.update(workspaces).values(seen_at=now))
    connection.execute(
        insert_missing(connection, idle_clock).values(
            id=ROW, read_at=now, idle_time=now, longest_gap=LONGEST_GAP
        )
    )
    return connection.execute(sa.select(idle_clock)).one()
