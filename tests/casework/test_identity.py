"""Identity checks: counted, registered, asked at most once, forgotten."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.identity import IdentityChecks, IdentityRules
from hub.connectors.catalogue import Catalogue
from hub.domain.caller import Caller
from hub.domain.identity import IdentityOutcome as Outcome
from hub.domain.identity import IdentityQuery
from hub.errors import NotEntitled, RuleViolation, StoreFault
from hub.store import cursors, identity_checks
from hub.store.identity_check_tables import identity_checks as register
from hub.store.identity_check_tables import quotas
from hub.store.identity_checks import Step
from tests.casework.registries import SEKAR, calls, checks, connected, environment, registry
from tests.harness import ANALYST, COORDINATOR, OTHER_PORTAL, PORTAL, Hub
from tests.sandbox.harness import System

KUKAR_PORTAL = replace(PORTAL, subject="portal-kukar", channel="kukar-portal")
BAYU = replace(SEKAR, national_id="6201990503859002", full_name="Bayu", birth_date=date(1985, 3, 5))

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the database has no part in it


@pytest.fixture(scope="module")
def dukcapil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.fixture
async def peers(hub: Hub, dukcapil: System, tmp_path: Path) -> AsyncIterator[Catalogue]:
    found = connected(hub, tmp_path / "instances", environment(dukcapil.running.url))
    yield found
    await found.aclose()


async def steps(hub: Hub, desk: IdentityChecks, query: IdentityQuery = SEKAR) -> list[Step]:
    async with hub.tools.db.reading() as conn:
        return await identity_checks.about(conn, desk.person(query.national_id))


async def refused(desk: IdentityChecks, query: IdentityQuery = SEKAR, caller: Caller = PORTAL) -> str:
    with pytest.raises(RuleViolation) as caught:
        await desk.verify(caller, query)
    return caught.value.code


async def test_an_answer_is_registered_with_who_why_and_when(hub: Hub, peers: Catalogue) -> None:
    desk = checks(hub, peers)
    answer = await desk.verify(PORTAL, SEKAR)

    assert (answer.outcome, answer.as_of) == (Outcome.MATCH, hub.now())
    first, second = await steps(hub, desk)
    told = (PORTAL.subject, "lapornurani", SEKAR.purpose, "kobar-dukcapil")
    assert (first.subject, first.channel, first.purpose, first.connector) == told
    assert (first.outcome, second.outcome, second.at) == (None, Outcome.MATCH, hub.now())
    assert first.check_id == second.check_id


@ONCE
async def test_every_answer_is_an_outcome(hub: Hub, peers: Catalogue) -> None:
    desk = checks(hub, peers)
    for query, outcome in (
        (replace(SEKAR, full_name="Orang Lain"), Outcome.MISMATCH),
        (replace(SEKAR, national_id="6201991708909099"), Outcome.NOT_FOUND),
        (replace(SEKAR, national_id="6201991010409006"), Outcome.DECEASED),
        (replace(SEKAR, national_id="6201990207779007"), Outcome.INACTIVE),
    ):
        assert (await desk.verify(PORTAL, query)).outcome is outcome
        assert [one.outcome for one in await steps(hub, desk, query)] == [None, outcome]


@ONCE
async def test_a_number_that_cannot_exist_is_told_without_a_call(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk, before = checks(hub, peers), calls(dukcapil)
    wrong = replace(SEKAR, national_id="9901991708909001")

    assert (await desk.verify(PORTAL, wrong)).outcome is Outcome.INVALID
    assert calls(dukcapil) == before
    assert [(one.outcome, one.connector) for one in await steps(hub, desk, wrong)] == [
        (Outcome.INVALID, None)
    ]


@ONCE
async def test_a_day_of_birth_the_number_does_not_tell_is_left_to_the_registry(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk, before = checks(hub, peers), calls(dukcapil)
    outcome = (await desk.verify(PORTAL, replace(SEKAR, birth_date=date(1991, 8, 17)))).outcome

    assert (outcome, calls(dukcapil)) == (Outcome.MISMATCH, before + 1)


@ONCE
async def test_only_who_may_is_answered(hub: Hub, peers: Catalogue) -> None:
    desk = checks(hub, peers)
    for caller in (ANALYST, COORDINATOR):
        with pytest.raises(NotEntitled):
            await desk.verify(caller, SEKAR)
    assert await steps(hub, desk) == []


@ONCE
async def test_what_the_caller_can_mend_is_not_counted(hub: Hub, peers: Catalogue) -> None:
    desk = checks(hub, peers, IdentityRules(subject_hour=1))

    assert await refused(desk, replace(SEKAR, purpose="kurang")) == "INVALID"
    assert (await desk.verify(PORTAL, SEKAR)).outcome is Outcome.MATCH


@ONCE
async def test_only_a_match_is_remembered_for_its_caller_and_question(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk, before = checks(hub, peers, IdentityRules(remember=60)), calls(dukcapil)
    first = await desk.verify(PORTAL, SEKAR)
    hub.later(seconds=59)
    assert await desk.verify(PORTAL, SEKAR) == first
    assert calls(dukcapil) == before + 1
    assert {(type(key), len(key)) for key in desk._matches} == {(bytes, 32)}  # hashes, nothing to read
    for other in (
        replace(SEKAR, full_name="Sekar Contoh"),
        replace(SEKAR, birth_date=date(1990, 8, 18)),
        replace(SEKAR, purpose="Tujuan yang lain sekali"),
    ):
        await desk.verify(PORTAL, other)
    await desk.verify(replace(PORTAL, subject="portal-kobar-2"), SEKAR)
    assert calls(dukcapil) == before + 5
    mismatch = replace(SEKAR, full_name="Orang Lain")
    await desk.verify(PORTAL, mismatch)
    await desk.verify(PORTAL, mismatch)
    assert calls(dukcapil) == before + 7
    hub.later(seconds=1)
    assert (await desk.verify(PORTAL, SEKAR)).as_of == hub.now()
    assert calls(dukcapil) == before + 8


async def test_every_asking_is_registered_also_where_the_answer_is_remembered(
    hub: Hub, peers: Catalogue
) -> None:
    desk = checks(hub, peers)
    await desk.verify(PORTAL, SEKAR)
    await desk.verify(PORTAL, SEKAR)

    found = await steps(hub, desk)
    assert [(one.outcome, one.connector) for one in found] == [
        (None, "kobar-dukcapil"),
        (Outcome.MATCH, "kobar-dukcapil"),
        (Outcome.MATCH, None),
    ]


@ONCE
async def test_equal_questions_at_one_moment_are_one_call(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk, before = checks(hub, peers), calls(dukcapil)
    with dukcapil.fault("slow", seconds=0.2):
        answers = await asyncio.gather(*(desk.verify(PORTAL, BAYU) for _ in range(8)))

    assert len(set(answers)) == 1
    assert calls(dukcapil) == before + 1


@ONCE
async def test_a_caller_that_goes_away_does_not_end_the_check(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk = checks(hub, peers)
    with dukcapil.fault("slow", seconds=0.2):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await desk.verify(PORTAL, SEKAR)
        await asyncio.gather(*desk._flights.values())
    assert [one.outcome for one in await steps(hub, desk)] == [None, Outcome.MATCH]


@ONCE
async def test_a_slow_registry_is_not_waited_for_and_its_match_answers_the_next_one(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk, before = checks(hub, peers), calls(dukcapil)
    with dukcapil.fault("slow", seconds=0.3):
        first = await desk.verify(PORTAL, SEKAR, seconds=0.05)
        await asyncio.gather(*desk._flights.values())
    brief = checks(hub, peers, IdentityRules(wait=0.0))

    assert (first.outcome, (await desk.verify(PORTAL, SEKAR)).outcome) == (Outcome.UNAVAILABLE, Outcome.MATCH)
    assert calls(dukcapil) == before + 1
    assert [one.outcome for one in (await steps(hub, desk))[:2]] == [None, Outcome.MATCH]
    assert (await brief.verify(PORTAL, SEKAR)).outcome is Outcome.UNAVAILABLE
    await brief.aclose()


@ONCE
async def test_a_registry_that_asks_for_patience_gets_it(
    hub: Hub, peers: Catalogue, dukcapil: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, before = checks(hub, peers), calls(dukcapil)
    with dukcapil.fault("throttle429"):
        throttled = await desk.verify(PORTAL, SEKAR)
    spared = await desk.verify(PORTAL, SEKAR)
    assert [throttled.outcome, spared.outcome] == [Outcome.UNAVAILABLE] * 2
    assert calls(dukcapil) == before
    assert peers.resting("kobar-dukcapil") > 0

    monkeypatch.setattr(Catalogue, "resting", lambda *_: 0.0)
    assert (await desk.verify(PORTAL, SEKAR)).outcome is Outcome.MATCH


@ONCE
async def test_a_fault_in_the_code_of_a_connector_is_unavailable_too(
    hub: Hub, peers: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(query: IdentityQuery) -> Outcome:
        raise ZeroDivisionError

    monkeypatch.setattr(peers.active["kobar-dukcapil"], "verify_identity", broken)

    assert (await checks(hub, peers).verify(PORTAL, SEKAR)).outcome is Outcome.UNAVAILABLE


@ONCE
@pytest.mark.parametrize("mode", ["down", "unknown_word"])
async def test_a_registry_that_fails_is_unavailable_and_is_asked_again(
    hub: Hub, peers: Catalogue, dukcapil: System, mode: str
) -> None:
    desk = checks(hub, peers)
    with dukcapil.fault(mode):
        answer = await desk.verify(PORTAL, SEKAR)
        async with hub.tools.db.reading() as conn:
            standing = (await cursors.standings(conn, ["kobar-dukcapil"]))["kobar-dukcapil"]

    assert (answer.outcome, answer.as_of) == (Outcome.UNAVAILABLE, hub.now())
    assert standing.last_error is not None
    assert standing.held_since is None
    hub.later(seconds=5)
    assert (await desk.verify(PORTAL, SEKAR)).outcome is Outcome.MATCH


async def test_a_refused_credential_is_held_and_not_tried_by_every_caller(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk, elsewhere = checks(hub, peers), checks(hub, peers)
    with dukcapil.fault("login"):
        assert (await desk.verify(PORTAL, SEKAR)).outcome is Outcome.UNAVAILABLE
        before = calls(dukcapil)
        hub.later(seconds=59)
        for one in (desk, elsewhere):
            assert (await one.verify(PORTAL, SEKAR)).outcome is Outcome.UNAVAILABLE
        assert calls(dukcapil) == before
    assert (await desk.verify(KUKAR_PORTAL, SEKAR)).outcome is Outcome.MATCH  # another agreement
    hub.later(seconds=2)  # the probe's turn
    assert (await elsewhere.verify(PORTAL, SEKAR)).outcome is Outcome.MATCH


async def test_a_spent_quota_is_remembered_until_the_registry_s_midnight(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk, elsewhere = checks(hub, peers), checks(hub, peers)
    with dukcapil.fault("quota"):
        assert (await desk.verify(PORTAL, SEKAR)).outcome is Outcome.QUOTA_EXHAUSTED
    before = calls(dukcapil)
    hub.later(hours=14, minutes=59)  # 09:00 WIB at the start, 23:59 now
    for one in (desk, elsewhere):
        assert (await one.verify(PORTAL, BAYU)).outcome is Outcome.QUOTA_EXHAUSTED
    assert calls(dukcapil) == before
    hub.later(minutes=1)
    assert (await elsewhere.verify(PORTAL, SEKAR)).outcome is Outcome.MATCH


async def test_our_own_budget_per_day_holds_for_all_processes(
    hub: Hub, dukcapil: System, tmp_path: Path
) -> None:
    surroundings = environment(dukcapil.running.url)
    peers = connected(hub, tmp_path / "tight", surroundings, {"day_budget = 500": "day_budget = 3"})
    desks, before = [checks(hub, peers) for _ in range(3)], calls(dukcapil)
    people = [replace(SEKAR, national_id=f"62019917089091{number:02}") for number in range(1, 10)]
    answers = await asyncio.gather(
        *(desks[place % 3].verify(PORTAL, query) for place, query in enumerate(people))
    )
    await peers.aclose()

    outcomes = [one.outcome for one in answers]
    assert outcomes.count(Outcome.NOT_FOUND) == calls(dukcapil) - before == 3
    assert outcomes.count(Outcome.QUOTA_EXHAUSTED) == 6


async def test_too_many_are_refused_until_the_hour_or_day_is_over(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    bounds = ("subject_hour", "subject_day", "channel_hour", "channel_day", "person_day")
    for number, bound in enumerate(bounds):
        caller = replace(PORTAL, subject=f"portal-{number}")
        person = replace(SEKAR, national_id=f"620199170890930{number}")
        rules = IdentityRules(**{bound: 2})
        desk, elsewhere = checks(hub, peers, rules), checks(hub, peers, rules)
        for _ in range(2):
            await desk.verify(caller, person)
        before, registered = calls(dukcapil), len(await steps(hub, desk, person))
        assert await refused(elsewhere, person, caller) == "RATE_LIMITED"
        assert await refused(desk, replace(person, full_name="Tebakan Lain"), caller) == "RATE_LIMITED"
        assert (calls(dukcapil), len(await steps(hub, desk, person))) == (before, registered)
        hub.later(hours=1 if bound.endswith("hour") else 24)
        assert (await elsewhere.verify(caller, person)).outcome is Outcome.NOT_FOUND
        hub.later(days=1)


@ONCE
async def test_what_one_uses_up_is_not_the_other_s_loss(hub: Hub, peers: Catalogue) -> None:
    mate = replace(PORTAL, subject="portal-kobar-2")
    desk = checks(hub, peers, IdentityRules(subject_hour=1))
    for caller in (PORTAL, mate, KUKAR_PORTAL):
        assert (await desk.verify(caller, SEKAR)).outcome is Outcome.MATCH
    assert await refused(desk, caller=mate) == "RATE_LIMITED"
    tight = checks(hub, peers, IdentityRules(channel_hour=2))  # of which two are used by now
    assert await refused(tight, BAYU, mate) == "RATE_LIMITED"
    assert (await tight.verify(KUKAR_PORTAL, BAYU)).outcome is Outcome.MISMATCH


@ONCE
async def test_nobody_guesses_the_particulars_of_one_number(hub: Hub, peers: Catalogue) -> None:
    desk = checks(hub, peers, IdentityRules(person_day=3))
    for day in range(1, 4):
        await desk.verify(PORTAL, replace(SEKAR, birth_date=date(1990, 8, day)))

    assert await refused(desk, caller=KUKAR_PORTAL) == "RATE_LIMITED"
    assert (
        await desk.verify(PORTAL, replace(BAYU, full_name="Bayu Contoh Samudra"))
    ).outcome is Outcome.MATCH


async def test_many_at_once_pass_the_bound_by_none(hub: Hub, peers: Catalogue) -> None:
    desks = [checks(hub, peers, IdentityRules(subject_hour=5)) for _ in range(3)]
    people = [replace(SEKAR, national_id=f"62019917089092{number:02}") for number in range(1, 13)]
    answers = await asyncio.gather(
        *(desks[place % 3].verify(PORTAL, query) for place, query in enumerate(people)),
        return_exceptions=True,
    )

    assert len([one for one in answers if isinstance(one, RuleViolation)]) == 7


async def test_counters_that_ended_are_dropped(hub: Hub, peers: Catalogue) -> None:
    desk = checks(hub, peers)
    await desk.verify(PORTAL, SEKAR)
    hub.later(days=2)
    await desk.verify(PORTAL, BAYU)
    async with hub.tools.db.reading() as conn:
        ends = (await conn.execute(select(quotas.c.ends_at))).scalars().all()
    assert len(ends) == 6  # credential and portal by hour and day, the person, the registry
    assert min(ends) > hub.now()


@ONCE
async def test_a_portal_without_an_agreement_asks_nobody(
    hub: Hub, peers: Catalogue, dukcapil: System
) -> None:
    desk, before = checks(hub, peers), calls(dukcapil)

    assert (await desk.verify(OTHER_PORTAL, SEKAR)).outcome is Outcome.UNAVAILABLE
    assert calls(dukcapil) == before
    assert [(one.outcome, one.connector) for one in await steps(hub, desk)] == [(Outcome.UNAVAILABLE, None)]


async def test_the_register_cannot_be_changed(hub: Hub, peers: Catalogue) -> None:
    desk = checks(hub, peers)
    await desk.verify(PORTAL, SEKAR)
    for statement in (update(register).values(purpose="Tidak ada apa-apa"), delete(register)):

        async def tamper(conn: AsyncConnection, statement: object = statement) -> None:
            await conn.execute(statement)  # type: ignore[call-overload]

        with pytest.raises((DBAPIError, StoreFault)):
            await hub.tools.db.write(tamper)
    assert len(await steps(hub, desk)) == 2


@ONCE
async def test_without_the_register_nothing_is_told(
    hub: Hub, peers: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreFault("disk full")

    desk = checks(hub, peers)
    monkeypatch.setattr(identity_checks, "answered", full)
    with pytest.raises(StoreFault):
        await desk.verify(PORTAL, SEKAR)
