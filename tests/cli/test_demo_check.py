"""Nothing passes as "at its owner exactly once" that is lost, doubled, or somewhere else."""

from datetime import UTC, datetime

import pytest

from hub.cli.demo.answers import Code, Connected, Holder, Hop, Seen
from hub.cli.demo.check import Belongings, Held, faults
from hub.cli.demo.scenario import Planned

NOW = datetime(2026, 7, 1, tzinfo=UTC)
PLAN = Planned(title="t", body="b", district="62.01", owner="62.01.pupr")
CONSOLE = Planned(title="t", body="b", district="21.04", owner="21.04.pupr")


def hop(number: int, agency: str, state: str, connector: str | None = "lapornurani") -> Hop:
    holder = Holder(agency, agency, Connected(connector) if connector else None)
    return Hop(number, state, holder, [], NOW)


def seen(*hops: Hop, owner: str = "62.01.pupr") -> Seen:
    return Seen("H-1", "COMPLAINT", "ORDINARY", "ASSIGNED", Code("62.01"), list(hops), Code(owner))


def found(case: Seen | None, lapor: list[Held], rest: list[Held] | None = None, plan: Planned = PLAN) -> str:
    belongings = Belongings(
        {"lapor": lapor, "rest": rest or []},
        {"lapornurani": "lapor", "kobar-rsud": "rest"},
        {"62.01.pupr": "110109", "62.01.dishub": "110111"},
    )
    cases = {} if case is None else {"H-1": case}
    return "; ".join(fault.what for fault in faults({"H-1": plan}, cases, belongings))


def at(desk: str | None = "110109", ticket: str = "H-1#1") -> Held:
    return Held("1", ticket, "Selesai", desk)


DELIVERED = hop(1, "62.01.pupr", "DELIVERED")


def test_one_record_at_the_right_desk_is_right() -> None:
    assert found(seen(DELIVERED), [at()]) == ""


def test_the_number_of_the_institution_may_stand_in_what_was_sent() -> None:
    held = Held("1", "H-1#1", "finished", None, {"disposition": "110111"})

    assert found(seen(DELIVERED), [held]) == "lies at institution 110111 instead of 110109"


def test_a_returned_hop_leaves_one_record_behind() -> None:
    case = seen(hop(1, "62.01.dishub", "RETURNED"), hop(2, "62.01.pupr", "ACCEPTED"))

    assert found(case, [at("110101"), at(ticket="H-1#2")]) == ""


def test_a_case_of_the_console_lies_in_no_system() -> None:
    case = seen(hop(1, "21.04.pupr", "ACCEPTED", None), owner="21.04.pupr")

    assert found(case, [], plan=CONSOLE) == ""
    assert "held by ['lapor'] instead of no system" in found(case, [at()], plan=CONSOLE)


@pytest.mark.parametrize(
    ("case", "lapor", "rest", "complaint"),
    [
        (None, [], [], "was given to nobody"),
        (seen(), [], [], "was given to nobody"),
        (seen(DELIVERED), [], [], "held by no system"),
        (seen(DELIVERED), [at(), at()], [], "held by ['lapor', 'lapor']"),
        (seen(DELIVERED), [at()], [at()], "held by ['lapor', 'rest']"),
        (seen(DELIVERED), [], [at()], "held by ['rest']"),
        (seen(DELIVERED), [at("110111")], [], "lies at institution 110111"),
        (seen(hop(1, "62.01.pupr", "OFFERED")), [at()], [], "is with 0 agencies"),
        (seen(DELIVERED, hop(2, "62.01.pupr", "DELIVERED")), [at(), at(ticket="H-1#2")], [], "is with 2"),
        (seen(hop(1, "62.01.dishub", "ACCEPTED")), [at("110111")], [], "is with 62.01.dishub"),
        (seen(DELIVERED, owner="62.01.diskominfo"), [at()], [], "its owner is 62.01.diskominfo"),
        (seen(DELIVERED), [at(), at(ticket="H-9#1")], [], "lapor holds H-9#1, which nobody gave it"),
    ],
)
def test_what_is_lost_doubled_or_misplaced_is_named(
    case: Seen | None, lapor: list[Held], rest: list[Held], complaint: str
) -> None:
    assert complaint in found(case, lapor, rest)
