"""What goes to a portal of open data: open tables only, and equal files for equal figures."""

import re
from dataclasses import replace
from datetime import timedelta

from hub.reporting.dataset import data_set
from tests.reporting.reading import lines
from tests.reporting.samples import REPORT


def test_only_open_tables_are_published_with_the_meaning_of_their_columns() -> None:
    data = data_set(REPORT, "62.01.disdukcapil")

    assert data.name == "laporan-pengaduan-62-01-disdukcapil"
    assert [one.name for one in data.files] == ["sp4n-agency_2026q3.csv", "columns_2026q3.csv"]
    everything = b"".join(one.content for one in data.files).decode() + data.notes + str(data.facts)
    assert "Rahasia dapur" not in everything
    assert "fkp-agreements" not in everything
    assert {row[0] for row in lines(data.files[1].content)} == {"table", "sp4n-agency"}
    facts = dict(data.facts)
    assert facts["Periode terakhir diterbitkan"] == "2026Q3 (Triwulan III 2026)"
    assert (facts["Frekuensi"], facts["Hub"], facts["Dasar"]) == ("triwulanan", "hub-uji", "Perpres 76/2013")
    assert REPORT.suppression in data.notes


def test_the_moment_of_the_figures_makes_no_other_file() -> None:
    later = replace(REPORT, as_of=REPORT.as_of + timedelta(days=9))
    first, second = data_set(REPORT, ""), data_set(later, "")
    assert first.files == second.files
    assert (first.name, first.title, first.notes) == (second.name, second.title, second.notes)
    assert first.facts != second.facts


def test_names_are_pieces_of_an_address() -> None:
    for about in ("", "62.01", "../Étrange code", "x" * 300):
        assert re.fullmatch(r"[a-z0-9_-]{2,100}", data_set(REPORT, about).name)
