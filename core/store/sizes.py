"""How much a database has stored, without reading what is in it."""

import sqlalchemy as sa

from core.store.tables import (
    checkpoints,
    class_drawings,
    drawings,
    files,
    runs,
    workspaces,
)

# What SQLite has in its file, without the pages that are free again.
PAGES_SIZE = sa.text(
    "SELECT (page_count - freelist_count) * page_size "
    "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
)
# What PostgreSQL has in all tables, as it is stored.
CONTENT_SIZE = sa.select(
    sum(
        (
            sa.select(sa.func.coalesce(sa.func.sum(sa.func.pg_column_size(column)), 0))
            .select_from(column.table)
            .scalar_subquery()
            for column in (
                files.c.content,
                checkpoints.c.keras_file,
                checkpoints.c.moments,
                checkpoints.c.losses,
                checkpoints.c.accuracies,
                runs.c.pins,
                drawings.c.image,
                class_drawings.c.image,
                workspaces.c.strokes,
                workspaces.c.answers,
            )
        ),
        start=sa.literal(0),
    )
)
