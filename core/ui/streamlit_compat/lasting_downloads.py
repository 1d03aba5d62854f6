"""A file that a visitor has asked for waits until the browser comes for it.

Streamlit 1.67 gives a browser the address of a file that was made at its press, and
deletes the file at the end of the second run of any page after it: with thirty
visitors, whose pages have timers, before the browser can ask. Likewise it forgets how
to make the file once the page of its button is drawn again: a press under way brings
nothing. Both stay for some more seconds.
"""

import time
from collections.abc import Callable, Mapping

from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

KEPT_SECONDS = 30.0
# Of what nothing refers to any more, the oldest gives way: bytes of all files, and the
# number of buttons.
MOST_BYTES = 64 * 2**20
MOST_BUTTONS = 2000

_find_inactive = MediaFileManager._get_inactive_file_ids  # noqa: SLF001  no other
_forget = MediaFileManager._remove_orphaned_deferred_callables  # noqa: SLF001  no other


class Lingering:
    """What nothing refers to any more, and stays for a while.

    Args:
        most: How much may stay.
        clock: Seconds, monotonic.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._since: dict[str, float] = {}

    def renew(self, name: str) -> None:
        """Have something stay as long as what was referred to a moment ago."""
        self._since.pop(name, None)

    def due(self, sizes: Mapping[str, int]) -> set[str]:
        """Return what has to go now.

        Args:
            sizes: How much each takes of all that nothing refers to, by its name.
        """
        now, left = self._clock(), sum(sizes.values())
        self._since = {name: self._since.get(name, now) for name in sizes}
        gone = set()
        for name, since in sorted(self._since.items(), key=lambda item: item[1]):
            if now - since < KEPT_SECONDS and left <= self._most:
                break
            gone.add(name)
            left -= sizes[name]
        return gone


# There is one manager in a server, and it holds its lock at each use.
_files, _buttons = Lingering(MOST_BYTES), Lingering(MOST_BUTTONS)


def keep_downloads() -> None:
    """Have files wait for their browsers; twice does no harm."""
    setattr(MediaFileManager, _find_inactive.__name__, _find_due)
    setattr(MediaFileManager, _forget.__name__, _forget_due)


def _find_due(manager: MediaFileManager) -> set[str]:
    inactive, sizes = _find_inactive(manager), {}
    storage = manager._storage  # noqa: SLF001  no other
    assert isinstance(storage, MemoryMediaFileStorage)
    for name in inactive:
        metadata = manager._file_metadata[name]  # noqa: SLF001  no other
        if metadata.kind is MediaFileKind.DOWNLOADABLE:
            if not metadata.is_marked_for_delete:
                # It was made just now, maybe once more.
                _files.renew(name)
                metadata.mark_for_delete()
            sizes[name] = storage.get_file(name).content_size
    return (inactive - sizes.keys()) | _files.due(sizes)


def _forget_due(manager: MediaFileManager) -> None:
    drawn = {
        name
        for names in manager._files_by_session_and_coord.values()  # noqa: SLF001
        for name in names.values()
    }
    orphans = [each for each in manager._deferred_callables if each not in drawn]  # noqa: SLF001
    for each in _buttons.due(dict.fromkeys(orphans, 1)):
        manager._drop_deferred_id(each)  # noqa: SLF001  no other
