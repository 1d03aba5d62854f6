"""Takes uploaded files out of Streamlit's hands.

Streamlit holds the bytes of every file that a session uploads until the session ends,
and drops ended sessions only when another one ends. Behind `UploadLimits` it never has
them: a file is on the disk, and Streamlit has a token for it.
"""

from pathlib import Path

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from core import uploads
from core.errors import UploadsBusy
from core.uploads import Upload


def content_of(file: UploadedFile) -> bytes | Path:
    """Return the bytes of a file, or where it is.

    Raises:
        UploadsBusy: It is not there any more.
    """
    content = file.getvalue()
    if not uploads.arrivals.is_token(content):
        return content
    upload = uploads.arrivals.find(_session_id(), content)
    if upload is None:
        raise UploadsBusy("taken too late")
    return upload.path


def take(file: UploadedFile) -> Upload:
    """Return a file as one on the disk, which the caller removes.

    Raises:
        UploadsBusy: It is not there any more.
        DiskFull: There is no room for it.
    """
    content = file.getvalue()
    try:
        if not uploads.arrivals.is_token(content):
            return Upload(content)
        upload = uploads.arrivals.take(_session_id(), content)
    finally:
        drop_content(file)
    if upload is None:
        raise UploadsBusy("taken too late")
    return upload


def drop_content(file: UploadedFile) -> None:
    """Remove a file, and replace the bytes that Streamlit holds of it with none.

    The file stays where the browser shows it, with the same `file_id`; on the next
    rerun it is empty.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    content = file.getvalue()
    if uploads.arrivals.is_token(content):
        upload = uploads.arrivals.take(context.session_id, content)
        if upload is not None:
            upload.remove()
    manager = context.uploaded_file_mgr
    if manager.get_files(context.session_id, [file.file_id]):
        empty = UploadedFileRec(file.file_id, file.name, file.type, b"")
        manager.add_file(context.session_id, empty)  # type: ignore[attr-defined]  # the protocol lacks it
    file.seek(0)
    file.truncate()


def _session_id() -> str:
    context = get_script_run_ctx()
    return "" if context is None else context.session_id
