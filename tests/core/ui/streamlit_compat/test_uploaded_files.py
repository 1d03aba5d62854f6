"""Streamlit forgets the bytes of a file that was taken, and still shows the file."""

from streamlit.testing.v1 import AppTest

from tests.support.patience import PATIENCE_SECONDS


def take():
    """Upload a file to the running session, and drop its bytes."""
    import streamlit as st  # noqa: PLC0415  the source of this function is a script
    from streamlit.proto.Common_pb2 import FileURLs  # noqa: PLC0415  as above
    from streamlit.runtime.memory_uploaded_file_manager import (  # noqa: PLC0415  as above
        MemoryUploadedFileManager,
    )
    from streamlit.runtime.scriptrunner import get_script_run_ctx  # noqa: PLC0415  as above
    from streamlit.runtime.uploaded_file_manager import (  # noqa: PLC0415  as above
        UploadedFile,
        UploadedFileRec,
    )

    from core.ui.streamlit_compat.uploaded_files import drop_content  # noqa: PLC0415

    context = get_script_run_ctx()
    assert context is not None
    manager = context.uploaded_file_mgr = MemoryUploadedFileManager("/upload")
    record = UploadedFileRec("id", "digit.png", "image/png", b"x" * 1000)
    manager.add_file(context.session_id, record)
    file = UploadedFile(record, FileURLs())
    drop_content(file)
    (held,) = manager.get_files(context.session_id, ["id"])
    st.text(f"{held.file_id} {held.name} {len(held.data)} {len(file.getvalue())}")
    manager.remove_file(context.session_id, "id")
    drop_content(file)
    st.text(len(manager.get_files(context.session_id, ["id"])))


def test_the_bytes_are_gone_and_the_file_is_not():
    page = AppTest.from_function(take, default_timeout=PATIENCE_SECONDS).run()
    assert not page.exception
    assert [text.value for text in page.text] == ["id digit.png 0 0", "0"]
