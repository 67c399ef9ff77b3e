"""The declarative interpreter stays as small as was decided (docs/adr/0011)."""

from pathlib import Path

from hub.connectors import declarative, formula

FOLDER = Path(declarative.__file__).parent
FILES = [*(FOLDER / f"{name}.py" for name in ("book", "connector", "lists", "paging", "template"))]
MOST, MOST_OF_ONE = 700, 210


def filled(file: Path) -> int:
    return sum(1 for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def test_the_interpreter_stays_within_its_bound() -> None:
    sizes = {file.name: filled(file) for file in (*FILES, Path(formula.__file__))}

    assert sum(sizes.values()) <= MOST
    assert max(sizes.values()) <= MOST_OF_ONE


def test_every_file_of_the_kind_is_counted_or_holds_keys_only() -> None:
    counted = {file.name for file in FILES}
    assert {file.name for file in FOLDER.glob("*.py")} == counted | {"__init__.py", "spec.py"}
    assert "def " not in (FOLDER / "spec.py").read_text(encoding="utf-8")
