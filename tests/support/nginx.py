"""A real nginx with the configuration of scripts/hosting, in front of one app."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from ephemeral_port_reserve import reserve

from scripts.hosting import nginx
from scripts.setup import install_servers
from tests.support.patience import wait_for
from tests.support.server import RunningApp

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
    if install_servers.nginx() is None:
        pytest.skip("no nginx here: run python -m scripts.setup.install_servers")
    port, tls_port = str(reserve()), str(reserve())
    changes = {
        TLS: TLS.replace("# ", "").replace("443", f"127.0.0.1:{tls_port}"),
        nginx.PORT: port,
        **dict.fromkeys(nginx.WEB_PORTS, app.url.rpartition(":")[2]),
    }
    for found, stands in (replaced or {}).items():
        changes[found] = stands.replace("TLS_PORT", tls_port)
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=trazo", "-keyout", "server.key", "-out", "server.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    with nginx.running(folder, changes) as process:
        wait_for(lambda: process.poll() is None and _listens(int(tls_port)))
        yield Door(f"http://127.0.0.1:{port}", f"https://127.0.0.1:{tls_port}")


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False
