"""The import contracts accept what house rules allow and break on each thing they forbid."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FORBIDDEN = {
    "1 ": ("domain/rule.py", "import hub.reference"),
    "2 ": ("domain/rule.py", "import asyncio"),
    "3 ": ("schema/types.py", "import hub.casework.use"),
    "4 ": ("web/door.py", "import hub.store.rows"),
    "5 ": ("web/door.py", "import hub.settings"),
    "6 ": ("connectors/cached.py", "import hub.connectors.lapor.mapping"),
    "7 ": ("casework/use.py", "import hub.connectors.cached"),
    "8 ": ("connectors/base.py", "import hub.connectors.catalogue"),
    "9 ": ("app.py", "import sandbox"),
    "10a": ("casework/use.py", "import dbos"),
    "10b": ("casework/use.py", "import httpx"),
    "10c": ("store/rows.py", "import aiocache"),
    "10d": ("connectors/http.py", "import sqlalchemy"),
}
ALLOWED = {
    "__main__.py": "import hub.cli.main\nimport httpx2",
    "cli/main.py": "import hub.app\nimport hub.settings",
    "app.py": "import hub.settings, hub.delivery.runs, hub.web.door, hub.connectors.catalogue",
    "web/door.py": "import hub.casework.use\nimport hub.schema.types",
    "resolvers/query.py": "import hub.casework.use\nimport hub.schema.types",
    "delivery/runs.py": "import dbos\nimport hub.casework.use",
    "casework/use.py": "import hub.connectors.base\nimport hub.store.rows\nimport hub.domain.rule",
    "schema/types.py": "import hub.domain.rule",
    "store/rows.py": "import hub.domain.rule",
    "reporting/page.py": "import hub.domain.rule",
    "learning/model.py": "import hub.domain.rule",
    "connectors/base.py": "import hub.domain.rule",
    "connectors/http.py": "import httpx, httpx2",
    "connectors/cached.py": "import aiocache\nimport hub.connectors.base",
    "connectors/catalogue.py": "import hub.connectors.base",
    "settings.py": "",
    "reference/loader.py": "import hub.domain.rule",
    "domain/rule.py": "import hub.errors",
    "engine/plan.py": "import graphql",
    "errors.py": "",
}


def kinds() -> list[str]:
    """The packages contract 6 protects."""
    protected: list[str] = next(c for c in CONTRACTS if c["name"].startswith("6 "))["protected_modules"]
    return [module.rpartition(".")[2] for module in protected]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project of the same rooms in which every import is allowed."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, text in ALLOWED.items():
        write(tmp_path / "hub" / name, text)
    for kind in kinds():
        write(tmp_path / "hub/connectors" / kind / "mapping.py", "import hub.connectors.base")
        write(tmp_path / "hub/connectors" / kind / "connector.py", f"import hub.connectors.{kind}.mapping")
        write(tmp_path / "hub/connectors/catalogue.py", f"import hub.connectors.{kind}.connector")
    write(tmp_path / "hub/connectors/sql/connector.py", "import sqlalchemy")
    write(tmp_path / "sandbox/__init__.py", "import httpx2")
    return tmp_path


def write(path: Path, text: str) -> None:
    """Append to a module; every folder below the project becomes a package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in path.parents:
        if "hub" in folder.parts:
            (folder / "__init__.py").touch()
    with path.open("a") as file:
        file.write(f"{text}\n")


def verdicts(project: Path) -> dict[str, str]:
    """What import-linter says about `project`, contract by contract."""
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", ran.stdout, re.MULTILINE))
    assert len(found) == len(CONTRACTS), ran.stdout + ran.stderr
    return found


def test_a_house_in_order_keeps_every_contract(house: Path) -> None:
    assert set(verdicts(house).values()) == {"KEPT"}


def test_each_contract_breaks_on_what_it_forbids(house: Path) -> None:
    for name, text in FORBIDDEN.values():
        write(house / "hub" / name, text)

    found = verdicts(house)

    assert len(FORBIDDEN) == len(CONTRACTS)
    assert {number for number in FORBIDDEN for name in found if name.startswith(number)} == set(FORBIDDEN)
    assert set(found.values()) == {"BROKEN"}


def test_every_connector_kind_is_protected() -> None:
    modules = (ROOT / "hub/connectors").glob("*/__init__.py")
    packages = {path.parent.name for path in modules if "prepare" in path.read_text()}

    assert packages <= set(kinds())
