"""The configuration of nginx with other ports in it."""

import random
import re

import pytest

from scripts.hosting import nginx


def ports(text):
    """Return the ports of a configuration, in their order."""
    return re.findall(r"127\.0\.0\.1:(\d+)", text)


def test_any_ports_stand_where_they_belong():
    chance = random.Random(8600)
    looking_alike = ["8602", "8601", "18601", "48600", "8600", "38602"]
    for _ in range(50):
        numbers = [str(chance.randrange(1024, 65536)) for _ in range(2)]
        listening, *web = chance.sample([*looking_alike, *numbers], 3)
        changes = {nginx.PORT: listening}
        changes |= dict(zip(nginx.WEB_PORTS, web, strict=True))
        assert ports(nginx.changed(changes)) == [*web, listening]


def test_a_text_that_is_not_there_is_refused():
    with pytest.raises(LookupError, match="nowhere"):
        nginx.changed({"nowhere": "8600"})
