"""Connects to a Streamlit server as a browser does."""

import websockets
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# What the server says once a page, or a part of it, is whole.
FINISHED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


async def connect(url: str, cookie: str = "") -> websockets.ClientConnection:
    """Open the websocket through which a page is drawn.

    Args:
        url: URL of the server.
        cookie: Cookie from an earlier visit: ``name=value``.
    """
    stream = url.replace("http://", "ws://") + "/_stcore/stream"
    # The second subprotocol is in the place of a browser's CSRF token.
    return await websockets.connect(
        stream,
        subprotocols=[
            websockets.Subprotocol("streamlit"),
            websockets.Subprotocol("PLACEHOLDER_AUTH_TOKEN"),
        ],
        max_size=None,
        compression=None,
        additional_headers={"Cookie": cookie} if cookie else None,
    )
