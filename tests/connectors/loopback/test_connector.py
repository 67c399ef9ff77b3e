"""The agency in memory keeps the promises of a real one."""

import pytest

from hub.connectors.base import FeedsChanges, Fetches, Forwards, Searches, TakesNotes
from hub.connectors.loopback import Loopback
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, HealthState, Idempotency, Registered
from hub.errors import Refused, Unconfirmed, Unreachable
from tests.connectors.samples import CASE, NOW, key_of


def agency(idempotency: Idempotency = Idempotency.KEY) -> Loopback:
    return Loopback.named("dinkes", lambda: NOW, idempotency)


def test_it_has_all_abilities_of_its_manifest() -> None:
    for ability in (Forwards, Fetches, FeedsChanges, TakesNotes, Searches):
        assert isinstance(agency(), ability)


@pytest.mark.parametrize(("idempotency", "records"), [(Idempotency.KEY, 1), (Idempotency.SEARCH, 2)])
async def test_a_repeated_key_makes_one_record_only_where_keys_are_honoured(
    idempotency: Idempotency, records: int
) -> None:
    peer = agency(idempotency)

    answers = [await peer.forward(CASE, key_of(CASE)) for _ in range(2)]

    assert len(peer.records) == records
    assert answers[0] == Registered(ExternalRef("dinkes", "0"))


async def test_a_lost_answer_leaves_a_record_that_can_be_found() -> None:
    peer = agency(Idempotency.SEARCH)
    peer.lose_answers = 1

    with pytest.raises(Unconfirmed):
        await peer.forward(CASE, key_of(CASE))

    assert await peer.search(CASE.tracking_number, key_of(CASE)) == ExternalRef("dinkes", "0")
    assert await peer.search(CASE.tracking_number, "other-1") is None


async def test_a_planned_failure_comes_once_and_before_any_effect() -> None:
    peer = agency()
    peer.failures.append(Unreachable())

    with pytest.raises(Unreachable):
        await peer.forward(CASE, key_of(CASE))

    assert peer.records == []
    await peer.forward(CASE, key_of(CASE))
    assert [record.case for record in peer.records] == [CASE]


async def test_feed_and_history_tell_the_same_changes() -> None:
    peer = agency()
    await peer.forward(CASE, key_of(CASE))
    ref = ExternalRef("dinkes", "0")
    assert (await peer.fetch(ref)).status is CaseStatus.RECEIVED

    moves = [
        peer.move("0", CaseStatus.IN_PROGRESS),
        peer.move("0", CaseStatus.RETURNED, "Bukan kami.", "62.01.dlh"),
    ]

    page = await peer.changes(None)
    remote = await peer.fetch(ref)
    assert list(page.changes) == list(remote.changes) == moves
    assert (remote.status, remote.note, remote.proposed_owner) == (
        CaseStatus.RETURNED,
        "Bukan kami.",
        "62.01.dlh",
    )
    assert (await peer.changes(page.cursor)).changes == ()


async def test_notes_are_kept_and_a_strange_record_is_refused() -> None:
    peer = agency()
    await peer.forward(CASE, key_of(CASE))
    await peer.send_note(ExternalRef("dinkes", "0"), "Tambahan.", "n-1")

    assert peer.records[0].notes == ["Tambahan."]
    with pytest.raises(Refused):
        await peer.fetch(ExternalRef("dinkes", "1"))
    assert (await peer.health()).state is HealthState.UP
