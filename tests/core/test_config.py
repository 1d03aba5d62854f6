"""The environment is read in one place, when a process asks; bad values are refused."""

import random
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from core import paths
from core.config import Config, Places
from core.datasets import loader
from core.engine import dask_connection
from core.store import database
from core.variables import BadVariable
from tests.support.root import ROOT
from tests.support.variables import NUMBERS

# They set variables for other libraries, and read none of ours.
SETTERS = {
    "core/engine/temp_dir.py",
    # It hands its own on, without ours.
    "core/sandbox/client.py",
    "core/training/preload.py",
}
VARIABLES = (
    *NUMBERS,
    "KERAS_HOME",
    "TRAZO_DATABASE_URL",
    "TRAZO_HOME",
    "TRAZO_LOG",
    "TRAZO_NICENESS",
    "TRAZO_PROXIES",
    "TRAZO_SCHEDULER",
)


@pytest.mark.parametrize("environment", [{}, dict.fromkeys(NUMBERS, "")])
def test_what_is_not_set_or_empty_has_its_default(environment):
    assert Config.from_environment(environment) == Config()


@pytest.mark.parametrize(("name", "field"), NUMBERS.items())
def test_a_number_is_read(name, field):
    read = Config.from_environment({name: "7"})
    assert getattr(read, field) == 7
    assert read != Config()


def test_places_are_read():
    read = Config.from_environment(
        {
            "TRAZO_HOME": "/a/home",
            "KERAS_HOME": "/a/keras",
            "TRAZO_SCHEDULER": "tcp://scheduler:8786",
            "TRAZO_LOG": "info",
        }
    )
    assert read.home == Path("/a/home")
    assert read.keras_home == Path("/a/keras")
    assert read.scheduler == "tcp://scheduler:8786"
    assert read.log_level == "info"
    assert read.store_url == "sqlite:////a/home/trazo.db"


def test_a_database_of_its_own_stands_before_the_file_at_home():
    url = "postgresql://trazo@database/trazo"
    read = Config.from_environment({"TRAZO_HOME": "/a", "TRAZO_DATABASE_URL": url})
    assert read.store_url == url


def test_megabytes_are_counted_in_bytes():
    assert Config(workspace_megabytes=3).workspace_bytes == 3 * 1024 * 1024
    assert Config(store_megabytes=3).store_bytes == 3 * 1024 * 1024
    assert Config().store_bytes is None


def test_proxies_are_read():
    read = Config.from_environment({"TRAZO_PROXIES": "127.0.0.1  10.0.0.0/24 fd00::1"})
    assert read.proxies == ("127.0.0.1", "10.0.0.0/24", "fd00::1")


@pytest.mark.parametrize("proxy", ["*", "nginx", "10.0.0.7:80", "10.0.0.7/8", "1,2"])
def test_what_is_no_address_of_a_proxy_is_refused(proxy):
    with pytest.raises(BadVariable, match="TRAZO_PROXIES"):
        Config.from_environment({"TRAZO_PROXIES": f"127.0.0.1 {proxy}"})


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["many", "0", "-3", "nan", "inf", "1e999"])
def test_a_value_that_cannot_be_used_is_refused_by_name(name, value):
    with pytest.raises(BadVariable, match=re.escape(f"{name}={value!r}")):
        Config.from_environment({name: value})


def nonsense(seed: int) -> str:
    """Return a text that no variable can use: no number, address, level or folder."""
    chance = random.Random(seed)
    signs = string.ascii_letters + string.digits + " .:/-_=%é☂"
    length = chance.choice((1, 3, 12, 300))
    made = "".join(chance.choice(signs) for _ in range(length))
    # A path through a file leads nowhere.
    return f"{ROOT / 'app.py'}/{made}"


@pytest.mark.parametrize("name", VARIABLES)
def test_nonsense_is_refused_by_name(name):
    for seed in range(200):
        with pytest.raises(BadVariable, match=f"^{name}=") as refusal:
            Config.from_environment({name: nonsense(seed)})
        assert refusal.value.name == name
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", VARIABLES)
def test_nonsense_leaves_places_readable_for_a_worker(name):
    for seed in range(200):
        read = Places.from_environment({name: nonsense(seed), "TRAZO_LINE": "long"})
        assert read.store_url


def test_a_refusal_has_no_password_in_it():
    with pytest.raises(BadVariable) as refusal:
        Config.from_environment({"TRAZO_DATABASE_URL": "mysql://me:secret@host/db"})
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "value",
    ["tcp://scheduler:8786", "tls://127.0.0.1:8786", "tcp://[::1]:8786", "host:8786"],
)
def test_a_scheduler_is_taken_as_dask_takes_it(value):
    assert Config.from_environment({"TRAZO_SCHEDULER": value}).scheduler == value


@pytest.mark.parametrize(
    "value",
    [
        "sqlite://",
        "sqlite:////a folder/trazo.db",
        "postgresql+psycopg://me:p%40ss@host:5432/db?sslmode=require",
    ],
)
def test_a_database_is_taken_as_sqlalchemy_takes_it(value):
    assert Config.from_environment({"TRAZO_DATABASE_URL": value}).store_url == value


@pytest.mark.parametrize("value", ["debug", "INFO", "Warning", "error"])
def test_a_level_is_read_in_any_case(value):
    assert Config.from_environment({"TRAZO_LOG": value}).log_level == value


@pytest.mark.parametrize("value", ["0", "7", "19"])
def test_a_niceness_is_read(value):
    assert Config.from_environment({"TRAZO_NICENESS": value}).niceness == int(value)


@pytest.mark.parametrize("value", ["-1", "20", "nan", "1.5", "²", " 3", "high"])
def test_what_is_no_niceness_is_refused(value):
    with pytest.raises(BadVariable, match="TRAZO_NICENESS"):
        Config.from_environment({"TRAZO_NICENESS": value})


def test_half_a_run_cannot_wait():
    with pytest.raises(BadVariable, match="whole number"):
        Config.from_environment({"TRAZO_LINE": "2.5"})


def test_places_are_looked_up_when_they_are_needed(monkeypatch, tmp_path):
    monkeypatch.setenv("TRAZO_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("TRAZO_SCHEDULER", "tcp://scheduler:8786")
    monkeypatch.delenv("TRAZO_DATABASE_URL", raising=False)
    assert paths.runs_folder() == tmp_path / "runs"
    assert loader.cache_folder() == tmp_path / "keras" / "datasets"
    assert dask_connection.scheduler() == "tcp://scheduler:8786"
    assert database.address() == f"sqlite:///{tmp_path / 'trazo.db'}"


def test_no_other_file_reads_the_environment():
    readers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "core").rglob("*.py")
        if re.search(r"\benviron\b|\bgetenv\b", path.read_text(encoding="utf-8"))
    }
    assert readers - SETTERS == {"core/config.py"}


def test_nothing_is_read_at_import():
    # A value that would be refused is noticed by none of the imports.
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import core.engine.engine, core.engine.worker_tasks\n"
            "import core.ui.state.services\n"
            "from core.variables import BadVariable\n"
            "from core.engine.__main__ import main\n"
            "try: main()\n"
            "except BadVariable as error: print(error)\n",
        ],
        env={"TRAZO_IDLE_SECONDS": "soon", "TRAZO_LINE": "long", "HOME": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("TRAZO_LINE='long'"), done.stdout


@pytest.mark.parametrize(
    "sites",
    [
        "'self'",
        "'none'",
        "'self' https://moodle.example.org",
        "https://*.example.org:8443 school:* http://127.0.0.1:8000",
    ],
)
def test_sites_that_may_frame_a_page_are_read(sites):
    read = Config.from_environment({"TRAZO_FRAME_ANCESTORS": sites.replace(" ", "  ")})
    assert read.frame_ancestors == sites


@pytest.mark.parametrize(
    "sites",
    [
        "*",
        "https://a.example; script-src *",
        "https://a.example,https://b.example",
        "https://a.example/course",
        "'self'\r\nSet-Cookie: a=b",
        "'none' https://a.example",
        "ftp://a.example",
        "https://ñ.example",
    ],
)
def test_what_is_no_site_is_refused(sites):
    with pytest.raises(BadVariable, match="TRAZO_FRAME_ANCESTORS"):
        Config.from_environment({"TRAZO_FRAME_ANCESTORS": sites})
