"""Reports: the same figures as everybody reads, everything said about them, and nobody betrayed by them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hub.casework.compiling import Compiling
from hub.casework.gathering import Wanted
from hub.domain import commands as ask
from hub.domain import report_cases, report_columns
from hub.domain.case import CaseKind, Sensitivity
from hub.domain.consultations import (
    AgreementState,
    ConsultationParty,
    NewAgreement,
    NewConsultation,
    NewFollowUp,
    PartyKind,
)
from hub.domain.period import period
from hub.domain.report import WITHHELD, Report, ReportKind, Table
from hub.domain.statistics import StatisticsDimension, StatisticsFilter
from hub.domain.survey import Survey
from hub.errors import RuleViolation
from tests.casework.steps import act, delivered, taken
from tests.harness import ANALYST, PORTAL, Hub, officer

QUARTER = period("2026Q4")  # the clock of the harness stands in it
KTP = "62.01.disdukcapil"


async def report(hub: Hub, *kinds: ReportKind, **wishes: Any) -> Report:
    """A report of the running quarter."""
    wanted = replace(Wanted(QUARTER, kinds or tuple(ReportKind)), **wishes)
    return await Compiling(hub.tools).report(wanted)


def table(found: Report, key: str) -> Table:
    """One of its tables."""
    return next(one for _, one in found.tables() if one.key == key)


def column(found: Report, table_key: str, column_key: str) -> dict[str, Any]:
    """First column -> value of one column, with the total under `Semua`."""
    one = table(found, table_key)
    at = [column.key for column in one.columns].index(column_key)
    rows = {str(row[0]): row[at] for row in one.rows}
    return rows | ({"Semua": one.total[at]} if one.total else {})


def later(hub: Hub) -> None:
    """The quarter is over for so long that its figures are published."""
    hub.moment[0] = datetime(2027, 2, 5, tzinfo=UTC)


async def several(hub: Hub, count: int, **changes: Any) -> list[str]:
    """Cases of one sort."""
    return [(await taken(hub, **changes)).case.tracking_number for _ in range(count)]


async def test_the_figures_are_those_that_statistics_publishes(hub: Hub) -> None:
    numbers = [(await delivered(hub)).case.tracking_number for _ in range(14)]
    hub.later(hours=30)
    for number in numbers[:7]:
        await act(hub, officer(KTP), number, ask.Accept("Kami terima."))
        await act(hub, officer(KTP), number, ask.Answer("Sudah selesai."))
    later(hub)
    found = await report(hub, ReportKind.SP4N)
    wanted = StatisticsFilter(QUARTER.start, QUARTER.end)
    given = await hub.services.statistics.report(ANALYST, wanted, [StatisticsDimension.AGENCY])

    (row,) = given.rows
    assert (row.received, found.closed) == (14, True)
    agencies = table(found, "sp4n-agency")
    shown = dict(zip([one.key for one in agencies.columns], agencies.rows[0], strict=True))
    for one in report_columns.CASES:
        assert shown[one.key] == report_cases.figure(row, one), one.key
    assert (shown["code"], shown["name"], shown["answered"]) == (KTP, row.keys[0].name, 7)
    assert [one.key for _, one in found.tables()] == [
        "sp4n-periods",
        "sp4n-agency",
        "sp4n-agency-clocks",
        "sp4n-agency-flow",
        "sp4n-kind",
        "sp4n-topic",
        "sp4n-channel",
        "sp4n-region",
        "sp4n-region-clocks",
        "sp4n-region-flow",
        "sp4n-month",
    ]


async def test_a_report_says_when_for_whom_and_by_which_law(hub: Hub) -> None:
    found = await report(hub, region="62.01", agency=KTP)

    assert dict(found.scope)["Wilayah"].startswith("Kabupaten Kotawaringin Barat")
    assert KTP in dict(found.scope)["Instansi"]
    assert (found.as_of, found.closed) == (hub.now(), False)
    facts = dict(found.facts)
    assert facts["Data acuan"] == hub.tools.directory().version
    assert facts["Kalender kerja"] == hub.tools.directory().calendar_at("62.01").version
    assert "11" in found.suppression
    assert [one.kind for one in found.sections] == list(ReportKind)
    for section, one in found.tables():
        assert section.law
        assert all(column.definition.endswith(".") for column in one.columns)
        assert all(len(row) == len(one.columns) for row in (*one.rows, *([one.total] if one.total else [])))


async def test_a_period_that_is_not_published_has_no_figures_of_cases(hub: Hub) -> None:
    await several(hub, 12)
    running = await report(hub, ReportKind.SP4N, ReportKind.PEKPPP)
    hub.moment[0] = datetime(2027, 1, 5, tzinfo=UTC)  # it is over, and not published yet
    over = await report(hub, ReportKind.SP4N, ReportKind.PEKPPP)

    for found in (running, over):
        assert not found.closed
        assert [one.key for _, one in found.tables()] == ["pekppp-evidence"]
        assert report_cases.UNPUBLISHED in found.sections[0].notes
    whole = await report(hub, ReportKind.SP4N, period=period("2026"))
    assert not whole.closed


async def test_a_period_before_the_first_case_is_complete(hub: Hub) -> None:
    await several(hub, 12)
    later(hub)
    found = await report(hub, ReportKind.SP4N, ReportKind.PEKPPP, period=period("2026Q2"))
    assert found.closed
    assert column(found, "sp4n-periods", "received") == {"Triwulan II 2026": 0, "Triwulan I 2026": 0}
    whole = await report(hub, ReportKind.SP4N, period=period("2026"))
    assert (whole.closed, column(whole, "sp4n-periods", "received")["Tahun 2026"]) == (True, 12)


async def test_of_a_part_of_a_regency_there_is_all_but_the_figures_of_cases(hub: Hub) -> None:
    await several(hub, 12)
    later(hub)
    found = await report(hub, region="62.01.02")
    assert found.closed
    assert [one.kind for one in found.sections] == list(ReportKind)
    cases, *_, evidence = found.sections
    assert (cases.tables, cases.notes[0]) == ((), report_cases.PART_OF_A_REGENCY)
    assert "hanya diterbitkan untuk kabupaten/kota" in str(evidence.tables[0].rows[0])
    assert report_cases.UNPUBLISHED not in str(found)


async def test_by_any_code_an_agency_ever_had_all_of_its_cases_are_counted(hub: Hub) -> None:
    await several(hub, 14)
    later(hub)
    shipped, today = hub.tools.directory(), "62.01.capil"
    agencies = {**shipped.agencies, today: replace(shipped.agencies[KTP], code=today)}
    directory = replace(shipped, agencies=agencies, aliases={KTP: today, "62.01.kependudukan": KTP})
    hub.tools = replace(hub.tools, directory=lambda: directory)
    for asked in (today, KTP, "62.01.kependudukan"):
        found = await report(hub, ReportKind.SP4N, agency=asked)

        assert column(found, "sp4n-periods", "received")["Triwulan IV 2026"] == 14
        assert dict(found.scope)["Instansi"].endswith(f"({today})")
        assert dict(found.scope)["Termasuk kode lama"] == f"{KTP}, 62.01.kependudukan"


async def test_small_numbers_stay_out_of_every_table(hub: Hub) -> None:
    await several(hub, 3, kind=CaseKind.SUGGESTION)
    await several(hub, 12)
    later(hub)
    found = await report(hub, ReportKind.SP4N)

    kinds = column(found, "sp4n-kind", "received")
    assert kinds["SUGGESTION"] is WITHHELD
    assert kinds["Semua"] == 15
    assert 3 not in [value for _, one in found.tables() for row in one.rows for value in row]
    assert found.mark == "n<5*"


async def test_the_period_before_is_compared(hub: Hub) -> None:
    hub.moment[0] = datetime(2026, 8, 24, 2, tzinfo=UTC)
    await several(hub, 8)
    hub.moment[0] = datetime(2026, 11, 23, 2, tzinfo=UTC)
    await several(hub, 14)
    later(hub)
    found = await report(hub, ReportKind.SP4N)
    month = await report(hub, ReportKind.SP4N, period=period("2026-11"))

    assert column(found, "sp4n-periods", "received") == {"Triwulan IV 2026": 14, "Triwulan III 2026": 8}
    assert column(found, "sp4n-changes", "change")["Laporan masuk"] == 6
    assert month.closed
    assert column(month, "sp4n-periods", "received")["November 2026"] == 14
    assert not {"sp4n-kind", "sp4n-topic", "sp4n-month"} & {one.key for _, one in month.tables()}


async def test_nobody_learns_from_a_report_that_a_case_accuses_him(hub: Hub) -> None:
    await several(hub, 12)
    await several(hub, 12, sensitivity=Sensitivity.OVERSIGHT, agency=KTP)
    later(hub)
    for scope in ({}, {"region": "62.01"}):
        found = await report(hub, ReportKind.SP4N, **scope)
        assert column(found, "sp4n-kind", "received")["Semua"] == 12
        assert set(column(found, "sp4n-agency", "received")) == {KTP, "Semua"}
    assert "terlapor" in found.sections[0].notes[0]


async def test_the_survey_and_the_forums_have_their_chapters(hub: Hub) -> None:
    for number in range(10):
        scores = (4,) * 8 + (2,)
        await hub.services.citizens.surveying.submit(
            PORTAL, Survey(f"survei-{number:04}", scores, agency=KTP)
        )
    await forum(hub)
    found = await report(hub)

    assert column(found, "skm-agency", "index") == {KTP: 94.44, "Semua": 94.44}
    assert column(found, "skm-agency", "grade")[KTP] == "A"
    assert column(found, "skm-elements", "mean")["Penanganan pengaduan, saran dan masukan"] == 2.0
    assert len(table(found, "skm-elements").rows) == 9
    (held,) = table(found, "fkp-forums").rows
    assert held[0] == date(2026, 11, 20)
    assert held[4:] == ("masyarakat, media", 31, 2, 1, 0, "ada")
    assert column(found, "fkp-states", "agreed") == {
        "Belum dimulai": 1,
        "Sedang dilaksanakan": 0,
        "Terlaksana": 1,
        "Tidak dilanjutkan": 0,
        "Semua": 2,
    }
    evidence = column(found, "pekppp-evidence", "found")
    assert evidence["SKM dilaksanakan"] == "IKM 94,44 dari 10 responden"
    assert evidence["FKP diadakan"] == "1 forum, 1 dengan berita acara"
    assert evidence["Tindak lanjut FKP"] == "1 dari 2 kesepakatan terlaksana"


async def test_evidence_is_a_list_with_sources_and_no_score(hub: Hub) -> None:
    await several(hub, 16)
    later(hub)
    found = await report(hub, ReportKind.PEKPPP)

    held = column(found, "pekppp-evidence", "held")
    shown = column(found, "pekppp-evidence", "found")
    assert held["Penanggung jawab pengaduan ditetapkan dengan nama"] == "tidak disimpan oleh hub"
    assert shown["Laporan ditanggapi"] == "0 dari 16 (0,0 %)"
    assert all(column(found, "pekppp-evidence", "source").values())
    assert {one.kind.value for one in table(found, "pekppp-evidence").columns} == {"TEXT"}


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"agency": "62.01.tidak-ada"}, "UNKNOWN_AGENCY"),
        ({"region": "99"}, "UNKNOWN_REGION"),
        ({"period": period("2027Q1")}, "INVALID"),
    ],
)
async def test_what_is_not_there_is_told(hub: Hub, wishes: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        await report(hub, **wishes)
    assert refusal.value.code == code


async def forum(hub: Hub) -> None:
    """Minutes with two agreements, of which one was kept."""
    own = officer(KTP)
    due = date(2026, 12, 31)
    said = NewConsultation(
        idempotency_key="forum-0001",
        agency=KTP,
        held_on=date(2026, 11, 20),
        subject="Standar pelayanan KTP elektronik",
        place="Aula dinas",
        parties=(ConsultationParty(PartyKind.PUBLIC, 30), ConsultationParty(PartyKind.MEDIA, 1)),
        agreements=(NewAgreement("Loket Sabtu dibuka", KTP, due), NewAgreement("Papan informasi", KTP, due)),
        minutes_url="https://kobar.example/berita-acara/1.pdf",
    )
    kept = await hub.services.citizens.consultations.record(own, said)
    await hub.services.citizens.consultations.follow_up(
        own, NewFollowUp(kept.agreements[0].id, AgreementState.DONE, "Sudah dibuka.")
    )
