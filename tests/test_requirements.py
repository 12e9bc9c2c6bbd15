"""Every requirement is pinned and says why it is here."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z0-9,-]+\])?==[0-9][0-9A-Za-z.]*\s+# \S.*$")


def unpinned(text: str) -> list[str]:
    """Return the lines that pin nothing or do not say why."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(("#", "-r requirements.txt"))]
    return [line for line in lines if not PINNED.match(line)]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_python_requirements_are_pinned(name: str) -> None:
    assert unpinned((ROOT / name).read_text()) == []


@pytest.mark.parametrize("line", ["Django", "Django>=5.2  # the framework", "Django==5.2.*  # x", "Django==5.2.19"])
def test_an_unpinned_requirement_would_be_seen(line: str) -> None:
    assert unpinned(line) == [line]


def test_node_packages_are_pinned_and_locked() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, p in locked.items() if name and not p.get("link") and "integrity" not in p] == []
