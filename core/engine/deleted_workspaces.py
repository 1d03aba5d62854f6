"""The workspaces of which this web process knows that their visitors deleted them."""

import contextlib
import threading
from collections.abc import Iterator

from core.errors import WorkspaceDeleted

# A bound on memory. The store refuses the others just as well, only later.
MOST_KNOWN = 10_000


class DeletedWorkspaces:
    """Ids of deleted workspaces, the newest of them; safe to share between threads.

    Pages ask it each time that they are drawn, and the store only now and then.
    """

    def __init__(self) -> None:
        # Ordered, as every dictionary.
        self._known: dict[str, None] = {}
        self._lock = threading.Lock()

    def __contains__(self, workspace: str) -> bool:
        """Say whether a workspace is known to be deleted."""
        with self._lock:
            return workspace in self._known

    def add(self, workspace: str) -> None:
        """Add a workspace that was deleted."""
        with self._lock:
            self._known[workspace] = None
            if len(self._known) > MOST_KNOWN:
                del self._known[next(iter(self._known))]

    @contextlib.contextmanager
    def noting(self, workspace: str) -> Iterator[None]:
        """Note a workspace that the store says is deleted, and raise the error further.

        Raises:
            WorkspaceDeleted: It says so, or has said so before.
        """
        if workspace in self:
            raise WorkspaceDeleted
        try:
            yield
        except WorkspaceDeleted:
            self.add(workspace)
            raise
