"""Frees the memory of uploaded files.

Streamlit holds the bytes of every file that a session uploads until the session ends,
and drops ended sessions only when another one ends.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec


def drop_content(file: UploadedFile) -> None:
    """Replace the bytes that Streamlit holds of a file with none.

    The file stays where the browser shows it, with the same `file_id`; on the next
    rerun it is empty.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    manager = context.uploaded_file_mgr
    if manager.get_files(context.session_id, [file.file_id]):
        empty = UploadedFileRec(file.file_id, file.name, file.type, b"")
        manager.add_file(context.session_id, empty)  # type: ignore[attr-defined]  # the protocol lacks it
    file.seek(0)
    file.truncate()
