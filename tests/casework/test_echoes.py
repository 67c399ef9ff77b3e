"""Our own cases coming back by the feeds of the systems we hand them to, and cases that have been here."""

import asyncio
import unicodedata
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from hub.casework.intake import Taken
from hub.domain.caller import Caller, Role
from hub.domain.case import GeoPoint, IdentityProtection, Visibility
from hub.domain.commands import ReporterDetails, Submission
from hub.domain.origin import Origin
from hub.domain.redaction import masked
from hub.errors import RuleViolation
from hub.store import cases, origins, records
from tests.casework.steps import delivered, happened, row, sent, taken
from tests.harness import OTHER_PORTAL, PORTAL, Hub

NATIONAL = Caller("umpan-lapor", "Umpan LAPOR!", Role.PEER, channel="lapor")
TENANT = Caller("umpan-lapornurani", "Umpan lapornurani", Role.PEER, channel="lapornurani")
LOWER = Caller("hub-bawah", "Hub kabupaten", Role.PEER, channel="open311")
LAMP: dict[str, Any] = {
    "title": "Lampu jalan mati di depan pasar",
    "body": "Sudah dua minggu lampu di depan Pasar Indra Sari mati, gelap sekali. Hubungi 0812-3456-7890.",
    "topic": "perhubungan.lampu-jalan",
}


async def exported(hub: Hub, **changes: Any) -> tuple[str, str]:
    """A case that lapornurani holds; its number, and the record's id there."""
    number = (await delivered(hub, **{**LAMP, **changes})).case.tracking_number
    stored = await row(hub, number)
    async with hub.tools.db.reading() as conn:
        [record] = (await records.of_cases(conn, [stored.id]))[stored.id]
    assert record.connector == "lapornurani"
    return number, record.external_id


async def how_many(hub: Hub) -> int:
    async with hub.tools.db.reading() as conn:
        return await cases.count(conn)


def item(hub: Hub, **changes: Any) -> Submission:
    """A case as a feed brings it: public, without a reporter, with a key of its own."""
    nobody = {"reporter": None, "identity_protection": IdentityProtection.SEALED}
    return hub.submission(**{**LAMP, **nobody, "body": masked(LAMP["body"]), **changes})


async def brought(hub: Hub, feed: Caller, submission: Submission) -> Taken:
    return await hub.services.intake.submit(feed, submission)


def spoilt(text: str, number: str) -> str:
    """As a feed shows it: other case, other spaces, decomposed letters, our ticket behind it."""
    shown = text.upper().replace(" ", " \u00a0").replace(",", " -")
    return unicodedata.normalize("NFD", f"{shown}\n\n[NOMOR  TIKET {number.lower()} # 1]")


async def test_a_case_brought_back_by_both_feeds_in_any_order_creates_nothing(hub: Hub) -> None:
    number, id = await exported(hub)
    before = await happened(hub, number)
    ways = {
        "with its id": (TENANT, item(hub, origin=Origin(id, ("lapornurani",)))),
        "with another site's id": (NATIONAL, item(hub, origin=Origin(id, ("lapor-nasional",)))),
        "with an id nobody knows": (NATIONAL, item(hub, origin=Origin("987654", ("lapor-nasional",)))),
        "with our ticket": (NATIONAL, item(hub, title="Lampu", body=spoilt(item(hub).body, number))),
        "with ids lost": (TENANT, item(hub, title=LAMP["title"].upper(), region="62.01")),
    }
    for order in permutations(ways, 2):
        for way in order:
            feed, submission = ways[way]
            again = await brought(hub, feed, replace(submission, idempotency_key=f"{way} {order}"[:128]))
            assert again.case.tracking_number == number, way
    assert await how_many(hub) == 1
    assert await happened(hub, number) == before


async def test_feeds_that_bring_it_at_the_same_moment_create_nothing(hub: Hub) -> None:
    number, _ = await exported(hub)
    answers = await asyncio.gather(
        *(brought(hub, feed, item(hub)) for feed in (NATIONAL, TENANT) for _ in range(4))
    )
    assert {one.case.tracking_number for one in answers} == {number}
    assert await how_many(hub) == 1


async def test_an_echo_that_overtakes_our_own_receipt_is_recognised(hub: Hub) -> None:
    """The system shows the case before its answer to us has arrived, or while that is lost."""
    number = (await taken(hub, **LAMP)).case.tracking_number
    lapor = hub.agencies["lapornurani"]
    lapor.lose_answers = 1
    await hub.send()
    again = await brought(hub, NATIONAL, item(hub))
    assert (again.case.tracking_number, await how_many(hub)) == (number, 1)
    await sent(hub)


async def test_an_echo_shows_no_personal_number_and_its_receipt_opens_nothing(hub: Hub) -> None:
    number, _ = await exported(hub)
    again = await brought(hub, NATIONAL, item(hub))
    assert "0812" in (await row(hub, number)).body
    assert "0812" not in again.case.body
    assert not again.case.reporter_visible
    assert await hub.services.reading.by_receipt(NATIONAL, again.receipt) is None
    assert await hub.services.reading.case(NATIONAL, number) is None


ALL_OF_IT = """
mutation ($input: SubmitCaseInput!) {
  submitCase(input: $input) {
    ... on CaseSubmitted {
      case {
        id trackingNumber title body answer
        location { latitude } owner { code } copiedAgencies { code } reporter { name }
        timeline { edges { node { type note } } }
        assignments { agency { code } } clocks { dueAt } records { externalId }
      }
    }
  }
}"""


async def test_a_peer_that_claims_an_echo_reads_nothing_but_its_number(hub: Hub) -> None:
    """A record's number at another system can be guessed by counting."""
    place = {"location": GeoPoint(-2.7, 111.6), "visibility": Visibility.RESTRICTED}
    number, id = await exported(hub, **place)
    claimed = {
        "idempotencyKey": "tebakan-0001",
        "kind": "COMPLAINT",
        "title": "Tebakan",
        "body": "Isi yang ditebak saja oleh pihak lain.",
        "region": "62.01.02",
        "identityProtection": "SEALED",
        "visibility": "PUBLIC",
        "sensitivity": "ORDINARY",
        "origin": {"id": id, "via": ["lapornurani"]},
    }
    found = (await hub.ask(ALL_OF_IT, LOWER, input=claimed))["submitCase"]["case"]
    assert await how_many(hub) == 1
    assert found.pop("trackingNumber") == number
    assert (found.pop("title"), found.pop("body")) == (claimed["title"], claimed["body"])
    inner = await hub.ask("query ($id: ID!) { node(id: $id) { id } }", LOWER, id=found.pop("id"))
    assert inner["node"] is None
    assert found.pop("timeline") == {"edges": []}
    assert not any(found.values()), found


async def test_citizens_who_write_the_same_at_portals_are_two_cases(hub: Hub) -> None:
    await exported(hub)
    for portal in (PORTAL, OTHER_PORTAL):
        await hub.services.intake.submit(portal, hub.submission(**LAMP))
    assert await how_many(hub) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"region": "62.01.03"},
        {"body": "Lampu di depan terminal berkedip setiap malam sejak hari raya, mohon diperiksa."},
        {"body": "Menanyakan [Nomor Tiket {number}#1]: kapan dijawab? Sudah lama sekali saya menunggu."},
    ],
)
async def test_what_a_feed_brings_about_something_else_is_taken(hub: Hub, changes: dict[str, str]) -> None:
    number, _ = await exported(hub)
    changes = {name: text.format(number=number) for name, text in changes.items()}
    other = await brought(hub, NATIONAL, item(hub, **changes))
    assert other.case.tracking_number != number
    assert other.case.channel == "lapor"
    assert await how_many(hub) == 2


async def test_a_case_that_never_left_cannot_come_back(hub: Hub) -> None:
    first = await taken(hub, **LAMP)
    second = await brought(hub, NATIONAL, item(hub))
    assert second.case.tracking_number != first.case.tracking_number


async def test_half_a_year_later_the_same_words_are_a_new_case(hub: Hub) -> None:
    number, _ = await exported(hub)
    hub.later(days=179)
    assert (await brought(hub, NATIONAL, item(hub))).case.tracking_number == number
    hub.later(days=2)
    assert (await brought(hub, NATIONAL, item(hub))).case.tracking_number != number


async def test_an_item_brought_twice_under_two_keys_is_taken_once(hub: Hub) -> None:
    origin = Origin("555001", ("lapornurani",))
    first = await brought(hub, TENANT, item(hub, origin=origin))
    with pytest.raises(RuleViolation) as refusal:
        await brought(hub, TENANT, item(hub, origin=origin))
    assert (refusal.value.code, refusal.value.field) == ("ALREADY_HERE", "origin")
    assert (await row(hub, first.case.tracking_number)).channel == "lapornurani"


def handed_up(hub: Hub, number: str, *via: str, **changes: Any) -> Submission:
    return item(hub, origin=Origin(number, via), **changes)


async def test_what_another_hub_hands_in_is_taken_with_its_origin_and_passed_on_with_us_behind(
    hub: Hub,
) -> None:
    found = await brought(hub, LOWER, handed_up(hub, "H-LOWR-0000-0001", "hub-bawah"))
    stored = await row(hub, found.case.tracking_number)
    async with hub.tools.db.reading() as conn:
        assert await origins.of_case(conn, stored.id) == Origin("H-LOWR-0000-0001", ("hub-bawah",))
    await sent(hub)
    [sent_on] = [one.case for one in hub.agencies["lapornurani"].records]
    assert (sent_on.origin, sent_on.via) == ("H-LOWR-0000-0001", ("hub-bawah", hub.tools.hub_id))


async def test_a_case_of_our_own_is_passed_on_with_our_number_and_id(hub: Hub) -> None:
    number, _ = await exported(hub)
    [sent_on] = [one.case for one in hub.agencies["lapornurani"].records]
    assert (sent_on.origin, sent_on.via) == (number, (hub.tools.hub_id,))


async def test_a_case_that_has_been_here_is_not_taken_again(hub: Hub) -> None:
    for via in (("hub",), ("hub", "hub-atas"), ("hub-bawah", "hub", "hub-atas")):
        with pytest.raises(RuleViolation) as refusal:
            await brought(hub, LOWER, handed_up(hub, "H-1", *via))
        assert (refusal.value.code, refusal.value.field) == ("ALREADY_HERE", "origin")
    assert await how_many(hub) == 0


async def test_a_case_that_came_by_another_way_is_not_taken_again_while_it_is_worked_on(hub: Hub) -> None:
    await brought(hub, LOWER, handed_up(hub, "H-1", "hub-bawah"))
    with pytest.raises(RuleViolation, match="here already"):
        await brought(hub, NATIONAL, handed_up(hub, "H-1", "hub-bawah", "hub-samping"))
    assert await how_many(hub) == 1


async def test_two_hubs_that_hand_it_in_at_the_same_moment_leave_one(hub: Hub) -> None:
    ways = [handed_up(hub, "H-1", "hub-bawah", f"hub-{number}") for number in range(6)]
    answers = await asyncio.gather(*(brought(hub, LOWER, one) for one in ways), return_exceptions=True)
    assert sum(isinstance(one, Taken) for one in answers) == 1
    assert await how_many(hub) == 1


async def test_the_same_words_from_two_citizens_of_a_lower_hub_are_two_cases(hub: Hub) -> None:
    first = await brought(hub, LOWER, handed_up(hub, "H-1", "hub-bawah"))
    await sent(hub)
    second = await brought(hub, LOWER, handed_up(hub, "H-2", "hub-bawah"))
    assert second.case.tracking_number != first.case.tracking_number


async def test_a_repeated_key_answers_the_same_case_and_receipt(hub: Hub) -> None:
    given = handed_up(hub, "H-1", "hub-bawah")
    first, again = await brought(hub, LOWER, given), await brought(hub, LOWER, given)
    assert (again.case.tracking_number, again.receipt) == (first.case.tracking_number, first.receipt)


async def test_only_a_peer_knows_an_origin_and_no_identity_travels_with_one(hub: Hub) -> None:
    given = handed_up(hub, "H-1", "hub-bawah")
    named = replace(given, reporter=ReporterDetails(name="Pelapor Contoh"))
    for caller, submission, code in ((PORTAL, given, "NOT_ALLOWED"), (LOWER, named, "INVALID")):
        with pytest.raises(RuleViolation) as refusal:
            await brought(hub, caller, submission)
        assert refusal.value.code == code
    assert await how_many(hub) == 0


async def test_the_level_of_protection_comes_along(hub: Hub) -> None:
    given = handed_up(hub, "H-1", "hub-bawah", visibility=Visibility.RESTRICTED)
    found = await brought(hub, LOWER, given)
    stored = await row(hub, found.case.tracking_number)
    assert (stored.visibility, stored.identity_protection) == (
        Visibility.RESTRICTED,
        IdentityProtection.SEALED,
    )
