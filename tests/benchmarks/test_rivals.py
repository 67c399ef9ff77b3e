"""What is committed of the rivals: versions, and nothing that names a registry's host."""

import json
import re
import shutil
from pathlib import Path

import pytest

from benchmarks import installing
from benchmarks.installing import HERE, NotInstalled
from benchmarks.posts.contenders import NAMES, RIVALS

LOCK = json.loads((HERE / "node" / "package-lock.json").read_text())
PACKAGE = json.loads((HERE / "node" / "package.json").read_text())


def test_every_package_is_pinned_with_its_digest_and_names_no_host() -> None:
    pinned = {name: one for name, one in LOCK["packages"].items() if name}

    assert [name for name, one in pinned.items() if "resolved" in one or "integrity" not in one] == []
    assert all(re.fullmatch(r"[\d.]+", version) for version in PACKAGE["dependencies"].values())
    assert LOCK["packages"][""]["dependencies"] == PACKAGE["dependencies"]


def test_rivals_in_python_are_pinned() -> None:
    lines = (HERE / "python" / "requirements.txt").read_text().splitlines()

    assert all(re.fullmatch(r"#.*|[\w\[\]-]+==[\d.]+", line) for line in lines)


def test_every_rival_has_a_way_to_start() -> None:
    assert set(RIVALS) < set(NAMES)
    assert all((HERE / "node" / f"{name}.mjs").exists() for name in ("apollo", "yoga", "mercurius"))


def test_without_npm_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(NotInstalled, match="no npm"):
        installing.node(tmp_path)
