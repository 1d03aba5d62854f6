"""The network address that a visitor comes from, for the limit of an operator.

`scripts/hosting/serve.py` has the server believe no header that says so but that of a
proxy in TRAZO_PROXIES: then a visitor cannot make it up.
"""

import ipaddress

import streamlit as st

from core.ui.state import services

# A household that has an IPv6 address has all that begin like it.
IPV6_PREFIX = 64
# Streamlit does not name it.
THIS_MACHINE = "127.0.0.1"


def current() -> str:
    """Return this visitor's address; empty where no limit needs it."""
    return "" if services.config().address_limit is None else known()


def known() -> str:
    """Return this visitor's address, also where no limit of an operator needs it."""
    return grouped(st.context.ip_address or THIS_MACHINE)


def grouped(address: str) -> str:
    """Return an address as it is counted: one word for all that are one visitor's.

    Args:
        address: IPv4 or IPv6; any other text stands for itself.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    network = ipaddress.ip_network((int(found), IPV6_PREFIX), strict=False)
    return str(network)
