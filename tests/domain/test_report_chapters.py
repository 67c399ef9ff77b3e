"""Chapters of a report from figures by hand: what is kept back stays so, and nothing is made up."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hub.domain import (
    report_cases,
    report_columns,
    report_consultations,
    report_evidence,
    report_satisfaction,
)
from hub.domain.consultations import Agreement, AgreementState, Consultation, ConsultationParty, PartyKind
from hub.domain.period import Period, period
from hub.domain.report import WITHHELD, ChartKind, Column, Section, Table
from hub.domain.satisfaction import ELEMENTS, SatisfactionBand
from hub.domain.sla import ClockKind
from hub.domain.statistics import (
    ClockShare,
    StatisticsDimension,
    StatisticsKey,
    StatisticsReport,
    StatisticsRow,
)
from hub.domain.survey_figures import ElementMean, SatisfactionReport, SatisfactionRow

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
QUARTER = period("2026Q3")
AGENCY, KIND, MONTH = StatisticsDimension.AGENCY, StatisticsDimension.KIND, StatisticsDimension.MONTH
CLOCKS = (ClockShare(ClockKind.VERIFICATION, 18, 2), ClockShare(ClockKind.RESOLUTION, 9, 0))
FULL = StatisticsRow(
    keys=(),
    received=20,
    answered=9,
    closed=7,
    open=13,
    overdue=0,
    returned=0,
    escalated=0,
    on_time_share=1.0,
    median_hours=5.0,
    p90_hours=9.0,
    merged=0,
    withdrawn=0,
    reopened=0,
    on_time=CLOCKS,
    hops_per_case=1.25,
)
EMPTY = StatisticsRow(())


def keyed(row: StatisticsRow, dimension: StatisticsDimension, code: str) -> StatisticsRow:
    return replace(row, keys=(StatisticsKey(dimension, code, f"Nama {code}"),))


def figures(*rows: StatisticsRow, total: StatisticsRow = FULL, of: Period = QUARTER) -> StatisticsReport:
    return StatisticsReport(AT, 5, rows, total, of.start, of.end)


NOTHING_YET = StatisticsReport(AT, 5, (), EMPTY)


def chapter(
    now: StatisticsReport | None = None, before: StatisticsReport | None = None, of: Period = QUARTER
) -> Section:
    """A chapter whose agencies and months can be told by their dates, and its kinds by the quarter only."""
    by = {
        AGENCY: figures(keyed(FULL, AGENCY, "a"), keyed(EMPTY, AGENCY, "b"), of=of),
        KIND: figures(keyed(StatisticsRow((), received=20), KIND, "COMPLAINT")),
        MONTH: figures(keyed(FULL, MONTH, "2026-07"), keyed(EMPTY, MONTH, "2026-08"), of=of),
    }
    return report_cases.section(
        report_cases.CaseFigures(of, now or figures(of=of), by, before or figures(of=of.before))
    )


def table(section: Section, key: str) -> Table:
    return next(one for one in section.tables if one.key == key)


def test_a_row_that_is_kept_back_is_kept_back_in_every_table_and_chart() -> None:
    section = chapter()
    assert [one.key for one in section.tables] == [
        "sp4n-periods",
        "sp4n-changes",
        "sp4n-agency",
        "sp4n-agency-clocks",
        "sp4n-agency-flow",
        "sp4n-kind",
        "sp4n-month",
    ]
    for one in section.tables:
        assert all(value is WITHHELD for row in one.rows if row[0] == "b" for value in row[2:]), one.key
    bars = next(one for one in section.charts if one.key == "sp4n-agency")
    assert (bars.labels, bars.series[0].values) == (("Nama a", "Nama b"), (20, WITHHELD))


def test_a_single_count_that_is_kept_back_is_no_zero_and_gives_no_difference() -> None:
    section = chapter(before=figures(total=replace(FULL, closed=None)))
    changes = {row[0]: row[1:] for row in table(section, "sp4n-changes").rows}
    assert changes["Laporan masuk"] == (20, 20, 0)
    assert changes["Selesai"] == (7, WITHHELD, WITHHELD)


def test_what_is_not_published_yet_is_neither_zero_nor_kept_back() -> None:
    assert chapter(now=NOTHING_YET).tables == ()
    assert report_cases.UNPUBLISHED in chapter(now=NOTHING_YET).notes
    first = chapter(before=NOTHING_YET)
    assert "sp4n-changes" not in [one.key for one in first.tables]
    assert set(table(first, "sp4n-periods").rows[1][1:]) == {None}


def test_a_month_has_no_figures_of_its_whole_quarter() -> None:
    section = chapter(of=period("2026-07"))
    assert "sp4n-kind" not in [one.key for one in section.tables]
    assert "sp4n-agency" in [one.key for one in section.tables]
    assert report_cases.WHOLE_QUARTERS in section.notes
    assert any(
        "laporan yang masuk 01-07-2026 sampai 31-07-2026. Diterbitkan 23-11-2026" in note
        for note in section.notes
    )


def test_each_clock_has_its_own_figures_and_one_without_any_has_none() -> None:
    clocks = table(chapter(), "sp4n-agency-clocks")
    row = dict(zip([one.key for one in clocks.columns], clocks.rows[0], strict=True))
    assert (row["verification_met"], row["verification_breached"], row["verification_share"]) == (18, 2, 0.9)
    assert (row["first_response_met"], row["first_response_share"]) == (None, None)
    assert table(chapter(), "sp4n-kind").rows == (("COMPLAINT", "Pengaduan", 20, None),)


def test_the_clocks_are_drawn_on_top_of_each_other() -> None:
    chart = next(one for one in chapter().charts if one.kind is ChartKind.STACKED)
    assert chart.labels == ("Verifikasi", "Penyelesaian")
    assert [one.values for one in chart.series] == [(18, 9), (2, 0)]
    without = chapter(now=figures(total=EMPTY))
    assert not [one for one in without.charts if one.kind is ChartKind.STACKED]


def test_no_two_columns_of_a_table_share_a_key_and_each_is_explained() -> None:
    every: dict[str, Column] = {}
    for one in chapter().tables:
        assert len({column.key for column in one.columns}) == len(one.columns)
        for column in one.columns:
            assert every.setdefault(column.key, column) == column
            assert column.definition.endswith(".")


def test_every_plain_column_is_a_field_of_the_figures() -> None:
    for column in (*report_columns.CASES, *report_columns.FLOW):
        assert hasattr(FULL, column.key)


def survey(respondents: int = 6, index: str | None = "94.44") -> SatisfactionReport:
    means = tuple(ElementMean(one, Decimal("3.778")) for one in ELEMENTS) if index else ()
    band = SatisfactionBand.VERY_GOOD if index else None
    row = SatisfactionRow((), respondents, means, Decimal(index) if index else None, band)
    return SatisfactionReport(AT, (), row, ())


def test_a_survey_nobody_answered_has_no_index_and_no_picture() -> None:
    section = report_satisfaction.section(survey(0, None), survey())
    assert table(section, "skm-agency").total == ("", "Semua", 0, None, None, None)
    assert section.charts == ()
    full = report_satisfaction.section(survey(), survey(0, None))
    assert table(full, "skm-elements").rows[0] == ("Persyaratan", 3.778, None)
    assert table(full, "skm-agency").total == ("", "Semua", 6, 94.44, "A", "Sangat baik")


def minutes(*states: AgreementState, **changes: Any) -> Consultation:
    agreements = tuple(
        Agreement(str(number), "f", number, "Loket dibuka", "a", date(2026, 8, 1), state)
        for number, state in enumerate(states, 1)
    )
    base = Consultation(
        id="f",
        agency="a",
        region="62.01",
        held_on=date(2026, 7, 20),
        subject="Standar pelayanan",
        place="Aula",
        topic=None,
        parties=(ConsultationParty(PartyKind.MEDIA, 2), ConsultationParty(PartyKind.PUBLIC, 9)),
        minutes_url=None,
        minutes_sha256=None,
        recorded_at=AT,
        agreements=agreements,
    )
    return replace(base, **changes)


def test_agreements_are_late_when_their_day_has_passed_and_they_have_not_ended() -> None:
    states = (AgreementState.OPEN, AgreementState.DONE, AgreementState.DROPPED, AgreementState.IN_PROGRESS)
    section = report_consultations.section([minutes(*states)], date(2026, 8, 2), str.upper)
    (row,) = table(section, "fkp-forums").rows
    assert row[1] == "A"
    assert row[4:] == ("masyarakat, media", 11, 4, 1, 2, "belum ditunjuk")
    assert table(section, "fkp-forums").total == (None, "1 forum", "", "", "", 11, 4, 1, 2, "")
    assert not table(section, "fkp-agreements").open
    on_the_day = report_consultations.section([minutes(*states)], date(2026, 8, 1), str)
    assert table(on_the_day, "fkp-forums").rows[0][8] == 0


def test_evidence_says_what_is_kept_back_and_what_the_hub_does_not_hold() -> None:
    channels = figures(keyed(FULL, StatisticsDimension.CHANNEL, "loket"))
    links = (("lapor-nasional", False),)
    found = report_evidence.Evidence(figures(total=EMPTY), channels, links, survey(0, None), ())
    rows = {row[0]: row for row in report_evidence.section(found).tables[0].rows}

    assert rows["Laporan ditanggapi"][1] == rows["Tanggapan tepat waktu"][1] == report_evidence.KEPT_BACK
    assert "tidak ada yang aktif" in str(rows["Terhubung dengan SP4N-LAPOR!"][1])
    assert rows["Kanal pengaduan tersedia dan dipakai"][1] == "1 kanal menerima laporan: Nama loket"
    assert rows["SKM dilaksanakan"][1] == "tidak ada"
    assert rows["FKP diadakan"][1] == "0 forum, 0 dengan berita acara"
    absent = [row for row in rows.values() if row[2] == report_evidence.NO]
    assert len(absent) == 4
    assert {row[3] for row in absent} == {report_evidence.ATTACH}


@pytest.mark.parametrize(
    ("received", "of", "told"),
    [
        (None, None, report_evidence.KEPT_BACK),
        (None, 20, report_evidence.KEPT_BACK),
        (None, 0, "tidak ada laporan masuk"),
        (20, 20, "1 kanal menerima laporan: Nama loket"),
        (20, 26, "sedikitnya 1 kanal menerima laporan: Nama loket"),
    ],
)
def test_evidence_does_not_take_channels_that_are_kept_back_for_none(
    received: int | None, of: int | None, told: str
) -> None:
    row = keyed(StatisticsRow((), received=received), StatisticsDimension.CHANNEL, "loket")
    channels = figures(*([row] if received else []), total=StatisticsRow((), received=of))
    found = report_evidence.Evidence(figures(), channels, (), survey(), ())

    assert report_evidence.section(found).tables[0].rows[0][1] == told


def test_evidence_tells_shares_of_known_numbers() -> None:
    links = (("lapor-nasional", True),)
    found = report_evidence.Evidence(figures(), None, links, survey(), (minutes(),))
    rows = {row[0]: row[1] for row in report_evidence.section(found).tables[0].rows}
    assert rows["Laporan ditanggapi"] == "9 dari 20 (45,0 %)"
    assert rows["Tanggapan tepat waktu"] == "100,0 %"
    assert rows["Terhubung dengan SP4N-LAPOR!"] == "aktif: lapor-nasional"
    assert rows["SKM dilaksanakan"] == "IKM 94,44 dari 6 responden"
    assert rows["Kanal pengaduan tersedia dan dipakai"] == report_evidence.UNPUBLISHED


def test_evidence_of_a_period_that_is_not_published_says_so() -> None:
    found = report_evidence.Evidence(NOTHING_YET, None, (), survey(), ())
    told = [row[1] for row in report_evidence.section(found).tables[0].rows]
    assert told.count(report_evidence.UNPUBLISHED) == 2
    assert report_evidence.KEPT_BACK not in told
