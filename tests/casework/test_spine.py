"""A case from the door to its owner and back."""

from hub.domain.case import CaseStatus
from hub.domain.evolution import fold, state_of
from hub.store import cases, events
from tests.harness import PORTAL, Hub


async def test_a_case_reaches_its_owner_and_its_answer_comes_back(hub: Hub) -> None:
    taken = await hub.services.intake.submit(PORTAL, hub.submission())

    assert taken.case.status is CaseStatus.ASSIGNED
    assert taken.case.owner == "62.01.diskominfo"  # custody passes on delivery, not before

    await hub.drain()
    seen = await hub.services.reading.case(PORTAL, taken.case.tracking_number)
    assert seen is not None
    assert seen.owner == "62.01.disdukcapil"

    system = hub.agencies["kobar-disdukcapil"]
    assert [record.case.title for record in system.records] == ["KTP elektronik belum jadi"]
    system.move("0", CaseStatus.IN_PROGRESS, "Sedang dicetak")
    system.move("0", CaseStatus.CLOSED, "KTP sudah dapat diambil")
    await hub.drain()

    seen = await hub.services.reading.case(PORTAL, taken.case.tracking_number)
    assert seen is not None
    assert (seen.status, seen.answer) == (CaseStatus.ANSWERED, "KTP sudah dapat diambil")

    async with hub.tools.db.reading() as conn:
        stored = await cases.everything(conn)
        told = await events.timelines(conn, [stored[0].id])
    assert [event.sequence for event in told[stored[0].id]] == list(range(1, len(told[stored[0].id]) + 1))
    state = fold(told[stored[0].id])
    assert {name: value for name, value in state_of(stored[0]).items() if state.get(name) != value} == {}
