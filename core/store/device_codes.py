"""Codes that let another device open a workspace, for ten minutes and once."""

import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core import short_codes
from core.store import queries
from core.store.part import StorePart
from core.store.row_mapping import checked
from core.store.tables import device_codes

CODE_SECONDS = 600
# 31^8 is 8.5e11: a thousand guesses a second for ten minutes find one of thirty codes
# once in 50 000 times.
LETTERS = 8


@dataclass(frozen=True)
class DeviceCode:
    """A code that opens a workspace on another device.

    Attributes:
        text: Eight letters and digits, as `core.short_codes` makes them.
        expires_at: When it stops working, in seconds since 1970.
    """

    text: str
    expires_at: float


class DeviceCodeStore(StorePart):
    """The codes of all workspaces; the database has their hashes only."""

    def issue_device_code(self, workspace: str) -> DeviceCode:
        """Return a new code for a workspace; an earlier one of it stops working.

        Args:
            workspace: Its id; it is created if there is none.

        Raises:
            ValueError: Not an id.
        """
        text = short_codes.new_code(LETTERS)
        with self._database.writing() as connection:
            now = self._now(connection)
            queries.touch(connection, workspace, now)
            connection.execute(
                sa.delete(device_codes).where(
                    sa.or_(
                        device_codes.c.workspace == checked(workspace),
                        device_codes.c.expires_at <= now,
                    )
                )
            )
            connection.execute(
                sa.insert(device_codes).values(
                    code_hash=_hash(text),
                    workspace=workspace,
                    expires_at=now + CODE_SECONDS,
                )
            )
        return DeviceCode(text, now + CODE_SECONDS)

    def find_device_code(self, text: str) -> str | None:
        """Return the id of the workspace that a code opens; None if it opens none."""
        with self._database.reading() as connection:
            query = self._query(connection, text)
            workspace: str | None = connection.execute(query).scalar()
        return workspace

    def redeem_device_code(self, text: str) -> str | None:
        """Return the id of the workspace that a code opens, and use the code up.

        Of several devices that redeem it, one is let in.
        """
        with self._database.writing() as connection:
            query = self._query(connection, text)
            workspace: str | None = connection.execute(query.with_for_update()).scalar()
            if workspace is None:
                return None
            connection.execute(
                sa.delete(device_codes).where(device_codes.c.code_hash == _hash(text))
            )
        return workspace

    def _query(self, connection: sa.Connection, text: str) -> sa.Select[Any]:
        now = self._now(connection)
        return sa.select(device_codes.c.workspace).where(
            device_codes.c.code_hash == _hash(text),
            device_codes.c.expires_at > now,
            # Else a code would live until a clock that was set back is there again.
            device_codes.c.expires_at <= now + CODE_SECONDS,
        )


def _hash(text: str) -> str:
    return hashlib.sha256(short_codes.normalized(text).encode()).hexdigest()
