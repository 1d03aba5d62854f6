"""What a database says that it has is what was put in, without what was removed."""

import sqlalchemy as sa

from core.store import sizes

CONTENT = 500_000


def pages(connection):
    """Return the bytes of the pages in use."""
    return connection.execute(sizes.PAGES_SIZE).scalar_one()


def test_pages_grow_with_the_content_and_those_that_are_free_do_not_count(connection):
    connection.execute(sa.text("CREATE TABLE heap (content BLOB)"))
    empty = pages(connection)
    connection.execute(
        sa.text("INSERT INTO heap VALUES (zeroblob(:size))"), {"size": CONTENT}
    )
    full = pages(connection)
    # A page that had room takes some of it.
    assert 0.95 * CONTENT < full - empty < 1.1 * CONTENT
    connection.execute(sa.text("DELETE FROM heap"))
    assert pages(connection) - empty < 0.1 * CONTENT


def test_every_column_that_may_be_large_is_counted():
    counted = str(sizes.CONTENT_SIZE)
    for column in ("content", "keras_file", "moments", "losses", "strokes"):
        assert f".{column})" in counted
    for table in ("drawings", "class_drawings"):
        assert f"({table}.image)" in counted
