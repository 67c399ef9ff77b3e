"""The files every project of the public sector owes its readers, and the two locks."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TARGETS = {"help", "demo", "test", "long", "soak", "check", "schema", "serve", "lock", "clean"}
TARGETS |= {"bench", "bench-gate"}


def pins(name: str) -> dict[str, Version]:
    """Package -> version of a lock file; a package pinned per platform keeps its newest."""
    found: dict[str, Version] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE):
        key = canonicalize_name(package)
        found[key] = max(Version(version), found.get(key, Version("0")))
    return found


def required(*groups: str) -> list[Requirement]:
    named: list[str] = [*PROJECT["project"]["dependencies"]]
    for group in groups:
        named += PROJECT["dependency-groups"][group]
    return [Requirement(name) for name in named]


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("requirements.lock", ("build",)), ("requirements-dev.lock", ("build", "dev"))],
)
def test_a_lock_pins_everything_the_project_asks_for(lock: str, groups: tuple[str, ...]) -> None:
    locked = pins(lock)

    missing = [
        str(asked)
        for asked in required(*groups)
        if canonicalize_name(asked.name) not in locked
        or not asked.specifier.contains(locked[canonicalize_name(asked.name)], prereleases=True)
    ]

    assert missing == []


def test_tests_run_with_the_versions_that_are_shipped() -> None:
    shipped, tested = pins("requirements.lock"), pins("requirements-dev.lock")

    assert {name: tested.get(name) for name in shipped} == shipped


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_of_a_lock_has_a_hash(lock: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())

    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_makefile_has_every_target_and_explains_it() -> None:
    makefile = (ROOT / "Makefile").read_text()

    assert set(re.findall(r"^([a-z-]+):.*## .+", makefile, re.MULTILINE)) == TARGETS


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"\bmake (\w+)", (ROOT / "README.md").read_text())

    assert commands[:2] == ["demo", "test"]


def test_the_changelog_knows_this_version() -> None:
    version = PROJECT["project"]["version"]

    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert f'softwareVersion: "{version}"' in (ROOT / "publiccode.yml").read_text()


def test_the_licence_is_the_same_everywhere() -> None:
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text().splitlines()[1]
    assert "license: Apache-2.0" in (ROOT / "publiccode.yml").read_text()


@pytest.mark.parametrize("record", sorted((ROOT / "docs/adr").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_is_short_and_says_why(record: Path) -> None:
    text = record.read_text()
    sections = re.findall(r"^## (\w+)", text, re.MULTILINE)

    assert len(text.splitlines()) <= 25
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert sections == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/adr").glob("*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


def test_the_architecture_fits_on_a_page_and_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = {
        path.stem
        for path in (ROOT / "hub").iterdir()
        if not path.name.startswith("_") and path.name != "py.typed"
    }

    assert len(text.splitlines()) <= 70
    assert {room for room in rooms if not re.search(rf"\b{room}\b", text)} == set()


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (page, target)
        for page in documents
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
    ]

    assert links
    assert [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()] == []
