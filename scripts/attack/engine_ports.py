"""H5: another user of the same computer, who finds the engine's ports."""

import asyncio
import contextlib
import socket
import ssl
import stat

import psutil
import requests

from core.config import DATABASE_NAME
from scripts.attack.target import Outcome, Target

SECONDS = 5
GREETING_SECONDS = 1
PAGES = ("/info/main/workers.html", "/info/logs.html", "/json/identity.json")


async def attempt(target: Target) -> Outcome:
    """Connect to each port without a key, and look at the rights on the files."""
    async with target.newcomer("train") as visitor:
        await visitor.wait_for(lambda _: bool(_ports(target)), target.patience)
        ports = _ports(target)
        open_ports = [port for port in ports if await asyncio.to_thread(_lets_in, port)]
    mode = stat.S_IMODE((target.home / DATABASE_NAME).stat().st_mode)
    folder = stat.S_IMODE(target.home.stat().st_mode)
    is_private = not (mode | folder) & 0o077
    return Outcome(
        not open_ports and is_private,
        f"{len(ports)} ports, {len(open_ports)} let somebody in; "
        f"database {mode:o}, folder {folder:o}",
    )


def _ports(target: Target) -> list[int]:
    """Return the ports on which the engine and its worker listen."""
    return sorted(
        {
            heard.laddr.port
            for process in target.server.process.children(recursive=True)
            if process.is_running()
            for heard in process.net_connections("inet")
            if heard.status == psutil.CONN_LISTEN
        }
    )


def _lets_in(port: int) -> bool:
    return _greets_plainly(port) or _tells_by_http(port) or _takes_no_certificate(port)


def _greets_plainly(port: int) -> bool:
    """Return whether Dask's own greeting, which comes unasked, comes without TLS."""
    with socket.create_connection(("127.0.0.1", port), GREETING_SECONDS) as connection:
        try:
            return bool(connection.recv(1))
        except OSError:
            return False


def _tells_by_http(port: int) -> bool:
    """Return whether a port shows Dask's pages about tasks and addresses."""
    for page in PAGES:
        with contextlib.suppress(requests.RequestException):
            url = f"http://127.0.0.1:{port}{page}"
            if requests.get(url, timeout=SECONDS, allow_redirects=False).ok:
                return True
    return False


def _takes_no_certificate(port: int) -> bool:
    """Return whether a port takes a TLS connection from somebody without a key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(("127.0.0.1", port), SECONDS) as plain,
            context.wrap_socket(plain) as connection,
        ):
            # In TLS 1.3 the server checks the certificate after the handshake.
            return bool(connection.recv(1))
    except OSError:
        return False
