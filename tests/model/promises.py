"""The invariants of the whole database that `soundness` does not hold: what nobody may ever see or do."""

from collections import Counter
from itertools import pairwise

from sqlalchemy import select

from hub.casework.authentication import of_today
from hub.domain.assignment import MAX_HOPS
from hub.domain.caller import Caller, Role
from hub.domain.case import (
    Case,
    CaseEvent,
    CaseEventType,
    CaseStatus,
    CompensationState,
    IdentityProtection,
    Visibility,
)
from hub.domain.evolution import fold
from hub.domain.paging import Window
from hub.domain.redaction import EVERYTHING
from hub.domain.sla import ClockState
from hub.domain.status import FINAL
from hub.domain.worklist import Desk, Place, WorkQuery, coordinators, place_of
from hub.store import cases, compensations, desks, events
from hub.store.tables import cases as rows_of_cases
from tests.harness import OPERATOR, PORTAL, Hub, officer

RISING = {
    "identity_protection": [level.value for level in IdentityProtection],
    "visibility": [level.value for level in Visibility],
}
APPEALS = {  # I5: the only ways out of an end
    CaseStatus.CLOSED: {CaseEventType.REOPENED},
    CaseStatus.ARCHIVED: {CaseEventType.REOPENED},
    CaseStatus.MERGED: {CaseEventType.REOPENED, CaseEventType.RECALLED, CaseEventType.ROUTED},
    CaseStatus.WITHDRAWN: set(),
}


async def check_promises(hub: Hub, taken: dict[str, str], canary: str) -> None:
    """Every case that was taken, every record that left."""
    async with hub.tools.db.reading() as conn:
        rows = await cases.by_tracking(conn, sorted(taken), EVERYTHING)
        told = await events.timelines(conn, [case.id for case in rows.values()])
    assert sorted(rows) == sorted(taken), "P1: an acknowledged case is gone"
    for case in rows.values():
        check_ends(told[case.id])
        check_levels(told[case.id])
        check_bounces(hub, case, told[case.id])
        check_versions(case, told[case.id])
        assert hub.tools.directory().agency_of(case.owner or "") is not None, "I2: nobody has it"
    check_merges({case.id: case for case in rows.values()})
    await check_claims(hub, rows)
    await check_clocks(hub, rows)
    await check_work_lists(hub, rows)
    await check_reporters(hub, rows, told, taken)
    check_what_left(hub, canary)


def check_ends(told: list[CaseEvent]) -> None:
    """I5."""
    for one, other in pairwise(told):
        if one.status in FINAL and other.status is not one.status:
            assert other.type in APPEALS[one.status], (one.status, other.type)


def check_levels(told: list[CaseEvent]) -> None:
    """I11."""
    for name, levels in RISING.items():
        said = [levels.index(str(event.facts[name])) for event in told if name in event.facts]
        assert said == sorted(said), f"{name} fell"


def check_bounces(hub: Hub, case: Case, told: list[CaseEvent]) -> None:
    """I13: whoever returned a case got it back only by a binding decision or with new facts."""
    directory = hub.tools.directory()
    returned = Counter(
        directory.canonical(event.agency or "") for event in told if event.type is CaseEventType.RETURNED
    )
    news = sum(event.type in (CaseEventType.INFORMATION_PROVIDED, CaseEventType.VERIFIED) for event in told)
    assert all(count <= 1 + news for count in returned.values()), "I13: returned again without new facts"
    offers = [event for event in told if event.type is CaseEventType.ASSIGNED]
    for late in offers[MAX_HOPS:]:
        assert fold(told[: late.sequence])["binding"], "I13: a free assignment beyond the bound"
    assert case.hop == len(offers)


def check_versions(case: Case, told: list[CaseEvent]) -> None:
    """I17: one committed command, one version, one moment."""
    versions = [event.version for event in told]
    assert sorted(set(versions)) == list(range(1, case.version + 1))
    moments = {event.version: event.occurred_at for event in told}
    assert all(event.occurred_at == moments[event.version] for event in told)


def check_merges(rows: dict[str, Case]) -> None:
    """I15: whoever follows from head to head ends at a case that is no follower."""
    for case in rows.values():
        assert case.merged_into is not None or case.status is not CaseStatus.MERGED
        assert case.merged_into is None or case.status in FINAL
        seen, at = set[str](), case
        while at.merged_into is not None:
            assert at.id not in seen, "I15: a circle of merged cases"
            seen.add(at.id)
            at = rows[at.merged_into]


async def check_claims(hub: Hub, rows: dict[str, Case]) -> None:
    """A claim for compensation has a row where the case says so, which knows what its state needs."""
    async with hub.tools.db.reading() as conn:
        found = await compensations.of_cases(conn, [case.id for case in rows.values()])
    for case in rows.values():
        claim, state = found.get(case.id), case.compensation
        assert (claim is None) == (state is CompensationState.NONE)
        if claim is not None:
            assert (claim.decided_at is None) == (state is CompensationState.CLAIMED)
            granted = state in (CompensationState.GRANTED, CompensationState.PAID)
            assert (claim.granted is not None, claim.payment_due_on is not None) == (granted, granted)
            assert (claim.paid_on is not None) == (state is CompensationState.PAID)


async def check_clocks(hub: Hub, rows: dict[str, Case]) -> None:
    """I6: a clock rests only while the reporter is asked, or an answer stands; none has a negative span."""
    async with hub.tools.db.reading():
        ids = [case.id for case in rows.values()]
    shown = [one for one in await hub.services.reading.by_ids(OPERATOR, ids) if one is not None]
    for case, running in zip(shown, await hub.services.reading.clocks(shown), strict=True):
        for clock in running:
            assert clock.due_at > clock.started_at
            assert clock.stopped_at is None or clock.stopped_at >= clock.started_at
            if clock.state is ClockState.PAUSED:
                assert case.status is CaseStatus.NEEDS_INFORMATION, "I6: stands still without a reason"


async def check_work_lists(hub: Hub, rows: dict[str, Case]) -> None:
    """I20: every open case is on exactly one list, and whoever works there sees it."""
    directory = hub.tools.directory()
    everybody, coordinating = {*directory.agencies, *directory.aliases}, coordinators(directory)
    for case in rows.values():
        place = place_of(case, directory)
        assert (place is None) == (case.status in FINAL)
        if place is None:
            continue
        own = directory.kin({place.agency})
        async with hub.tools.db.reading() as conn:
            asked = [desks.on_lists(codes, coordinating) for codes in (own, everybody - own)]
            asked += [desks.at_desk(desk, coordinating) for desk in Desk]
            found = (await conn.execute(select(*asked).where(rows_of_cases.c.id == case.id))).one()
        assert (bool(found[0]), bool(found[1])) == (True, False), "I20: on no list, or on two"
        assert [bool(one) for one in found[2:]] == [desk is place.desk for desk in Desk]
        shown = await hub.services.desks.worklists.page(_worker(hub, place), WorkQuery(Window(100)))
        assert case.id in [edge.node.case.id for edge in shown.edges], "I20: nobody sees it"


def _worker(hub: Hub, place: Place) -> Caller:
    if place.desk is Desk.OFFICER:
        return of_today(officer(place.agency), hub.tools.directory(), hub.now())
    region = hub.tools.directory().agencies[place.agency].region
    return Caller("koordinator", "Koordinator", Role.COORDINATOR, agency=place.agency, region=region)


async def check_reporters(
    hub: Hub, rows: dict[str, Case], told: dict[str, list[CaseEvent]], taken: dict[str, str]
) -> None:
    """I14: by receipt the reporter sees his own case, and an answer exactly when one was given."""
    for number, receipt in taken.items():
        seen = await hub.services.reading.by_receipt(PORTAL, receipt)
        assert seen is not None, "the receipt opens nothing"
        assert seen.tracking_number == number, "I15: a receipt opens another's case"
        answered = any(event.type is CaseEventType.ANSWERED for event in told[rows[number].id])
        assert (rows[number].answer is not None) == answered
        if not answered and rows[number].status is not CaseStatus.MERGED:
            assert seen.answer is None


def check_what_left(hub: Hub, canary: str) -> None:
    """I12, P17: nothing of the reporter's identity is in any agency's system."""
    for system in hub.agencies.systems.values():
        for record in system.records:
            assert canary not in repr(record)
            assert "kanarsih" not in repr(record).casefold()
