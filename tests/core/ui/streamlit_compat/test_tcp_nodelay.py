"""Accepted connections send at once, like the socket that accepts them."""

import socket

from core.ui.streamlit_compat.tcp_nodelay import set_tcp_nodelay


def nodelay(connection):
    """Return whether a socket sends at once."""
    return bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


def test_a_listening_socket_passes_it_on():
    with socket.socket(socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert not nodelay(listening)
        set_tcp_nodelay()
        assert nodelay(listening)
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert nodelay(accepted)
