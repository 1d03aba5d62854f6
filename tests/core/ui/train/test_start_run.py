"""A run is asked for with its visitor's address where a limit needs it."""

import pytest
import streamlit as st

from core.config import Config
from core.errors import AddressFull, StoreFull
from core.ui.state import services, visitor_address


@pytest.mark.parametrize(
    ("limit", "comes_from", "address"),
    [
        (None, "192.0.2.7", ""),
        (3, "192.0.2.7", "192.0.2.7"),
        (3, "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        (3, None, visitor_address.THIS_MACHINE),
    ],
)
def test_the_engine_knows_the_address_if_there_is_a_limit(
    open_with, engine, monkeypatch, limit, comes_from, address
):
    monkeypatch.setattr(type(st.context), "ip_address", comes_from)
    monkeypatch.setattr(services, "config", lambda: Config(address_limit=limit))
    page = open_with("pages/train.py")
    page.button(key="train_start").click().run()
    assert not page.exception
    assert [run.spec.address for run in engine.started] == [address]


@pytest.mark.parametrize(
    ("error", "language", "said"),
    [
        (AddressFull(3), "en", "3 training runs from your school or home"),
        (AddressFull(3), "es", "Ya esperan 3 entrenamientos de tu escuela"),
        (StoreFull(2, 1), "en", "has no room left, for anybody"),
        (StoreFull(2, 1), "es", "no le queda sitio, para nadie"),
    ],
)
def test_a_refusal_is_a_sentence_on_the_page(
    open_with, engine, monkeypatch, error, language, said
):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(engine, "start", refuse)
    page = open_with("pages/train.py", lang=language)
    page.button(key="train_start").click().run()
    assert not page.exception
    (found,) = [each.value for each in page.error]
    assert said in found
    assert engine.started == []
