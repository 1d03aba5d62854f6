"""Let another device open a workspace: look up what an address or a code leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import CodeUnknown

if TYPE_CHECKING:
    from core.engine.lazy_store import LazyStore
    from core.store.device_codes import DeviceCode


class DeviceAccess:
    """Codes and ids of workspaces, as the web process asks the store for them.

    Unlike `RunRepository` it does not take an outage for an answer: a code that cannot
    be looked up is not one that is wrong. Every method raises `StoreUnavailable` where
    the store cannot be reached, and `DiskFull` where it has no room.

    Args:
        store: What has them.
    """

    def __init__(self, store: LazyStore) -> None:
        self._store = store

    def issue_code(self, visitor: str) -> DeviceCode:
        """Return a new code for a visitor's work; an earlier one stops working.

        Raises:
            WorkspaceDeleted: The visitor has deleted it.
        """
        with self._store.deleted.noting(visitor):
            return self._store.run(lambda store: store.issue_device_code(visitor))

    def check_code(self, code: str) -> None:
        """Make sure that a code opens some work.

        Raises:
            CodeUnknown: It has expired, was used, or never was one.
        """
        if self._store.run(lambda store: store.find_device_code(code)) is None:
            raise CodeUnknown

    def redeem_code(self, code: str) -> str:
        """Return the id of the workspace that a code opens, and use the code up.

        Raises:
            CodeUnknown: As `check_code`; or another device has used it meanwhile.
        """
        workspace = self._store.run(lambda store: store.redeem_device_code(code))
        if workspace is None:
            raise CodeUnknown
        return workspace

    def check_workspace(self, workspace: str) -> None:
        """Make sure that the store has a workspace.

        Raises:
            CodeUnknown: There is none, or none any more.
        """
        if not self._store.run(lambda store: store.has_workspace(workspace)):
            raise CodeUnknown
