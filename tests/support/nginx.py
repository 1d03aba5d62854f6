"""A real nginx with the configuration of scripts/hosting, in front of one app."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from ephemeral_port_reserve import reserve

from scripts.setup import install_servers
from tests.support.patience import wait_for
from tests.support.root import ROOT
from tests.support.server import RunningApp

CONFIGURATION = ROOT / "scripts" / "hosting" / "nginx.conf"
# As the comments of the configuration say.
TLS = """\
        # listen 443 ssl;
        # ssl_certificate server.pem;
        # ssl_certificate_key server.key;
"""


@dataclass(frozen=True)
class Door:
    """An nginx that runs.

    Attributes:
        url: Its URL by HTTP, without a slash at the end.
        https: Its URL by HTTPS, with a throw-away certificate.
    """

    url: str
    https: str


@contextlib.contextmanager
def in_front_of(
    app: RunningApp, folder: Path, replaced: Mapping[str, str] | None = None
) -> Iterator[Door]:
    """Start nginx in front of an app, and end it afterwards.

    Args:
        app: The app; it stands for both web processes of the configuration.
        folder: Folder for its files.
        replaced: Texts of the configuration, by what they replace; ``TLS_PORT`` in them
            is the port by HTTPS.
    """
    program = install_servers.nginx()
    if program is None:
        pytest.skip("no nginx here: run python -m scripts.setup.install_servers")
    port, tls_port = str(reserve()), str(reserve())
    text = CONFIGURATION.read_text(encoding="utf-8")
    assert TLS in text
    listen_tls = TLS.replace("# ", "").replace("443", f"127.0.0.1:{tls_port}")
    text = text.replace(TLS, listen_tls).replace("8600", port)
    for found, stands in (replaced or {}).items():
        assert found in text
        text = text.replace(found, stands.replace("TLS_PORT", tls_port))
    web_port = app.url.rpartition(":")[2]
    (folder / "nginx.conf").write_text(
        text.replace("8601", web_port).replace("8602", web_port), encoding="utf-8"
    )
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=trazo", "-keyout", "server.key", "-out", "server.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    command = [str(program), "-e", "stderr", "-p", str(folder), "-c", "nginx.conf"]
    with (
        (folder / "nginx.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stderr=log) as process,
    ):
        try:
            wait_for(lambda: process.poll() is None and _listens(int(tls_port)))
            yield Door(f"http://127.0.0.1:{port}", f"https://127.0.0.1:{tls_port}")
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False
