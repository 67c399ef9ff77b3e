"""A case that names a licence waits for the licence's authority, and for nothing longer than a moment."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.casework.intake import Taken
from hub.casework.licensing import WAITS_S, Licensing
from hub.domain.case import CaseStatus, Sensitivity
from hub.domain.commands import Verify
from hub.store.licence_tables import licence_checks
from tests.casework.steps import act, happened, hops, row, sent, taken, timeline
from tests.connectors.permit_peers import KNOWN, LOCAL, MIXED, NATIONAL, PROVINCIAL, UNKNOWN
from tests.harness import COORDINATOR, PORTAL, Hub
from tests.permit_offices import Offices, connected, offices_in

TITLE = "Izin usaha belum terbit"
ROUTED = ["SUBMITTED", "ROUTED", "VERIFIED", "ASSIGNED"]


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with offices_in(tmp_path_factory.mktemp("offices")) as running:
        yield running


@pytest.fixture(autouse=True)
async def reached(hub: Hub, offices: Offices, tmp_path: Path) -> AsyncIterator[None]:
    async with connected(hub, offices, tmp_path / "instances"):
        yield


async def about(hub: Hub, number: str, **changes: Any) -> Taken:
    body = f"Permohonan saya dengan NIB {number} sudah sebulan tidak diproses DPMPTSP."
    return await taken(hub, **{"title": TITLE, "body": body, "topic": "perizinan.usaha", **changes})


async def looked(hub: Hub) -> int:
    return await Licensing(hub.tools, hub.services.permits.live).check()


async def waiting(hub: Hub) -> int:
    async with hub.tools.db.reading() as conn:
        return int(await conn.scalar(select(func.count()).select_from(licence_checks)) or 0)


async def test_handing_in_calls_nobody_and_the_case_waits(hub: Hub, offices: Offices) -> None:
    offices.fault("down")

    case = await about(hub, NATIONAL)

    number = case.case.tracking_number
    assert (case.case.status, case.case.owner) == (CaseStatus.RECEIVED, "62.01.diskominfo")
    assert await happened(hub, number) == ["SUBMITTED"]
    assert await waiting(hub) == 1


@pytest.mark.parametrize(
    ("nib", "owner", "level"),
    [
        (NATIONAL, "id.bkpm", "pusat"),
        (PROVINCIAL, "62.dpmptsp", "provinsi"),
        (LOCAL, "62.01.dpmptsp", "kabupaten/kota"),
    ],
)
async def test_the_licences_authority_becomes_the_owner_and_the_reason_is_told(
    hub: Hub, nib: str, owner: str, level: str
) -> None:
    number = (await about(hub, nib)).case.tracking_number

    assert await looked(hub) == 1

    assert await happened(hub, number) == ROUTED
    (hop,) = await hops(hub, number)
    assert (hop.agency, hop.explanation[0]["rule"]) == (owner, "licence-authority")
    assert str(hop.explanation[0]["detail"]).endswith(f"pemerintah {level}")
    assert await waiting(hub) == 0
    assert await looked(hub) == 0
    await sent(hub)
    assert (await row(hub, number)).owner == owner


async def test_an_offices_own_number_needs_no_word_before_it(hub: Hub) -> None:
    body = f"Permohonan {KNOWN['kobar-sicantik']} belum selesai juga."
    number = (await taken(hub, title="Mohon kejelasan", body=body, topic=None)).case.tracking_number

    await looked(hub)

    (hop,) = await hops(hub, number)
    assert (hop.agency, hop.explanation[0]["rule"]) == ("62.01.dpmptsp", "licence-authority")
    assert (await row(hub, number)).topic == "perizinan"


@pytest.mark.parametrize("nib", [UNKNOWN["oss-rba"], MIXED])
async def test_where_the_authority_is_not_known_the_other_rules_decide_at_once(hub: Hub, nib: str) -> None:
    number = (await about(hub, nib)).case.tracking_number

    await looked(hub)

    (hop,) = await hops(hub, number)
    assert hop.agency == "62.01.dpmptsp"
    assert "licence-authority" not in {one["rule"] for one in hop.explanation}


async def test_a_system_that_does_not_answer_is_asked_again_and_then_left_out(
    hub: Hub, offices: Offices
) -> None:
    offices.fault("down", "oss-rba")
    number = (await about(hub, NATIONAL)).case.tracking_number
    for pause in WAITS_S:
        assert await looked(hub) == 1
        assert await looked(hub) == 0
        assert await happened(hub, number) == ["SUBMITTED"]
        hub.later(seconds=pause)

    assert await looked(hub) == 1

    assert await happened(hub, number) == ROUTED
    assert [one.agency for one in await hops(hub, number)] == ["62.01.dpmptsp"]
    assert await waiting(hub) == 0


async def test_a_system_that_comes_back_in_time_is_heard(hub: Hub, offices: Offices) -> None:
    offices.fault("down", "oss-rba")
    number = (await about(hub, NATIONAL)).case.tracking_number
    await looked(hub)
    offices.fault("none")
    hub.later(seconds=WAITS_S[0])

    await looked(hub)

    assert [one.agency for one in await hops(hub, number)] == ["id.bkpm"]


async def test_a_coordinator_who_was_faster_is_not_overruled(hub: Hub) -> None:
    number = (await about(hub, NATIONAL)).case.tracking_number
    await act(hub, COORDINATOR, number, Verify(Sensitivity.ORDINARY))
    before = await timeline(hub, number)

    assert await looked(hub) == 1

    assert await timeline(hub, number) == before
    assert await waiting(hub) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"sensitivity": Sensitivity.OVERSIGHT},
        {"topic": "infrastruktur.jalan", "title": "Jalan rusak di depan toko"},
        {"body": "Nomor telepon saya 0812000000011, izin usaha saya belum diproses."},
    ],
)
async def test_only_an_ordinary_report_about_a_named_licence_waits(hub: Hub, changes: dict[str, Any]) -> None:
    case = await about(hub, NATIONAL, **changes)

    assert "ROUTED" in await happened(hub, case.case.tracking_number)
    assert await waiting(hub) == 0


async def test_a_number_of_another_place_is_not_looked_up(hub: Hub) -> None:
    body = f"Permohonan {KNOWN['kobar-sicantik']} belum selesai juga."
    await taken(hub, title=TITLE, body=body, topic="perizinan", region="64.02")

    assert await waiting(hub) == 0


async def test_the_same_submission_waits_once(hub: Hub) -> None:
    submission = hub.submission(title=TITLE, body=f"NIB {NATIONAL} tidak diproses.", topic="perizinan.usaha")
    first = await hub.services.intake.submit(PORTAL, submission)

    again = await hub.services.intake.submit(PORTAL, submission)

    assert again == first
    assert await waiting(hub) == 1
    await looked(hub)
    assert (await happened(hub, first.case.tracking_number)) == ROUTED


async def test_the_wait_is_part_of_the_time_to_verify(hub: Hub) -> None:
    number = (await about(hub, NATIONAL)).case.tracking_number
    assert (await row(hub, number)).due_at is not None

    hub.later(seconds=1)
    await looked(hub)

    verified = (await row(hub, number)).verified_at
    assert verified is not None
    assert verified - (await row(hub, number)).created_at == timedelta(seconds=1)


async def test_a_case_that_cannot_be_routed_stops_none_behind_it(hub: Hub) -> None:
    first = (await about(hub, UNKNOWN["oss-rba"])).case.tracking_number
    hub.later(seconds=1)
    second = (await about(hub, UNKNOWN["oss-rba"], title="Izin usaha saya")).case.tracking_number

    def advise(title: str, *_: Any) -> None:
        if title == TITLE:
            raise ArithmeticError

    calm, hub.tools = hub.tools, replace(hub.tools, advise=advise)
    sound = hub.tools.directory()
    hub.tools = replace(hub.tools, directory=lambda: replace(sound, jurisdictions=()))
    checked = Licensing(hub.tools, hub.services.permits.live)
    assert await checked.check() == 2
    assert (await happened(hub, first), await waiting(hub)) == (["SUBMITTED"], 1)
    assert (await happened(hub, second))[:2] == ["SUBMITTED", "ROUTED"]

    hub.tools = calm
    hub.later(seconds=60)
    assert await looked(hub) == 1
    assert (await happened(hub, first))[:2] == ["SUBMITTED", "ROUTED"]
