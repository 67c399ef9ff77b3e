"""The chapter about public consultations (FKP), as KPK and the ministry count them.

Source: PermenPANRB 16/2017; rules R20 and R21. Minutes are public; people are counted in them, never named.
"""

from collections.abc import Callable, Sequence
from datetime import date

from hub.domain import report_columns as words
from hub.domain.consultations import Agreement, AgreementState, Consultation, PartyKind
from hub.domain.report import Chart, ChartKind, ReportKind, Section, Series, Table, Value

NameOf = Callable[[str], str]
"""What people call an agency of that code."""

PARTIES = {
    PartyKind.PUBLIC: "masyarakat",
    PartyKind.ACADEMICS: "akademisi",
    PartyKind.MEDIA: "media",
    PartyKind.CIVIL_SOCIETY: "organisasi masyarakat sipil",
    PartyKind.BUSINESS: "dunia usaha",
    PartyKind.GOVERNMENT: "pemerintah",
    PartyKind.OTHER: "lainnya",
}
STATES = {
    AgreementState.OPEN: "Belum dimulai",
    AgreementState.IN_PROGRESS: "Sedang dilaksanakan",
    AgreementState.DONE: "Terlaksana",
    AgreementState.DROPPED: "Tidak dilanjutkan",
}
LAW = "PermenPANRB 16/2017 (forum konsultasi publik); jumlah forum yang terdokumentasi untuk KPK (MCP)"
INTRO = "Forum yang diadakan dalam periode ini menurut berita acaranya, dan tindak lanjut kesepakatannya."


def section(forums: Sequence[Consultation], today: date, name_of: NameOf) -> Section:
    """The chapter: forums, agreements with their follow-up, and their states."""
    agreements = [(forum, one) for forum in forums for one in forum.agreements]
    states = _states([one for _, one in agreements])
    return Section(
        kind=ReportKind.FKP,
        title="Forum konsultasi publik (FKP)",
        intro=INTRO,
        law=LAW,
        tables=(_forums(forums, today, name_of), _agreements(agreements, name_of), states),
        charts=(_chart(states),) if agreements else (),
    )


def _forums(forums: Sequence[Consultation], today: date, name_of: NameOf) -> Table:
    columns = (
        words.HELD_ON,
        words.AGENCY,
        words.SUBJECT,
        words.PLACE,
        words.PARTIES,
        words.PEOPLE,
        words.AGREED,
        words.DONE,
        words.LATE,
        words.MINUTES,
    )
    rows = tuple(_forum(one, today, name_of) for one in forums)
    sums = [sum(_whole(row[at]) for row in rows) for at in (5, 6, 7, 8)]
    total = (None, f"{len(rows)} forum", "", "", "", *sums, "")
    return Table("fkp-forums", "Forum yang diadakan", columns, rows, total=total)


def _forum(forum: Consultation, today: date, name_of: NameOf) -> tuple[Value, ...]:
    kinds = {party.kind for party in forum.parties}
    return (
        forum.held_on,
        name_of(forum.agency),
        forum.subject,
        forum.place,
        ", ".join(text for kind, text in PARTIES.items() if kind in kinds),
        forum.people,
        len(forum.agreements),
        sum(one.state is AgreementState.DONE for one in forum.agreements),
        sum(one.overdue(today) for one in forum.agreements),
        "ada" if forum.minutes_url or forum.minutes_sha256 else "belum ditunjuk",
    )


def _agreements(agreements: Sequence[tuple[Consultation, Agreement]], name_of: NameOf) -> Table:
    columns = (words.HELD_ON, words.AGREEMENT, words.AGENCY, words.DUE_ON, words.STATE, words.REPORTS)
    rows = tuple(
        (
            forum.held_on,
            one.text,
            name_of(one.agency),
            one.due_on,
            STATES[one.state],
            len(one.follow_ups),
        )
        for forum, one in agreements
    )
    return Table("fkp-agreements", "Kesepakatan dan tindak lanjutnya", columns, rows)


def _states(agreements: Sequence[Agreement]) -> Table:
    rows = tuple((name, sum(one.state is state for one in agreements)) for state, name in STATES.items())
    return Table(
        "fkp-states",
        "Keadaan kesepakatan",
        (words.STATE, words.AGREED),
        rows,
        ("Semua", len(agreements)),
        open=bool(agreements),
    )


def _chart(states: Table) -> Chart:
    labels = tuple(str(row[0]) for row in states.rows)
    values = tuple(_whole(row[1]) for row in states.rows)
    return Chart(
        "fkp-states", ChartKind.BARS, "Kesepakatan menurut keadaannya", labels, (Series("", values),)
    )


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
