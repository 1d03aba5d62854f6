"""Streamlit forgets a file that was taken, and still shows it."""

import pytest
from streamlit.testing.v1 import AppTest

from core import uploads
from tests.support.patience import PATIENCE_SECONDS


def session():
    """Upload files to the running session, as bytes and on the disk, and take them."""
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

    from core import uploads  # noqa: PLC0415  as above
    from core.errors import UploadsBusy  # noqa: PLC0415  as above
    from core.ui.streamlit_compat import uploaded_files  # noqa: PLC0415  as above

    context = get_script_run_ctx()
    assert context is not None
    manager = context.uploaded_file_mgr = MemoryUploadedFileManager("/upload")

    def file(content):
        """Upload a file."""
        record = UploadedFileRec("id", "digit.png", "image/png", content)
        manager.add_file(context.session_id, record)
        return UploadedFile(record, FileURLs())

    def held():
        (found,) = manager.get_files(context.session_id, ["id"])
        return f"{found.file_id} {found.name} {len(found.data)}"

    content = b"x" * 1000
    for on_disk in (False, True):

        def uploaded(on_disk=on_disk):
            if not on_disk:
                return file(content)
            upload = uploads.Upload(content)
            return file(uploads.arrivals.add(context.session_id, upload))

        opened = uploaded()
        found = uploaded_files.content_of(opened)
        path = None if isinstance(found, bytes) else found
        st.text((found if path is None else path.read_bytes()) == content)
        uploaded_files.drop_content(opened)
        st.text(
            f"{held()} {len(opened.getvalue())} {path is not None and path.exists()}"
        )
        taken = uploaded_files.take(uploaded())
        st.text(f"{taken.path.read_bytes() == content} {held()}")
        taken.remove()

    other = uploads.Upload(content)
    token = uploads.arrivals.add("another", other)
    for act in (uploaded_files.content_of, uploaded_files.take):
        try:
            act(file(token))
        except UploadsBusy:
            st.text(f"refused {other.path.exists()}")
    uploads.arrivals.take("another", token)
    other.remove()


@pytest.mark.usefixtures("trazo_home")
def test_the_bytes_are_gone_and_the_file_is_not():
    page = AppTest.from_function(session, default_timeout=PATIENCE_SECONDS).run()
    assert not page.exception
    assert [text.value for text in page.text] == [
        *("True", "id digit.png 0 0 False", "True id digit.png 0") * 2,
        *("refused True",) * 2,
    ]
    assert list(uploads.uploads_folder().iterdir()) == []
