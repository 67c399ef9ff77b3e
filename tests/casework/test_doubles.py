"""An event that is told twice with another content: the first stands, the second waits for a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.casework.doubles import CODE
from hub.domain.case import CaseStatus
from hub.domain.exchange import ChangePage
from tests.casework.steps import delivered, heard, inbox, row
from tests.casework.systems import Pushing, body_of, install
from tests.casework.test_receiving import NAME, WORD, signed
from tests.harness import OPERATOR, START, Hub

LIE = replace(WORD, status_text="Selesai", status=CaseStatus.CLOSED)
HEALTH = "{ connectors { name health { state lastError } } }"


@pytest.fixture
def pushing(hub: Hub) -> Pushing:
    """An agency that pushes and is polled."""
    system = Pushing(hub.agencies[NAME])
    install(hub, NAME, system)
    return system


async def health(hub: Hub) -> tuple[str, str | None]:
    """What operators see of the connector."""
    [found] = [one for one in (await hub.ask(HEALTH, OPERATOR))["connectors"] if one["name"] == NAME]
    return found["health"]["state"], found["health"]["lastError"]


async def apply(hub: Hub) -> None:
    """Everything that lies in the inbox."""
    while await hub.updates.process():
        pass


async def test_a_second_message_under_the_same_id_is_acknowledged_and_put_aside(
    hub: Hub, pushing: Pushing
) -> None:
    number = (await delivered(hub)).case.tracking_number
    first, second = body_of([WORD]), body_of([LIE])

    answers = [
        await hub.services.inbox.receive(NAME, one, signed(one, hub)) for one in (first, second, second)
    ]
    alarmed = await health(hub)
    await apply(hub)

    assert answers == [True, False, False]
    assert alarmed == ("DEGRADED", CODE)
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
    assert await inbox(hub) == [("APPLIED", "unpacked"), ("QUARANTINED", CODE), ("APPLIED", "applied")]


async def test_a_change_that_contradicts_an_earlier_one_of_its_id_moves_nothing(
    hub: Hub, pushing: Pushing
) -> None:
    number = (await delivered(hub)).case.tracking_number
    for message, words in (("m1", [WORD]), ("m2", [LIE]), ("m3", [LIE, WORD])):
        body = body_of(words)
        await hub.services.inbox.receive(NAME, body, signed(body, hub, message))
        await apply(hub)

    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
    assert (await inbox(hub)).count(("QUARANTINED", CODE)) == 1
    assert await health(hub) == ("DEGRADED", CODE)


async def test_two_contradicting_changes_in_one_message_leave_the_first(hub: Hub, pushing: Pushing) -> None:
    number = (await delivered(hub)).case.tracking_number
    body = body_of([WORD, LIE])
    await hub.services.inbox.receive(NAME, body, signed(body, hub))
    await apply(hub)

    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS


async def test_a_poll_that_contradicts_what_was_pushed_alarms_although_it_succeeded(
    hub: Hub, pushing: Pushing, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = (await delivered(hub)).case.tracking_number
    body = body_of([WORD])
    await hub.services.inbox.receive(NAME, body, signed(body, hub))
    await apply(hub)

    async def changes(cursor: str | None) -> ChangePage:
        return ChangePage((LIE,), "1")

    monkeypatch.setattr(pushing, "changes", changes)
    await heard(hub, NAME)

    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
    assert await health(hub) == ("DEGRADED", CODE)


async def test_the_same_event_with_another_precision_of_its_clock_is_no_contradiction(
    hub: Hub, pushing: Pushing
) -> None:
    await delivered(hub)
    for message, word in (("m1", WORD), ("m2", replace(WORD, claimed_at=START + timedelta(microseconds=7)))):
        body = body_of([word])
        await hub.services.inbox.receive(NAME, body, signed(body, hub, message))
        await apply(hub)

    assert [state for state, _ in await inbox(hub)] == ["APPLIED"] * 3
    assert (await health(hub))[1] is None


POISON = {
    "empty": b"",
    "null": b"null",
    "number": b"1" * 5_000,
    "not utf-8": b"\xff\xfe\x00",
    "deep": b"[" * 20_000,
    "nul": b'[{"event_id":"a\\u0000b"}]',
    "half a pair": b'[{"event_id":"\\ud800"}]',
    "html": b"<html>maintenance</html>",
    "wrong shape": b'{"data":[]}',
    "huge order": body_of([replace(WORD, event_id="huge", order=10**30)]),
    "nul inside": body_of([replace(WORD, event_id="nul", note="a\x00b")]),
}


async def test_poison_in_genuine_messages_hurts_neither_the_sender_nor_what_comes_behind(
    hub: Hub, pushing: Pushing
) -> None:
    number = (await delivered(hub)).case.tracking_number
    for name, body in POISON.items():
        assert await hub.services.inbox.receive(NAME, body, signed(body, hub, f"poison-{name}")) is True
    body = body_of([WORD])
    await hub.services.inbox.receive(NAME, body, signed(body, hub))
    await apply(hub)

    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
    states = [state for state, _ in await inbox(hub)]
    assert "PENDING" not in states
    assert states.count("QUARANTINED") >= len(POISON) - 1
