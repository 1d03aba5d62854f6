"""Parts of transactions do once what is asked twice, and refuse who comes too late."""

import pytest
import sqlalchemy as sa

from core.errors import AttemptSuperseded
from core.store import queries
from core.store.tables import workspaces
from tests.support.clock import NOW
from tests.support.saved_runs import ANNA, BERTA, OTHER, RUN, checkpoint, saved


def seen(connection):
    """Return when each workspace was made and last used."""
    query = sa.select(workspaces.c.id, workspaces.c.made_at, workspaces.c.seen_at)
    return {row.id: (row.made_at, row.seen_at) for row in connection.execute(query)}


def test_a_workspace_is_made_once_and_then_seen(connection):
    queries.touch(connection, ANNA, NOW)
    queries.touch(connection, ANNA, NOW + 5)
    queries.touch(connection, BERTA, NOW + 9)
    assert seen(connection) == {ANNA: (NOW, NOW + 5), BERTA: (NOW + 9, NOW + 9)}


def test_only_the_latest_attempt_passes(connection):
    queries.add(connection, saved(), None, NOW)
    assert queries.attempts(connection, RUN) == 0
    queries.fence(connection, RUN, 0)
    for run, attempt in ((RUN, 1), (OTHER, 0)):
        with pytest.raises(AttemptSuperseded):
            queries.fence(connection, run, attempt)


def test_another_run_counts_while_it_shows_signs_of_life(connection):
    queries.add(connection, saved(), None, NOW)
    queries.add(connection, saved(OTHER), None, NOW)
    queries.add(connection, saved("3" * 32, BERTA), None, NOW)
    run, alive = saved(), queries.is_alive(NOW, 10)
    assert queries.has_other(connection, run, alive, ())
    assert not queries.has_other(connection, run, queries.is_alive(NOW + 20, 10), ())
    assert not queries.has_other(connection, run, alive, [OTHER])
    assert not queries.has_other(connection, saved("3" * 32, BERTA), alive, ())


def test_a_checkpoint_takes_the_place_of_the_one_before(connection):
    queries.add(connection, saved(), checkpoint(1), NOW)
    queries.replace_checkpoint(connection, RUN, checkpoint(3))
    found = queries.checkpoint(connection, RUN)
    assert found is not None
    assert found.epochs_done == 3
    assert queries.checkpoint(connection, OTHER) is None
