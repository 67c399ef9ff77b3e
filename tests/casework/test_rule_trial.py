"""A table of rules is tried on past cases; nothing of the hub changes by it."""

from dataclasses import replace
from datetime import date, timedelta

from hub.casework.rule_trial import PERSON, RuleTrial
from hub.domain import commands as ask
from hub.domain.advice import Advice, Opinion
from hub.domain.caller import Caller, Role
from hub.domain.case import IdentityProtection, Sensitivity, Visibility
from hub.domain.origin import Origin
from hub.domain.rules import RoutingRule
from hub.store import rule_trials
from tests.casework.steps import UNCLEAR, act, row, taken, timeline
from tests.harness import COORDINATOR, PORTAL, START, Hub

RULE = RoutingRule("tetangga", "62.01.satpolpp", "Aturan daerah", "Local rule", words=("tetangga",))
DAY = date(2026, 11, 23)
YEAR = timedelta(days=365)


async def test_what_a_table_would_change_is_counted_from_agency_to_agency(hub: Hub) -> None:
    unclear = (await taken(hub, **UNCLEAR)).case.tracking_number
    await taken(hub)
    found = await RuleTrial(hub.tools).run((RULE,), START - YEAR, START + YEAR, DAY)

    assert (found.cases, found.routed_before, found.routed_after, found.changed) == (2, 1, 2, 1)
    assert dict(found.moves) == {(PERSON, "62.01.satpolpp"): 1}
    assert found.numbers == [unclear]


async def test_the_case_counts_as_it_was_handed_in(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY, topic="lingkungan.sampah"))
    found = await RuleTrial(hub.tools).run((RULE,), START - YEAR, START + YEAR, DAY)

    assert dict(found.moves) == {(PERSON, "62.01.satpolpp"): 1}


async def test_restricted_cases_are_counted_and_not_named_and_guarded_ones_not_even_read(hub: Hub) -> None:
    secret = {"identity_protection": IdentityProtection.SEALED, "visibility": Visibility.RESTRICTED}
    await taken(hub, **UNCLEAR, **secret, reporter=None)
    await taken(hub, **UNCLEAR, **secret, reporter=None, sensitivity=Sensitivity.OVERSIGHT)
    found = await RuleTrial(hub.tools).run((RULE,), START - YEAR, START + YEAR, DAY)

    assert (found.cases, found.changed, found.numbers) == (1, 1, [])


async def test_period_and_day_are_those_asked_for(hub: Hub) -> None:
    await taken(hub, **UNCLEAR)
    trial, later = RuleTrial(hub.tools), replace(RULE, valid_from=date(2027, 1, 1))

    assert (await trial.run((RULE,), START + timedelta(seconds=1), START + YEAR, DAY)).cases == 0
    assert (await trial.run((RULE,), START - YEAR, START, DAY)).cases == 0
    assert (await trial.run((later,), START - YEAR, START + YEAR, DAY)).changed == 0
    assert (await trial.run((later,), START - YEAR, START + YEAR, date(2027, 1, 1))).changed == 1


async def test_the_model_is_asked_once_about_each_case_and_nothing_is_written(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    before = (await row(hub, number), await timeline(hub, number))
    asked: list[str] = []

    def advise(title: str, body: str, region: str, topic: str | None) -> Advice:
        asked.append(title)
        return Advice("contoh-1", (Opinion("62.01.pupr", 0.99),), sure=True)

    table = (replace(RULE, words=("pasar",)),)
    found = await RuleTrial(replace(hub.tools, advise=advise)).run(table, START - YEAR, START + YEAR, DAY)

    assert (found.routed_before, found.changed, len(asked)) == (1, 0, 1)
    assert (await row(hub, number), await timeline(hub, number)) == before


async def test_a_table_sends_no_case_back_to_a_hub_it_has_passed(hub: Hub) -> None:
    peer = hub.agencies["lapornurani"]
    peer.manifest = replace(peer.manifest, kind="hub", hub="hub-kobar")
    said = hub.submission(**UNCLEAR, reporter=None, identity_protection=None)
    caller = Caller("peer", "Hub", Role.PEER, channel="hub-kobar")
    await hub.services.intake.submit(caller, replace(said, origin=Origin("H-77", ("hub-kobar",))))
    await hub.services.intake.submit(PORTAL, replace(said, idempotency_key="another-one"))
    lamp = replace(RULE, agency="62.01.dishub")  # it is reached through that hub
    found = await RuleTrial(hub.tools).run((lamp,), START - YEAR, START + YEAR, DAY)

    assert dict(found.moves) == {(PERSON, "62.01.dishub"): 1}
    assert found.cases == 2


async def test_past_cases_are_read_in_pages(hub: Hub) -> None:
    numbers = [(await taken(hub, **UNCLEAR)).case.tracking_number for _ in range(5)]
    async with hub.tools.db.reading() as conn:
        pages = rule_trials.handed_in(conn, START - YEAR, START + YEAR, page=2)
        found = [past.case.tracking_number async for past in pages]

    assert found == numbers
