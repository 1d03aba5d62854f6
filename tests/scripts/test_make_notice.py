"""NOTICE and the bill of materials: current, complete, and readable by others."""

import json
import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from scripts import make_notice
from tests.support.root import ROOT

LOCK = make_notice.LOCK.read_text(encoding="utf-8")
PINNED = dict(re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)", LOCK, re.M))


def test_notice_is_current():
    """Fails after a change of the lock until somebody runs ``make notice``."""
    assert (ROOT / "NOTICE").read_text(encoding="utf-8") == make_notice.notice(LOCK)


def test_another_version_in_the_lock_changes_notice():
    changed = LOCK.replace(f"streamlit=={PINNED['streamlit']}", "streamlit==0.0.1")
    assert "streamlit 0.0.1: Apache-2.0" in make_notice.notice(changed)
    assert make_notice.notice(changed) != make_notice.notice(LOCK)


def test_notice_names_the_licence_of_every_data_set_and_package():
    text = make_notice.notice(LOCK)
    for words in ("MNIST: ", "CC BY-SA 3.0", "Fashion-MNIST: ", "CC BY 4.0", "Font"):
        assert words in text
    for name, version in PINNED.items():
        assert re.search(rf"^{re.escape(name)} {re.escape(version)}: \S", text, re.M)
    # Those that ask for more than a mention.
    assert re.search(r"^psycopg \S+: LGPL-3\.0-only$", text, re.M)
    assert re.search(r"^certifi \S+: MPL-2\.0$", text, re.M)


def test_a_package_without_a_licence_stops_the_command(monkeypatch):
    monkeypatch.delitem(make_notice.LICENCES, "namex")
    with pytest.raises(LookupError, match="namex"):
        make_notice.notice(LOCK)


def test_the_bill_of_materials_is_valid_and_complete():
    text = make_notice.bill_of_materials(LOCK)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    found = {each["name"]: each["version"] for each in bill["components"]}
    assert found == PINNED
    assert all(each["licenses"] for each in bill["components"])


def workflow() -> dict[str, Any]:
    text = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def test_the_workflow_may_only_read():
    assert workflow()["permissions"] == {"contents": "read"}


def test_the_workflow_pins_each_action_by_its_hash():
    steps = [step for job in workflow()["jobs"].values() for step in job["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
