"""The tables say what happened, also where nobody's terminal is."""

from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Table

from hub.cli.demo import report
from hub.cli.demo.answers import (
    Code,
    Connected,
    Figures,
    Holder,
    Hop,
    Reason,
    Report,
    Seen,
    Sent,
    Statistics,
)

NOW = datetime(2026, 7, 1, tzinfo=UTC)
LAW = Reason("jurisdiction", "Topik Jalan di Contoh ditangani Dinas Contoh (UU 1/2000 tentang contoh)", 1.0)
CLUE = Reason("keyword", 'Laporan menyebut "jalan rusak"', 0.85)


def hop(number: int, agency: str, state: str = "DELIVERED", attempts: int = 1, **more: object) -> Hop:
    return Hop(
        number,
        state,
        Holder(agency, agency, Connected("ntb-portal")),
        more.get("reasons", [LAW, CLUE]),  # type: ignore[arg-type]
        NOW,
        NOW + timedelta(seconds=8 * attempts),
        more.get("reason"),  # type: ignore[arg-type]
        Sent("DELIVERED", attempts),
    )


def case(*hops: Hop) -> Seen:
    owner = Code(hops[-1].agency.code)
    return Seen("H-1", "COMPLAINT", "WHISTLEBLOWING", "ANSWERED", Code("52.01"), list(hops), owner)


def printed(table: Table) -> str:
    console = Console(width=170)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def test_a_case_is_shown_with_its_owner_the_clue_and_the_law() -> None:
    text = printed(report.whereabouts([case(hop(1, "52.pupr"))]))

    for word in ("H-1", "complaint / WBS", "52.pupr", "ntb-portal", "answered", "jalan rusak", "UU 1/2000"):
        assert word in text


def test_where_a_person_decided_the_note_is_the_reason() -> None:
    decided = hop(1, "52.pupr", reasons=[], reason="Ditelaah koordinator")

    assert report.why(decided) == "coordinator: Ditelaah koordinator"


def test_deliveries_are_summed_per_connector() -> None:
    lines = printed(report.deliveries([case(hop(1, "52.pupr", attempts=3)), case(hop(1, "52.dinkes"))]))
    row = next(line for line in lines.splitlines() if "ntb-portal" in line)

    assert row.replace(" ", "").strip("│").split("│") == ["ntb-portal", "2", "2delivered", "4", "3", "24.0s"]


def test_only_cases_with_several_owners_bounced() -> None:
    back = hop(1, "52.dinkes", "RETURNED", reason="Bukan wewenang kami.")
    text = printed(report.bounces([case(back, hop(2, "52.pupr")), case(hop(1, "52.disdik"))]))

    assert "Bukan wewenang kami." in text
    assert "52.disdik" not in text


def test_latecomers_are_those_of_the_system_that_was_down() -> None:
    late = case(hop(1, "52.pupr", attempts=2))

    assert "16.0 s" in printed(report.latecomers([late], ["ntb-portal"], 7.0))
    assert "16.0 s at most" in printed(report.latecomers([late], ["kobar-rsud"], 7.0))


def test_a_suppressed_number_is_no_zero() -> None:
    row = Figures(6, 6, 0, 6, None, [Code("52.pupr", "Dinas")])
    text = printed(report.figures(Statistics(Report(5, [row], Figures(60, 6, 0, 6, None)))))
    shown = next(line for line in text.splitlines() if "52.pupr" in line)

    assert shown.replace(" ", "").strip("│").split("│") == ["52.pupr", "Dinas", "6", "6", "0", "6", "<5"]
