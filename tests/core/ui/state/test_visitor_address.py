"""A visitor's network address: grouped, and looked at only if needed."""

import pytest

from core.config import Config
from core.ui.state import services, visitor_address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        # A server that listens on both kinds of addresses.
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("testclient", "testclient"),
    ],
)
def test_all_addresses_of_one_visitor_are_one(address, counted):
    assert visitor_address.grouped(address) == counted


def test_without_a_limit_nobody_looks(monkeypatch):
    monkeypatch.setattr(services, "config", Config)
    assert visitor_address.current() == ""


def test_a_visitor_of_this_machine_is_counted_too(monkeypatch):
    monkeypatch.setattr(services, "config", lambda: Config(address_limit=1))
    assert visitor_address.current() == visitor_address.THIS_MACHINE
