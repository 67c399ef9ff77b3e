"""A deployment's own routing rules: readable, checked line by line, in force as they stand."""

from datetime import date
from pathlib import Path

import pytest

from hub.domain.case import CaseKind
from hub.errors import ReferenceError
from hub.reference.loader import load
from hub.reference.rule_table import read_rules

DIRECTORY = load()
HEAD = "id,region,topic,kind,channel,words,agency,valid_from,valid_to,why_id,why_en\n"
GOOD = (
    "tetangga,62.01,,COMPLAINT,,tetangga|keributan,62.01.satpolpp,2026-01-01,,"
    "Keributan ditangani Satpol PP,The public order agency deals with noise\n"
)


def table(folder: Path, text: str) -> Path:
    path = folder / "routing_rules.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_a_row_becomes_a_rule(tmp_path: Path) -> None:
    [rule] = read_rules(table(tmp_path, GOOD), DIRECTORY)

    assert (rule.id, rule.agency, rule.words) == ("tetangga", "62.01.satpolpp", ("tetangga", "keributan"))
    assert (rule.region, rule.topic, rule.channel, rule.kind) == ("62.01", None, None, CaseKind.COMPLAINT)
    assert (rule.valid_from, rule.valid_to) == (date(2026, 1, 1), None)
    assert rule.why_en == "The public order agency deals with noise"


def test_the_rules_of_a_deployment_are_part_of_its_reference_data(tmp_path: Path) -> None:
    table(tmp_path, GOOD)
    directory = load(tmp_path)

    assert [one.id for one in directory.routing_rules] == ["tetangga"]
    assert directory.version != DIRECTORY.version
    assert DIRECTORY.routing_rules == ()


def test_a_table_written_as_toml_says_the_same(tmp_path: Path) -> None:
    toml = tmp_path / "routing_rules.toml"
    toml.write_text(
        '[[rule]]\nid = "tetangga"\nregion = "62.01"\nkind = "COMPLAINT"\nwords = ["tetangga", "keributan"]\n'
        'agency = "62.01.satpolpp"\nvalid_from = "2026-01-01"\nwhy_id = "Keributan ditangani Satpol PP"\n'
        'why_en = "The public order agency deals with noise"\n',
        encoding="utf-8",
    )

    assert read_rules(toml, DIRECTORY) == read_rules(table(tmp_path, GOOD), DIRECTORY)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("a,,,,,,62.01.dlh,,,Karena,Because\n", "NO_CONDITION"),
        ("a,,,,,Lampu Jalan,62.01.dlh,,,Karena,Because\n", "NOT_FOLDED"),
        ("a,,,,,x,62.01.dlh,,,Karena,Because\n", "TOO_SHORT"),
        ("a,,,LAPORAN,,,62.01.dlh,,,Karena,Because\n", "UNKNOWN_WORD"),
        ("a,,,,,sampah,62.01.tidak-ada,,,Karena,Because\n", "UNKNOWN_AGENCY"),
        ("a,99.99,,,,sampah,62.01.dlh,,,Karena,Because\n", "UNKNOWN_REGION"),
        ("a,,tidak.ada,,,,62.01.dlh,,,Karena,Because\n", "UNKNOWN_TOPIC"),
        ("a,,,,tidak-ada,,62.01.dlh,,,Karena,Because\n", "UNKNOWN_CHANNEL"),
        ("a,64.02,,,,sampah,62.01.dlh,,,Karena,Because\n", "OUTSIDE_REGION"),
        ("a,,,,,sampah,62.01.dlh,2026-02-01,2026-01-01,Karena,Because\n", "DATES_REVERSED"),
        ("a,,,,,sampah,62.01.dlh,,,,Because\n", "MISSING_VALUE"),
        ("a,,,,,sampah,62.01.dlh,,,Karena,Because\na,,,,,got,62.01.dlh,,,Karena,Because\n", "DUPLICATE_CODE"),
    ],
)
def test_every_fault_is_told_by_file_and_line(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(ReferenceError) as refused:
        read_rules(table(tmp_path, row), DIRECTORY)

    line = 3 if fault == "DUPLICATE_CODE" else 2
    assert any(
        problem.startswith(f"routing_rules.csv:{line}: {fault}: ") for problem in refused.value.problems
    )


@pytest.mark.parametrize(("name", "fault"), [("missing.csv", "NO_FILE"), ("rules.txt", "UNKNOWN_FILE")])
def test_a_file_that_is_none_is_told_as_well(tmp_path: Path, name: str, fault: str) -> None:
    with pytest.raises(ReferenceError) as refused:
        read_rules(tmp_path / name, DIRECTORY)

    assert fault in refused.value.problems[0]


def test_a_former_code_and_a_wider_region_are_fine(tmp_path: Path) -> None:
    rows = "a,62,,,,sampah,62.01.dlh,,,Karena,Because\nb,,,,,sinyal,id.kemenkominfo,,,Karena,Because\n"

    assert [one.agency for one in read_rules(table(tmp_path, rows), DIRECTORY)] == [
        "62.01.dlh",
        "id.kemenkominfo",
    ]
