"""Packages are installed by uv where it can take pip's place, else by pip."""

from types import SimpleNamespace

import pytest

from scripts.setup import packages

LISTED = """\
:env:.find-links='/some/wheels'
:env:.timeout='180'
global.index-url='https://pip.example/simple'
global.extra-index-url='https://one.example/simple\\nhttps://two.example/simple'
freeze.timeout='10'
"""


@pytest.fixture
def calls(monkeypatch):
    """What is run, in place of running it; a module in `failing` fails."""
    made: list[list[str]] = []
    failing: set[str] = set()

    def run(module, variables=None):
        made.append(module)
        return 1 if failing & {module[0], module[-1]} else 0

    monkeypatch.setattr(packages, "run", run)
    monkeypatch.setattr(packages, "pip_options", dict)
    return SimpleNamespace(made=made, failing=failing)


def test_uv_installs_where_it_is_to_be_had(calls):
    assert packages.install("requirements.txt") == 0
    assert [call[:2] for call in calls.made] == [
        ["pip", "install"],
        ["uv", "pip"],
        ["uv", "pip"],
    ]
    assert [calls.made[0][-1], calls.made[-1][-1]] == [packages.UV, packages.PIP]


def test_pip_installs_where_uv_is_not_to_be_had(calls, capsys):
    calls.failing.add(packages.UV)
    assert packages.install("requirements.txt") == 0
    assert calls.made[-2][:3] == ["pip", "install", "--requirement"]
    assert calls.made[-1] == ["pip", "install", "--quiet", packages.PIP]
    assert not any(call[0] == "uv" for call in calls.made)
    assert "pip" in capsys.readouterr().out


def test_pip_installs_where_uv_fails(calls):
    calls.failing.add("uv")
    assert packages.install("requirements.txt") == 0
    assert calls.made[-2][:3] == ["pip", "install", "--requirement"]


def test_what_fails_with_both_is_no_success(calls):
    calls.failing.update({"uv", "pip"})
    assert packages.install("requirements.txt") == 1
    assert not any(call[-1] == packages.PIP for call in calls.made)


@pytest.mark.parametrize("without", [set(), {packages.UV}])
def test_an_environment_that_gets_no_new_pip_is_whole_all_the_same(
    calls, capsys, without
):
    calls.failing.update({packages.PIP} | without)
    assert packages.install("requirements.txt") == 0
    assert calls.made[-1][-1] == packages.PIP
    assert f"{packages.PIP} is not to be had" in capsys.readouterr().out


def test_no_lock_is_made_without_uv(calls):
    calls.failing.add(packages.UV)
    assert packages.lock() == 1
    assert len(calls.made) == 1


def test_each_step_is_announced(calls, capsys):
    packages.install("requirements.txt")
    first, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("==> Installing the ")
    assert "requirements.txt" in first


def test_uv_looks_where_pip_would():
    options = packages.parse_options(LISTED)
    assert options["timeout"] == "180"
    assert packages.uv_environment(options) == {
        "UV_DEFAULT_INDEX": "https://pip.example/simple",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/some/wheels",
    }
    assert packages.uv_environment({}) == {}


@pytest.mark.parametrize("option", ["no-index", "proxy", "trusted-host", "of-tomorrow"])
def test_where_pip_is_set_up_as_uv_cannot_be_uv_is_not_asked(
    calls, monkeypatch, option
):
    monkeypatch.setattr(packages, "pip_options", lambda: {option: "something"})
    assert packages.install("requirements.txt") == 0
    assert [call[:2] for call in calls.made] == [["pip", "install"]] * 2
    assert calls.made[-1][-1] == packages.PIP
