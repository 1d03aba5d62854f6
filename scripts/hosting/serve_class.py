"""Serves Trazo to the local network, and prints the address as text and as a QR code.

    python -m scripts.hosting.serve_class

It needs no internet: the phones of a class and this computer have to be in one network.
"""

import io
import locale
import os
import platform
import socket
import subprocess
import sys
from ipaddress import IPv4Address
from pathlib import Path
from typing import NoReturn

import psutil
import segno

from core import i18n

SERVE = Path(__file__).with_name("serve.py")
PORT = int(os.environ.get("STREAMLIT_SERVER_PORT") or 8501)
# Nothing is sent there: it is reserved for documents (RFC 5737). The system only says
# which of this computer's addresses it would be sent from.
SOMEWHERE = ("192.0.2.1", 9)
TEXTS = {
    "en": {
        "open": "Open a class room on this computer:",
        "join": "The class opens this address, or points a camera at the code:",
        "others": "If that does not work, one of these may:",
        "alone": "This computer is in no network. Connect it to that of the class.",
        "Windows": (
            "Windows may ask whether Python may be reached: allow it for private "
            "networks."
        ),
        "Darwin": "macOS may ask whether Python may accept connections: allow it.",
        "Linux": (
            "If the phones do not reach it, a firewall may block the port: "
            "sudo ufw allow {port}/tcp opens it."
        ),
        "wifi": (
            "Some school networks keep phones from reaching computers. A phone's own "
            "hotspot helps then, or the host of the school."
        ),
        "stop": "Ctrl+C ends it.",
    },
    "es": {
        "open": "Abre un aula en este ordenador:",
        "join": "La clase abre esta dirección o apunta con la cámara al código:",
        "others": "Si no funciona, puede que lo haga una de estas:",
        "alone": "Este ordenador no está en ninguna red. Conéctalo a la de la clase.",
        "Windows": (
            "Windows puede preguntar si se puede acceder a Python: permítelo en redes "
            "privadas."
        ),
        "Darwin": "macOS puede preguntar si Python acepta conexiones: permítelo.",
        "Linux": (
            "Si los móviles no llegan, puede que un cortafuegos cierre el puerto: "
            "sudo ufw allow {port}/tcp lo abre."
        ),
        "wifi": (
            "Algunas redes de centros no dejan que los móviles lleguen a los "
            "ordenadores. Entonces ayuda compartir la conexión de un móvil, o el "
            "servidor del centro."
        ),
        "stop": "Ctrl+C lo termina.",
    },
}


def addresses() -> list[str]:
    """Return this computer's addresses in local networks, the likeliest first."""
    found = [
        address.address
        for name, several in psutil.net_if_addrs().items()
        for address in several
        if address.family == socket.AF_INET and psutil.net_if_stats()[name].isup
    ]
    usable = [address for address in found if not IPv4Address(address).is_loopback]
    first = _likeliest()
    return sorted(usable, key=lambda address: (address != first, address))


def _likeliest() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def announcement(found: list[str], language: str, port: int, system: str) -> str:
    """Return what a teacher reads before the server starts.

    Args:
        found: Addresses, the likeliest first.
        language: A key of `core.i18n.LANGUAGES`.
        port: Of the server.
        system: As `platform.system` calls it.
    """
    texts = TEXTS[language]
    parts = [texts["open"], f"  http://localhost:{port}/room", ""]
    if found:
        link = f"http://{found[0]}:{port}/join"
        parts += [texts["join"], f"  {link}", "", _code(link)]
        if found[1:]:
            parts += [texts["others"]]
            parts += [f"  http://{address}:{port}/join" for address in found[1:]]
            parts += [""]
    else:
        parts += [texts["alone"], ""]
    firewall = texts.get(system, texts["Linux"]).format(port=port)
    return "\n".join([*parts, firewall, texts["wifi"], texts["stop"], ""])


def _code(link: str) -> str:
    """Return a QR code in block letters.

    It is painted white on black: cameras want paper lighter than ink, whichever colours
    the terminal has.
    """
    text = io.StringIO()
    segno.make(link, micro=False).terminal(out=text, border=2, compact=True)
    rows = text.getvalue().splitlines()
    return "\n".join(f"\x1b[97;40m{row}\x1b[0m" for row in rows)


def main() -> NoReturn:
    """Print the announcement, and become the server."""
    language = i18n.choose(locale.getlocale()[0])
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    print(announcement(addresses(), language, PORT, platform.system()), flush=True)
    command = [sys.executable, "-m", "streamlit", "run", str(SERVE)]
    command += ["--server.address", "0.0.0.0", "--server.port", str(PORT)]
    command += ["--server.headless", "true"]
    if os.name == "posix":
        # A signal that ends this process then ends the server.
        os.execv(sys.executable, command)
    sys.exit(subprocess.call(command))


if __name__ == "__main__":
    main()
