"""Every edge of the status table, tried: `python -m tests.domain.edges` prints how many of how many.

An edge is an act of one party out of one status. It counts as tried when the act was carried out by the rules
themselves, told the event of its row, and left the case where the table, or the case, says.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hub.domain import acts
from hub.domain import commands as ask
from hub.domain.case import (
    Case,
    CaseEventType,
    CaseStatus,
    CompensationState,
    IdentityProtection,
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.domain.custody import deliver
from hub.domain.evolution import Evolution
from hub.domain.status import EDGES, FINAL, TABLE, Act, Party
from tests.domain.builders import NOW, assigned, case, setting, types

COMMANDS: dict[Act, Any] = {
    Act.VERIFY: ask.Verify(Sensitivity.ORDINARY),
    Act.REQUEST_INFORMATION: ask.RequestInformation("Di mana?"),
    Act.PROVIDE_INFORMATION: ask.ProvideInformation("Di pasar."),
    Act.ASSIGN: ask.Assign("62.01.dinkes", binding=True),
    Act.ACCEPT: ask.Accept("Diterima."),
    Act.RETURN: ask.Return("Bukan kami.", "62.01.dinsos"),
    Act.PROGRESS: ask.Progress("Sedang diperiksa."),
    Act.ANSWER: ask.Answer("Sudah selesai."),
    Act.CONTEST: ask.Contest("Belum selesai."),
    Act.CONFIRM: ask.Confirm(5),
    Act.RATE: ask.Rate(4),
    Act.CLOSE: ask.Close("Selesai."),
    Act.REOPEN: ask.Reopen("Rusak lagi."),
    Act.ARCHIVE: ask.Archive("Tidak lengkap."),
    Act.MERGE: ask.Merge("H-HEAD-0000-0000", "Hal yang sama."),
    Act.RELEASE: ask.Release(),
    Act.WITHDRAW: ask.Withdraw("Sudah tidak perlu."),
    Act.RAISE_PROTECTION: ask.RaiseProtection(IdentityProtection.NONE, Visibility.RESTRICTED),
    Act.ESCALATE: ask.Escalate("Jawaban tidak menyelesaikan masalah."),
    Act.REFER: ask.Refer("0179/LM/VI/2022/BJM"),
    Act.CONCLUDE: ask.Conclude(OversightState.RECOMMENDED, "Saran Ombudsman telah terbit."),
    Act.CLAIM_COMPENSATION: ask.ClaimCompensation(
        note="Berkas saya hilang di loket.",
        amount=250_000,
        met_duties=True,
        provider_at_fault=True,
        not_caused_by_reporter=True,
    ),
    Act.DECIDE_COMPENSATION: ask.DecideCompensation("Dikabulkan.", 250_000, date(2026, 12, 31)),
    Act.PAY_COMPENSATION: ask.PayCompensation("Sudah dibayar.", date(2026, 11, 23)),
}
READY: dict[Act, dict[str, Any]] = {
    Act.RATE: {"answered_at": NOW},
    Act.ESCALATE: {"breached": True},
    Act.REFER: {"oversight": OversightState.REQUESTED},
    Act.CONCLUDE: {"oversight": OversightState.WITH_OMBUDSMAN, "oversight_reference": "010228.2022"},
    Act.DECIDE_COMPENSATION: {"compensation": CompensationState.CLAIMED},
    Act.PAY_COMPENSATION: {"compensation": CompensationState.GRANTED},
}
"""What a case must be besides its status."""

HEAD = case(id="head", tracking_number="H-HEAD-0000-0000")
GOES_TO = {
    (Act.PROVIDE_INFORMATION, CaseStatus.NEEDS_INFORMATION): CaseStatus.IN_PROGRESS,
    (Act.RETURN, CaseStatus.ASSIGNED): CaseStatus.ASSIGNED,  # the proposed agency gets it at once
    (Act.RETURN, CaseStatus.IN_PROGRESS): CaseStatus.ASSIGNED,
    (Act.CONTEST, CaseStatus.ANSWERED): CaseStatus.IN_PROGRESS,
    (Act.REOPEN, CaseStatus.CLOSED): CaseStatus.IN_PROGRESS,
    (Act.REOPEN, CaseStatus.ARCHIVED): CaseStatus.RECEIVED,
}
"""Where the case says where it goes, not the table."""

NOBODYS = {CaseStatus.RECEIVED, CaseStatus.VERIFIED, CaseStatus.RETURNED, CaseStatus.ADJUDICATION}


@dataclass(frozen=True, slots=True)
class Way:
    """One edge."""

    act: Act
    source: CaseStatus
    party: Party


def every_way() -> Iterator[Way]:
    """All edges of the table."""
    for edge in TABLE:
        for source in CaseStatus:
            for party in Party:
                if edge.permits(source, frozenset({party})):
                    yield Way(edge.act, source, party)


def in_status(status: CaseStatus) -> Case:
    """A case that Disdukcapil has, or nobody, as the status wants it."""
    if status in NOBODYS:
        return case(status=status)
    changes: dict[str, Any] = {"status": status}
    if status is CaseStatus.NEEDS_INFORMATION:
        changes["resume_status"] = CaseStatus.IN_PROGRESS
    if status in FINAL:
        changes["closed_at"] = NOW
    if status is CaseStatus.MERGED:
        changes |= {"assignee": None, "owner": "62.01.diskominfo", "hop": 0, "merged_into": HEAD.id}
    return assigned(**changes)


def go(way: Way) -> Evolution:
    """Carry the act out. Raises `RuleViolation` where the rules refuse it."""
    change = Evolution(replace(in_status(way.source), **READY.get(way.act, {})), NOW)
    if way.act is Act.DELIVER:
        deliver(change, "system")
    else:
        acts.perform(change, COMMANDS[way.act], setting(way.party, head=HEAD))
    return change


def arrives(way: Way) -> bool:
    """Whether going that way tells the event of its row and ends where it has to."""
    edge, change = EDGES[way.act], go(way)
    expected = GOES_TO.get((way.act, way.source), edge.target or way.source)
    told: list[CaseEventType] = types(change)
    return edge.event in told and change.case.status is expected


def tried() -> set[Way]:
    """Every edge that was gone and arrived."""
    return {way for way in every_way() if arrives(way)}


if __name__ == "__main__":
    everything = list(every_way())
    sys.stdout.write(f"{len(tried())} of {len(everything)} edges of {len(TABLE)} acts\n")
