"""Uploads files as a browser does, and imports zips of work on the Home page."""

import asyncio
import functools
import secrets
import threading
from collections.abc import Mapping

import requests
from streamlit.proto.WidgetStates_pb2 import WidgetState
from urllib3.filepost import encode_multipart_formdata

from scripts.attack.target import Target
from scripts.bench.protocol_visitor import Visitor, visiting

XSRF = "_streamlit_xsrf"
SUCCESS = 204
PICTURE = "draw_upload"
IMPORT_SECONDS = 600
_packing = threading.Lock()


def put(
    target: Target,
    session: str,
    content: bytes,
    name: str = "upload",
    *,
    https: bool = False,
) -> tuple[int, str, str]:
    """Send a file to the server without a widget that asks for it.

    Args:
        target: The app.
        session: Streamlit's id of the session.
        content: Bytes of the file.
        name: Name of the file.
        https: Whether to say that the request came by HTTPS to a proxy.

    Returns:
        HTTP status, the id of the file, and the ``Set-Cookie`` that protects it.
    """
    file_id = secrets.token_hex(16)
    with _client() as client:
        set_cookie, headers = _permit(target, client, https=https)
        with _packing:
            form, kind = _packed(name, content)
        answer = client.put(
            f"{target.url}/_stcore/upload_file/{session}/{file_id}",
            data=form,
            headers={**headers, "Content-Type": kind},
            timeout=target.patience,
        )
    return answer.status_code, file_id, set_cookie


@functools.lru_cache(maxsize=1)
def _packed(name: str, content: bytes) -> tuple[bytes, str]:
    """Return a form with a file, and its type.

    Thirty visitors send the same. To pack it thirty times would keep this process from
    measuring the pages of another visitor.
    """
    return encode_multipart_formdata({"file": (name, content)})


def put_form(
    target: Target, session: str, parts: Mapping[str, tuple[None, str]]
) -> int | None:
    """Send a form in the place of one with a file.

    Args:
        target: The app.
        session: Streamlit's id of the session.
        parts: The text of each field by its name.

    Returns:
        HTTP status; None if the server closed the connection.
    """
    with _client() as client:
        _, headers = _permit(target, client)
        try:
            answer = client.put(
                f"{target.url}/_stcore/upload_file/{session}/{secrets.token_hex(16)}",
                files=parts,
                headers=headers,
                timeout=target.patience,
            )
        except requests.ConnectionError:
            return None
    return answer.status_code


def _client() -> requests.Session:
    client = requests.Session()
    client.trust_env = False
    return client


def _permit(
    target: Target, client: requests.Session, *, https: bool = False
) -> tuple[str, dict[str, str]]:
    """Return the cookie that protects uploads, and the headers that have it."""
    forwarded = {"X-Forwarded-Proto": "https"} if https else {}
    health = f"{target.url}/_stcore/health"
    page = client.get(health, headers=forwarded, timeout=target.patience)
    set_cookie = page.headers["Set-Cookie"]
    token = set_cookie.partition(f"{XSRF}=")[2].partition(";")[0]
    return set_cookie, {"X-Xsrftoken": token, "Cookie": f"{XSRF}={token}"}


async def upload(
    target: Target, visitor: Visitor, key: str, name: str, content: bytes
) -> None:
    """Upload a file by the uploader with a key, and wait until the page has run.

    Raises:
        RuntimeError: The server refuses it.
    """
    status, file_id, _ = await asyncio.to_thread(
        put, target, visitor.session_id, content, name
    )
    if status != SUCCESS:
        raise RuntimeError(f"the upload was refused with status {status}")

    def fill(state: WidgetState) -> None:
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(content), file_id
        info.file_urls.file_id = file_id

    await visitor.set_value(key, fill)


async def bring(target: Target, content: bytes, cookie: str) -> str:
    """Import a zip of work as a visitor; return what the page says of it.

    Raises:
        TimeoutError: It said nothing in ten minutes.
    """
    async with visiting(
        target.url, "", "lang=en", cookie, patience=target.patience
    ) as visitor:
        await visitor.unfold("work")
        await upload(target, visitor, "work_import_0", "work.zip", content)
        await visitor.wait_for(
            lambda page: bool(page.text("work_import_told")), IMPORT_SECONDS
        )
        return visitor.page.text("work_import_told")
