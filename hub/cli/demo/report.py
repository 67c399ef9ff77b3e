"""The tables at the end."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.table import Table

from hub.cli.demo.answers import Figures, Hop, Reason, Seen, Statistics

CLASSES = {"ORDINARY": "", "OVERSIGHT": " / oversight", "WHISTLEBLOWING": " / WBS"}
CONSOLE = "console"
LAST = "jurisdiction"  # the law is named after what pointed to it
LAW = re.compile(r"\(([^()]+)\)$")


def whereabouts(cases: Sequence[Seen]) -> Table:
    """Where each case went, and why."""
    table = _table("Where each case went, and why")
    table.add_column("tracking number", no_wrap=True)
    for name in ("region", "kind / class", "owner", "system", "status"):
        table.add_column(name)
    table.add_column("why: rule and detail", ratio=1)
    for case in cases:
        hop = case.assignments[-1] if case.assignments else None
        table.add_row(
            case.tracking_number,
            case.region.code,
            f"{case.kind.lower().replace('_request', '')}{CLASSES[case.sensitivity]}",
            case.owner.code if case.owner else "-",
            system_of(hop),
            case.status.lower(),
            why(hop),
        )
    return table


def why(hop: Hop | None) -> str:
    """The strongest clue, then the law; where a person decided, that person's note."""
    if hop is None:
        return "-"
    if not hop.explanation:
        return f"coordinator: {hop.reason or '-'}"
    clues = sorted(hop.explanation, key=lambda reason: (reason.rule == LAST, -reason.weight))
    chosen = clues[:1] + [reason for reason in clues[1:] if reason.rule == LAST][:1]
    return "; ".join(f"{reason.rule}: {_in_short(reason)}" for reason in chosen)


def _in_short(reason: Reason) -> str:
    """Of a competence the law it rests on, which the sentence names in its last brackets."""
    law = LAW.search(reason.detail) if reason.rule == LAST else None
    return law[1] if law else reason.detail


def system_of(hop: Hop | None) -> str:
    """The connector a hop went by."""
    connector = hop.agency.connector if hop else None
    return connector.name if connector else CONSOLE


@dataclass(slots=True)
class _Totals:
    hops: list[Hop] = field(default_factory=list)

    def row(self, name: str) -> tuple[str, ...]:
        sent = [hop.delivery for hop in self.hops if hop.delivery is not None]
        states: dict[str, int] = defaultdict(int)
        for one in sent:
            states[one.state] += 1
        return (
            name,
            str(len(self.hops)),
            ", ".join(f"{count} {state.lower()}" for state, count in sorted(states.items())) or "at once",
            str(sum(one.attempts for one in sent)) if sent else "-",
            str(max(one.attempts for one in sent)) if sent else "-",
            f"{max(hop.waited for hop in self.hops):.1f} s",
        )


def deliveries(cases: Iterable[Seen]) -> Table:
    """Messages per connector."""
    table = _table("Deliveries")
    for name in ("connector", "cases", "state", "attempts", "most for one case", "longest wait"):
        table.add_column(name)
    totals: dict[str, _Totals] = defaultdict(_Totals)
    for hop in (hop for case in cases for hop in case.assignments):
        totals[system_of(hop)].hops.append(hop)
    for name in sorted(totals):
        table.add_row(*totals[name].row(name))
    return table


def bounces(cases: Iterable[Seen]) -> Table:
    """Cases that an agency gave back, hop by hop."""
    table = _table("Cases that bounced and found their owner")
    for name in ("tracking number", "hop", "agency", "system", "state"):
        table.add_column(name)
    table.add_column("why", ratio=1)
    for case in (case for case in cases if len(case.assignments) > 1):
        for hop in case.assignments:
            reason = hop.reason if hop.state == "RETURNED" else why(hop)
            first = case.tracking_number if hop.hop == 1 else ""
            table.add_row(
                first, str(hop.hop), hop.agency.code, system_of(hop), hop.state.lower(), reason or "-"
            )
        table.add_section()
    return table


def latecomers(cases: Sequence[Seen], connectors: Sequence[str], seconds: float) -> Table:
    """What had to wait for the system that was down."""
    hops = [(case, hop) for case in cases for hop in case.assignments]
    late = [(case, hop) for case, hop in hops if system_of(hop) in connectors]
    others = max((hop.waited for _, hop in hops if system_of(hop) not in connectors), default=0.0)
    table = _table(f"Late, for {', '.join(connectors)} was down for {seconds:.1f} s")
    table.caption = f"cases for all other systems waited {others:.1f} s at most"
    for name in ("tracking number", "agency", "waited", "attempts", "state", "status of the case"):
        table.add_column(name)
    for case, hop in late:
        sent = hop.delivery
        attempts, state = (str(sent.attempts), sent.state.lower()) if sent else ("-", "-")
        waited = f"{hop.waited:.1f} s"
        table.add_row(case.tracking_number, hop.agency.code, waited, attempts, state, case.status.lower())
    return table


def figures(statistics: Statistics) -> Table:
    """Statistics by agency, as whoever can read the cases sees them."""
    found = statistics.statistics
    bound = found.suppressed_below
    table = _table("Statistics by agency, of this moment")
    table.caption = (
        "Exact, for who can read the cases; a ministry gets closed quarters, without small numbers."
    )
    table.add_column("agency", no_wrap=True)
    table.add_column("name", ratio=1)
    for name in ("received", "answered", "closed", "open", "returned"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in found.rows:
        code, name = (row.keys[0].code or "-", row.keys[0].name) if row.keys else ("-", "")
        table.add_row(code, name, *_numbers(row, bound))
    table.add_section()
    table.add_row("total", "", *_numbers(found.total, bound))
    return table


def _numbers(row: Figures, bound: int) -> list[str]:
    counts = (row.received, row.answered, row.closed, row.open, row.returned)
    return [f"<{bound}" if count is None else str(count) for count in counts]


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", expand=True)
