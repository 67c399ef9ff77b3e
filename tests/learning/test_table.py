"""Past cases from a file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.errors import ConfigError
from hub.learning import table


def written(folder: Path, text: str) -> Path:
    file = folder / "past.csv"
    file.write_bytes(text.encode())
    return file


def test_columns_stand_in_any_order_and_two_may_be_missing(tmp_path: Path) -> None:
    file = written(tmp_path, "\ufeffReported_At,Agency,text\r\n2026-11-23,dishub,lampu mati\r\n")

    found = table.read(file)

    assert found.bad == ()
    (one,) = found.examples
    assert (one.text, one.agency, one.topic, one.region) == ("lampu mati", "dishub", None, "")
    assert one.reported_at == datetime(2026, 11, 23, tzinfo=UTC)


def test_a_file_of_an_indonesian_spreadsheet_has_semicolons(tmp_path: Path) -> None:
    file = written(tmp_path, 'text;agency;topic;region;reported_at\n"a;b";x;jalan;62.01;23/11/2026 07:30\n')

    (one,) = table.read(file).examples

    assert (one.text, one.topic, one.region) == ("a;b", "jalan", "62.01")
    assert one.reported_at == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23 10:20:30", datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)),
        ("2026-11-23T10:20:30+07:00", datetime(2026, 11, 23, 3, 20, 30, tzinfo=UTC)),
        ("1/2/2026", datetime(2026, 2, 1, tzinfo=UTC)),
        ("01/02/2026 23:59:58", datetime(2026, 2, 1, 23, 59, 58, tzinfo=UTC)),
        ("31/02/2026", None),
        ("0000-00-00", None),
        ("0001-01-01T00:00:00+07:00", None),
        ("kemarin", None),
        ("", None),
    ],
)
def test_a_moment_is_read_or_refused(cell: str, moment: datetime | None) -> None:
    assert table.moment_of(cell) == moment


def test_a_row_that_cannot_be_used_is_told_by_the_line_it_begins_in(tmp_path: Path) -> None:
    rows = [
        '"two\nlines",a,2026-01-01',
        "short,a",
        ",a,2026-01-01",
        "t,a,soon",
        "",
        f"{'x' * 100_001},a,2026-01-01",
    ]
    file = written(tmp_path, "text,agency,reported_at\n" + "\n".join(rows) + "\n")

    found = table.read(file)

    assert [one.text for one in found.examples] == ["two\nlines"]
    assert [bad.line for bad in found.bad] == [4, 5, 6, 8]
    assert "2 columns" in found.bad[0].why


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"text,when\n", ":1: there is no column agency, reported_at"),
        (b"text,agency,reported_at\n\xff\xfe,a,2026-01-01\n", "is not UTF-8"),
        (b"", "there is no column"),
        (b'text,agency,reported_at\n"' + b"x" * 200_000 + b'",a,2026-01-01\n', "is no CSV"),
    ],
)
def test_a_file_of_no_use_is_refused_with_a_reason(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "past.csv"
    file.write_bytes(content)

    with pytest.raises(ConfigError, match=told):
        table.read(file)


def test_a_file_beyond_all_bounds_is_not_even_opened(tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as out:
        out.truncate(table.MOST_BYTES + 1)  # a hole: takes no room on the disk

    with pytest.raises(ConfigError, match="has more than"):
        table.read(file)
    with pytest.raises(ConfigError, match="cannot be read"):
        table.read(tmp_path / "nothing.csv")
