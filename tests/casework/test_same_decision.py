"""`routeCase` and handing in name the same owner for the same facts; the router's mark stays on a case."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.casework.intake import Intake
from hub.casework.knowing import behind
from hub.casework.permits import Permits
from hub.casework.trial import Trial
from hub.connectors.live import LiveReads
from hub.domain import commands as ask
from hub.domain.advice import Advice, Advise, Opinion
from hub.domain.caller import Caller, Role
from hub.domain.case import CaseKind, CaseStatus, Sensitivity
from hub.domain.decision import RoutingFacts
from hub.domain.exchange import Manifest
from hub.domain.origin import Origin
from hub.domain.rules import RoutingRule
from tests.casework.steps import UNCLEAR, act, delivered, hops, row, taken
from tests.harness import COORDINATOR, PORTAL, Hub, officer, shipped

RULES = (
    RoutingRule(
        "w", "62.01.satpolpp", "Aturan daerah", "Local rule", words=("tetangga",), channel="lapornurani"
    ),
    RoutingRule("s", "62.01.dlh", "Aturan daerah", "Local rule", kind=CaseKind.SUGGESTION, region="62.01"),
)
LEARNT = Advice("contoh-1", (Opinion("62.01.pupr", 0.98, ("aspal",)),), sure=True)


def with_rules(hub: Hub, advice: Advice | None) -> None:
    """The same hub with rules of its own and a model."""
    directory = replace(shipped(), routing_rules=RULES)
    advise: Advise = lambda *_: advice  # noqa: E731
    hub.tools = replace(hub.tools, directory=lambda: directory, advise=advise)


async def decided(hub: Hub, facts: RoutingFacts) -> str | None:
    live = LiveReads(hub.agencies, hub.now)
    lookup = hub.services.lookup.allowance(PORTAL)
    return (await Trial(hub.tools, Permits(hub.tools, live)).owner(PORTAL, facts, lookup)).agency


@given(
    title=st.sampled_from(
        [
            "KTP belum jadi",
            "Mohon bantuan",
            "KTP dan lampu jalan rusak",
            "Tetangga berisik",
            "Jalan berlubang",
        ]
    ),
    region=st.sampled_from(["62.01.02", "62.01.01", "62.01", "64.02.06", "21.04.13", "62.02"]),
    topic=st.sampled_from([None, "kependudukan", "lingkungan.sampah"]),
    kind=st.sampled_from(list(CaseKind)),
    advice=st.sampled_from([None, LEARNT, replace(LEARNT, sure=False)]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_trial_names_the_owner_that_handing_in_names(
    hub: Hub, title: str, region: str, topic: str | None, kind: CaseKind, advice: Advice | None
) -> None:
    with_rules(hub, advice)
    said = hub.submission(
        title=title, body="Tolong segera dibantu ya.", region=region, topic=topic, kind=kind
    )
    facts = RoutingFacts(title, said.body, region, topic, Sensitivity.ORDINARY, kind=kind)

    owner = await decided(hub, facts)
    case = await row(hub, (await Intake(hub.tools).submit(PORTAL, said)).case.tracking_number)

    assert case.assignee == owner
    assert case.auto_routed is (owner is not None)


async def test_a_case_that_a_person_sent_on_is_not_the_routers(hub: Hub) -> None:
    number = (await taken(hub, **UNCLEAR)).case.tracking_number
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    await act(hub, COORDINATOR, number, ask.Assign("62.01.dinkes"))

    assert (await row(hub, number)).auto_routed is False


async def test_reasons_are_kept_in_both_languages(hub: Hub) -> None:
    number = (await taken(hub)).case.tracking_number
    [hop] = await hops(hub, number)
    query = """query($n: String!) { case(trackingNumber: $n) { assignments { explanation {
        rule id: detail en: detail(language: EN) } } } }"""
    shown = await hub.ask(query, PORTAL, n=number)

    told = {one["rule"]: (one["id"], one["en"]) for one in shown["case"]["assignments"][0]["explanation"]}
    assert told["topic"] == ("Topik laporan: KTP elektronik", "Topic of the report: KTP elektronik")
    assert {str(reason["rule"]) for reason in hop.explanation} == told.keys()


async def test_reasons_of_a_trial_speak_english_too(hub: Hub) -> None:
    query = """{ routeCase(input: {title: "Lampu jalan mati", body: "Gelap sekali di jalan kami",
        region: "62.01.02"}) { agency { code } candidates { reasons { detail(language: EN) } } } }"""
    shown = (await hub.ask(query, PORTAL))["routeCase"]

    assert shown["agency"] == {"code": "62.01.dishub"}
    assert {"detail": 'The report mentions "lampu jalan"'} in shown["candidates"][0]["reasons"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "INVALID"),
        (", ownerUnknown: true", None),
        (', proposedAgency: "62.01.dinsos"', None),
        (', proposedAgency: "62.01.dinsos", ownerUnknown: true', "INVALID"),
    ],
)
async def test_a_return_needs_an_owner_or_the_word_that_none_is_known(
    hub: Hub, given: str, code: str | None
) -> None:
    number = (await delivered(hub)).case.tracking_number
    version = (await row(hub, number)).version
    text = f'trackingNumber: "{number}", expectedVersion: {version}, reason: "Bukan kami."{given}'
    query = f"mutation {{ returnCase(input: {{{text}}}) {{ __typename ... on Problem {{ code field }} }} }}"
    shown = (await hub.ask(query, officer("62.01.disdukcapil")))["returnCase"]

    assert shown.get("code") == code
    if code is None:
        assert (await row(hub, number)).status in {CaseStatus.ASSIGNED, CaseStatus.ADJUDICATION}
    else:
        assert shown["field"] == "proposedAgency"


async def test_agencies_behind_a_hub_on_the_way_are_known(hub: Hub) -> None:
    peer = hub.agencies["lapornurani"]
    peer.manifest = replace(peer.manifest, kind="hub", hub="hub-kobar")
    origin = Origin("H-1", ("hub-jabar", "hub-kobar"))

    assert isinstance(peer.manifest, Manifest)
    assert "62.01.dishub" in behind(hub.tools, origin)
    assert "62.01.dinkes" not in behind(hub.tools, origin)
    assert behind(hub.tools, Origin("H-1", ("hub-jabar",))) == frozenset()
    assert behind(hub.tools, None) == frozenset()


async def test_a_case_is_not_sent_back_to_the_hub_it_came_from(hub: Hub) -> None:
    peer = hub.agencies["lapornurani"]
    peer.manifest = replace(peer.manifest, kind="hub", hub="hub-kobar")
    caller = Caller("peer", "Hub", Role.PEER, channel="hub-kobar")
    lamp = {
        "title": "Lampu jalan mati",
        "body": "Gelap sekali di jalan kami.",
        "topic": None,
        "reporter": None,
    }
    said = hub.submission(**lamp, identity_protection=None)

    plain = await hub.services.intake.submit(
        PORTAL, hub.submission(**lamp | {"topic": "perhubungan"}, identity_protection=None)
    )
    assert (await row(hub, plain.case.tracking_number)).assignee == "62.01.dishub"
    back = await hub.services.intake.submit(caller, replace(said, origin=Origin("H-77", ("hub-kobar",))))
    assert (await row(hub, back.case.tracking_number)).assignee is None
