"""`permit`, and `routeCase` with a licence, asked of real peers: what is told, what never is, what fails."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.errors import NotEntitled
from tests.connectors.permit_peers import CANARIES, FAILING, KNOWN, LOCAL, NATIONAL, UNKNOWN
from tests.harness import ANALYST, COORDINATOR, PORTAL, Hub, officer
from tests.permit_offices import KEY, Offices, connected, offices_in

PERMIT = """
query ($number: String!, $agency: String!) {
  permit(applicationNumber: $number, agency: $agency) {
    applicationNumber permitType stage status submittedOn decidedOn asOf stale } }
"""
BESIDE = """
query ($number: String!, $agency: String!) { viewer { name }
  mine: permit(applicationNumber: $number, agency: $agency) { status }
  office: agency(code: $agency) { code } }
"""
ROUTE = """
query ($input: RouteCaseInput!) { routeCase(input: $input) {
  outcome agency { code } candidates { agency { code } reasons { rule detail } } } }
"""
KOBAR, KUKAR, NATION = "62.01.dpmptsp", "64.02.dpmptsp", "id.bkpm"


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with offices_in(tmp_path_factory.mktemp("offices")) as running:
        yield running


@pytest.fixture(autouse=True)
async def reached(hub: Hub, offices: Offices, tmp_path: Path) -> AsyncIterator[None]:
    async with connected(hub, offices, tmp_path / "instances"):
        yield


async def told(hub: Hub, number: str, agency: str = KOBAR) -> Any:
    return (await hub.ask(PERMIT, PORTAL, number=number, agency=agency))["permit"]


async def refusal(hub: Hub, number: str, agency: str = KOBAR, caller: Any = PORTAL) -> dict[str, Any]:
    answer = await hub.answer(PERMIT, caller, number=number, agency=agency)
    assert answer.data == {"permit": None}
    (error,) = answer.errors or []
    assert error.path == ["permit"]
    return dict(error.extensions or {})


@pytest.mark.parametrize(
    ("number", "agency", "kind"),
    [
        (KNOWN["kobar-sicantik"], KOBAR, "Izin Reklame"),
        (KNOWN["kukar-sicantik"], KUKAR, "Izin Praktik Bidan"),
        (NATIONAL, NATION, "Sertifikat Standar 1"),
        (LOCAL, KOBAR, "Sertifikat Standar 3"),  # a business number is the nation's, whatever office is asked
    ],
)
async def test_an_application_is_told_in_the_offices_own_words(
    hub: Hub, number: str, agency: str, kind: str
) -> None:
    permit = await told(hub, number, agency)

    assert (permit["applicationNumber"], permit["permitType"]) == (number, kind)
    assert permit["stage"]
    assert permit["status"]
    assert permit["submittedOn"]
    assert (permit["asOf"], permit["stale"]) == (hub.now().isoformat(), False)


@pytest.mark.parametrize(
    ("number", "agency"), [(UNKNOWN["kobar-sicantik"], KOBAR), (UNKNOWN["oss-rba"], NATION)]
)
async def test_a_number_nobody_has_is_null_without_an_error(hub: Hub, number: str, agency: str) -> None:
    assert await told(hub, number, agency) is None


async def test_a_system_that_fails_costs_its_own_field(hub: Hub, offices: Offices) -> None:
    offices.fault("error500", "kobar-sicantik")

    answer = await hub.answer(BESIDE, PORTAL, number=KNOWN["kobar-sicantik"], agency=KOBAR)

    assert answer.data == {"viewer": {"name": PORTAL.name}, "mine": None, "office": {"code": KOBAR}}
    (error,) = answer.errors or []
    assert error.path == ["mine"]
    extensions = dict(error.extensions or {})
    assert extensions.pop("errorId")
    assert extensions == {"code": "UPSTREAM_UNAVAILABLE", "source": "kobar-sicantik", "retryable": True}


async def test_a_failure_inside_the_body_is_told_in_the_same_way(hub: Hub) -> None:
    extensions = await refusal(hub, FAILING, NATION)

    assert (extensions["code"], extensions["source"]) == ("UPSTREAM_UNAVAILABLE", "oss-rba")


async def test_the_last_word_stands_in_for_a_system_that_is_down_and_says_how_old_it_is(
    hub: Hub, offices: Offices
) -> None:
    fresh, then = await told(hub, NATIONAL, NATION), hub.now()
    offices.fault("down", "oss-rba")
    hub.later(minutes=10)

    assert await told(hub, NATIONAL, NATION) == {**fresh, "stale": True, "asOf": then.isoformat()}


async def test_an_old_unknown_does_not_stand_in_for_anything(hub: Hub, offices: Offices) -> None:
    assert await told(hub, UNKNOWN["oss-rba"], NATION) is None
    offices.fault("down", "oss-rba")
    hub.later(minutes=10)

    assert (await refusal(hub, UNKNOWN["oss-rba"], NATION))["code"] == "UPSTREAM_UNAVAILABLE"


@pytest.mark.parametrize("number", ["", "abc", "1' OR '1'='1", "0812345678"])
async def test_a_number_of_another_form_is_refused_before_any_call(
    hub: Hub, offices: Offices, number: str
) -> None:
    offices.fault("down")

    assert await refusal(hub, number) == {"code": "INVALID", "field": "applicationNumber"}


async def test_an_agency_nobody_knows_is_refused(hub: Hub) -> None:
    assert await refusal(hub, NATIONAL, "99.tidak-ada") == {"code": "UNKNOWN_AGENCY", "field": "agency"}


async def test_a_hub_without_permit_systems_says_so(hub: Hub) -> None:
    kept = {name: hub.agencies.systems.pop(name) for name in KNOWN}
    try:
        assert await refusal(hub, NATIONAL, NATION) == {"code": "NOT_AVAILABLE"}
    finally:
        hub.agencies.systems.update(kept)


async def test_who_may_not_look_permits_up_gets_nothing(hub: Hub, offices: Offices) -> None:
    offices.fault("down")

    answer = await hub.answer(PERMIT, ANALYST, number=NATIONAL, agency=NATION)

    assert answer.data is None
    assert [dict(one.extensions or {}) for one in answer.errors or []] == [{"code": "FORBIDDEN"}]
    with pytest.raises(NotEntitled):
        await hub.services.permits.permit(ANALYST, NATIONAL, NATION, hub.services.lookup.allowance(ANALYST))


@pytest.mark.parametrize("caller", [PORTAL, COORDINATOR, officer(KOBAR)])
async def test_nothing_about_an_applicant_leaves_the_connector(
    hub: Hub, offices: Offices, caplog: pytest.LogCaptureFixture, caller: Any
) -> None:
    live: Any = hub.services.permits.live
    asked = [(KNOWN["kobar-sicantik"], KOBAR), (KNOWN["kukar-sicantik"], KUKAR), (NATIONAL, NATION)]

    with caplog.at_level(logging.DEBUG):
        answers = [await hub.answer(PERMIT, caller, number=number, agency=code) for number, code in asked]
        offices.fault("garbage")
        hub.later(minutes=1)
        answers += [await hub.answer(PERMIT, caller, number=number, agency=code) for number, code in asked]
        answers.append(await hub.answer(PERMIT, caller, number=UNKNOWN["oss-rba"], agency=NATION))

    kept = repr(live._memory._store._cache)
    assert "Sertifikat Standar 1" in kept  # the cache is what is looked at
    assert "permit looked up for" in caplog.text
    for place in (repr(answers), caplog.text, kept):
        assert not [one for one in (*CANARIES, KEY, "http://") if one in place]
    for number, _ in asked:  # a question is remembered as a hash, and logged not at all
        assert number not in repr(list(live._memory._store._cache))
        assert number not in caplog.text


def trial(number: str, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Izin usaha belum terbit",
        "body": f"NIB {number} sudah sebulan tidak diproses.",
        "region": "62.01.02",
        "topic": "perizinan.usaha",
        **changes,
    }


async def test_a_dry_run_asks_whose_licence_it_is(hub: Hub) -> None:
    found = (await hub.ask(ROUTE, PORTAL, input=trial(NATIONAL)))["routeCase"]

    assert (found["outcome"], found["agency"]) == ("ROUTED", {"code": NATION})
    first = found["candidates"][0]["reasons"][0]
    assert first == {
        "rule": "licence-authority",
        "detail": "Izin yang disebut dalam laporan menjadi wewenang pemerintah pusat",
    }


async def test_a_dry_run_does_without_a_system_that_is_down(hub: Hub, offices: Offices) -> None:
    offices.fault("down")

    found = (await hub.ask(ROUTE, PORTAL, input=trial(NATIONAL)))["routeCase"]

    assert found["agency"] == {"code": KOBAR}
    assert "licence-authority" not in str(found)


async def test_a_dry_run_of_somebody_who_may_not_look_permits_up_looks_nothing_up(hub: Hub) -> None:
    found = (await hub.ask(ROUTE, ANALYST, input=trial(NATIONAL)))["routeCase"]

    assert found["agency"] == {"code": KOBAR}
