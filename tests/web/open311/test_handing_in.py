"""POST requests: taken once, protected, and refused with a reason."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from hub.domain.case import IdentityProtection, Visibility
from hub.domain.redaction import EVERYTHING
from hub.store import cases
from hub.store.tables import cases as rows
from hub.store.tables import reporters
from tests.harness import ANALYST, OTHER_PORTAL, PARTNER, PORTAL
from tests.web.open311.conftest import City


async def stored(city: City, number: str) -> cases.Case:
    async with city.hub.hub.tools.db.reading() as conn:
        return (await cases.by_tracking(conn, [number], EVERYTHING))[number]


async def count(city: City) -> int:
    async with city.hub.hub.tools.db.reading() as conn:
        return await cases.count(conn)


async def test_a_form_becomes_a_case_with_its_place_topic_and_words(city: City) -> None:
    number = await city.taken(lat="-2.68", long="111.62", address_string="Jalan Pangeran Antasari 1")
    case = await stored(city, number)

    assert number.startswith("H-")
    assert (case.title, case.topic, case.region) == (
        "KTP elektronik belum jadi",
        "kependudukan.ktp",
        "62.01.02",
    )
    assert case.body.endswith("Lokasi: Jalan Pangeran Antasari 1")
    assert (case.location and case.location.latitude, case.channel) == (-2.68, PORTAL.channel)
    assert case.visibility is Visibility.PUBLIC


async def test_what_a_client_leaves_out_counts_as_the_most_protective(city: City) -> None:
    number = await city.taken(visibility="", first_name="Kenari", last_name="Contoh", phone="081200000000")
    case = await stored(city, number)
    async with city.hub.hub.tools.db.reading() as conn:
        [box] = (await conn.execute(select(reporters.c.box, reporters.c.protection))).all()

    assert (case.visibility, case.identity_protection) == (Visibility.RESTRICTED, IdentityProtection.SEALED)
    assert box.protection == "SEALED"
    assert b"Kenari" not in box.box


async def test_a_named_case_keeps_its_reporter_and_shows_it_to_no_client(city: City) -> None:
    fields = {"first_name": "Kenari", "email": "kenari@example.org", "identity_protection": "named"}
    number = await city.taken(**fields)
    shown = [await city.get(f"requests/{number}.{form}", api_key=city.key) for form in ("json", "xml")]

    assert (await stored(city, number)).identity_protection is IdentityProtection.NAMED
    assert not [reply for reply in shown if "enari" in reply.text]


async def test_devices_accounts_and_pictures_are_never_kept(city: City) -> None:
    fields = {
        "device_id": "device-canary",
        "account_id": "account-canary",
        "media_url": "https://c.example/canary",
    }
    number = await city.taken(**fields)
    async with city.hub.hub.tools.db.reading() as conn:
        [row] = (await conn.execute(select(rows).where(rows.c.tracking_number == number))).all()

    assert "canary" not in str(row)


async def test_the_answer_holds_number_and_receipt_and_no_cache_may_keep_it(city: City) -> None:
    reply = await city.post("xml", **city.report())

    assert reply.headers["content-type"] == "text/xml; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<service_requests><request>')
    assert "<account_id/>" in reply.text
    assert "Simpan kode pelapor ini" in reply.text


async def test_a_double_tap_makes_one_case(city: City) -> None:
    replies = await asyncio.gather(*(city.post(**city.report()) for _ in range(8)))

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.text for reply in replies}) == 1
    assert await count(city) == 1


async def test_a_double_tap_around_midnight_makes_one_case_and_the_next_day_another(city: City) -> None:
    hub = city.hub.hub
    hub.moment[0] = hub.now().replace(hour=23, minute=59, second=50)
    first = await city.taken()
    hub.later(seconds=30)
    again = await city.taken()
    hub.later(hours=3)
    later = await city.taken()

    assert first == again != later
    assert await count(city) == 2


async def test_other_words_another_portal_or_another_key_are_another_case(city: City) -> None:
    other = City(city.hub, await city.hub.key(OTHER_PORTAL))
    numbers = [
        await city.taken(),
        await city.taken(description="KTP elektronik belum jadi juga, sudah empat bulan."),
        await other.taken(),
        await city.taken(idempotency_key="tap-0001"),
        await city.taken(idempotency_key="tap-0002"),
    ]

    assert len(set(numbers)) == 5


async def test_a_key_of_the_clients_own_holds_for_ever_and_for_one_content(city: City) -> None:
    first = await city.taken(idempotency_key="tap-0001")
    city.hub.hub.later(days=90)
    fields = city.report()
    again = await city.hub.client.post(
        "/open311/v2/requests.json", data=fields, headers={"idempotency-key": "tap-0001"}
    )
    other = await city.post(**city.report(idempotency_key="tap-0001", description="Lain sama sekali isinya."))

    assert again.json()[0]["service_request_id"] == first
    assert (other.status_code, other.json()[0]["code"]) == (400, 400)
    assert await count(city) == 1


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "hub_nobody_AAAA"}, 403, "not known"),
        ({"service_code": ""}, 400, "service_code was not provided"),
        ({"service_code": "sihir"}, 404, "service_code was not found"),
        ({"jurisdiction_id": ""}, 400, "jurisdiction_id was not provided"),
        ({"jurisdiction_id": "city.example"}, 404, "jurisdiction_id was not found"),
        ({"jurisdiction_id": "99.99"}, 404, "jurisdiction_id was not found"),
        ({"address_id": "1234"}, 404, "address_id was not found"),
        ({"description": ""}, 400, "body"),
        ({"description": "x" * 10_001}, 400, "body"),
        ({"lat": "-2.68"}, 400, "lat and long"),
        ({"lat": "nan", "long": "1"}, 400, "lat and long"),
        ({"lat": "91", "long": "1"}, 400, "latitude"),
        ({"visibility": "secret"}, 400, "visibility is one of PUBLIC, RESTRICTED"),
        ({"identity_protection": "NAMED"}, 400, "name"),
        ({"email": "x" * 300}, 400, "detail"),
        ({"idempotency_key": "short"}, 400, "idempotency_key"),
        ({"description": "isi \x00 isi isi isi"}, 400, "NUL"),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
async def test_a_refusal_says_why_in_the_asked_format(
    shared: City, changes: dict[str, str], status: int, says: str, form: str
) -> None:
    reply = await shared.post(form, **shared.report(**changes))

    assert reply.status_code == status
    assert says in reply.text
    if form == "json":
        [error] = reply.json()
        assert error["code"] == status
    else:
        assert f"<errors><error><code>{status}</code>" in reply.text
    assert await count(shared) == 0


@pytest.mark.parametrize("caller", [ANALYST, PARTNER])
async def test_only_credentials_that_hand_in_can(shared: City, caller: object) -> None:
    key = await shared.hub.key(caller)  # type: ignore[arg-type]

    assert (await shared.post(**shared.report(api_key=key))).status_code == 403


async def test_a_place_comes_from_address_id_then_jurisdiction_id_then_the_portal_itself(city: City) -> None:
    bound = City(city.hub, await city.hub.key(replace(PORTAL, region="62.01")))
    numbers = [
        await bound.taken(jurisdiction_id=""),
        await bound.taken(address_id="62.01.01"),
        await bound.taken(),
        await bound.taken(jurisdiction_id="", lat="0", long="0"),
    ]
    found = [await stored(city, number) for number in numbers]

    assert [case.region for case in found] == ["62.01", "62.01.01", "62.01.02", "62.01"]
    assert found[-1].location is None


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 400),
        ("multipart/form-data; boundary=x", b"--x--", 400),
        ("application/x-www-form-urlencoded", b"api_key=%ff", 400),
        ("application/x-www-form-urlencoded", b"a=1&" * 500, 400),
        ("application/x-www-form-urlencoded", "description=ü".encode(), 400),
        ("application/x-www-form-urlencoded", b"description=" + b"x" * 66_000, 413),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(
    shared: City, content_type: str, body: bytes, status: int
) -> None:
    reply = await shared.hub.client.post(
        "/open311/v2/requests.json", content=body, headers={"content-type": content_type}
    )

    assert (reply.status_code, reply.json()[0]["code"]) == (status, status)
