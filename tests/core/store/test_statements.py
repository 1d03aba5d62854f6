"""A row that a table has is not inserted again."""

import sqlalchemy as sa

from core.store.statements import insert_missing
from core.store.tables import workspaces
from tests.support.saved_runs import ANNA, BERTA


def row(visitor, at):
    """Return a workspace that was made then."""
    return {"id": visitor, "made_at": at, "seen_at": at, "settings": {}, "strokes": []}


def test_rows_that_are_there_are_not_inserted_again(connection):
    for rows in ([row(ANNA, 1.0)], [row(ANNA, 2.0), row(BERTA, 2.0)]):
        connection.execute(insert_missing(connection, workspaces), rows)
    made = sa.select(workspaces.c.id, workspaces.c.made_at)
    found = {row.id: row.made_at for row in connection.execute(made)}
    assert found == {ANNA: 1.0, BERTA: 2.0}
