"""Which proxies the server believes when they say where a visitor comes from.

Uvicorn replaces a visitor's address by the one in ``X-Forwarded-For`` where the
connection comes from a trusted address, and trusts this machine by default: a tunnel
passes on any header of a visitor. `streamlit run` has no option for it, and reads
Uvicorn's environment variable before it imports the app. But it wraps the app
afterwards, by a name of `uvicorn.config` that this module replaces.
"""

from collections.abc import Sequence

import uvicorn.config
from uvicorn._types import ASGI3Application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

# The name by which Uvicorn finds what wraps the app.
MIDDLEWARE = "ProxyHeadersMiddleware"


def trust(proxies: Sequence[str]) -> None:
    """Believe these proxies alone, from the next start of a server in this process.

    Args:
        proxies: Addresses and networks; none to believe nobody.
    """

    def wrapped(app: ASGI3Application, trusted_hosts: object) -> ProxyHeadersMiddleware:
        return ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))

    setattr(uvicorn.config, MIDDLEWARE, wrapped)
