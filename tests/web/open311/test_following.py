"""Reading requests and updates: what is public, to whom, and within which bounds."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain import commands as ask
from hub.domain.commands import Target
from hub.web.open311.reading import span
from hub.web.open311.writing import Document, written
from tests.harness import OTHER_PORTAL, PARTNER, PORTAL, START, officer
from tests.web.open311.conftest import City
from tests.web.running import PRODUCTION
from tests.web.whole import whole

DISDUKCAPIL = officer("62.01.disdukcapil")


async def acted(city: City, number: str, *commands: ask.Command) -> None:
    hub = city.hub.hub
    for command in commands:
        case = await hub.services.reading.case(PORTAL, number)
        assert case is not None
        await hub.services.acting.act(DISDUKCAPIL, Target(number, case.version), command)


async def answered(city: City, number: str) -> None:
    await city.hub.hub.drain()
    await acted(city, number, ask.Accept(None), ask.Progress("Hubungi 0812-3456-7890 bila perlu."))
    city.hub.hub.later(minutes=5)
    await acted(city, number, ask.Answer("KTP dapat diambil.", None))


async def test_a_request_is_followed_from_open_to_its_answer(city: City) -> None:
    number = await city.taken()
    [first] = (await city.get(f"requests/{number}.json")).json()
    await answered(city, number)
    [last] = (await city.get(f"requests/{number.lower()}.json")).json()

    assert (first["status"], first["service_code"]) == ("open", "kependudukan.ktp")
    assert first["requested_datetime"] == "2026-11-23T02:00:00Z"
    assert (first["address_id"], first["lat"], first["long"]) == ("62.01.02", None, None)
    assert (last["status"], last["status_notes"]) == ("open", "KTP dapat diambil.")
    assert last["agency_responsible"].startswith("Dinas Kependudukan")
    assert last["updated_datetime"] == "2026-11-23T02:05:00Z"


async def test_a_closed_case_is_closed_and_status_narrows_the_list(city: City) -> None:
    kept, closed = await city.taken(), await city.taken(description="KTP saya hilang di pasar kemarin.")
    await answered(city, closed)
    city.hub.hub.later(days=40)
    await city.hub.hub.deadlines.tick(100)
    lists = {
        words: [one["service_request_id"] for one in (await city.get("requests.json", status=words)).json()]
        for words in ("open", "closed", "open,closed")
    }

    assert lists == {"open": [kept], "closed": [closed], "open,closed": [closed, kept]}


async def test_personal_numbers_are_masked_and_coordinates_never_shown(city: City) -> None:
    text = "KTP belum jadi\nHubungi saya di 0812-3456-7890 atau kenari@example.org, NIK 6201010101900001."
    number = await city.taken(description=text, lat="-2.68", long="111.62")
    texts = [(await city.get(path)).text for path in (f"requests/{number}.xml", "requests.json")]

    for shown in texts:
        assert "[telepon disamarkan]" in shown
        assert not [secret for secret in ("7890", "kenari", "6201010101900001", "111.62") if secret in shown]


async def test_updates_tell_what_happened_in_order_and_within_the_dates(city: City) -> None:
    number = await city.taken()
    await answered(city, number)
    everything = (await city.get("servicerequestupdates.json")).json()
    [answer] = (await city.get("servicerequestupdates.json", start_date="2026-11-23T02:04:00Z")).json()
    alone = (await city.get("servicerequestupdates.json", service_request_id=number)).json()
    nobodys = (await city.get("servicerequestupdates.json", service_request_id="H-0000")).json()

    assert [one["description"] for one in everything[-3:]] == [
        "Laporan sedang ditindaklanjuti.",
        "Hubungi [telepon disamarkan] bila perlu.",
        "KTP dapat diambil.",
    ]
    assert {one["service_request_id"] for one in everything} == {number}
    assert len({one["update_id"] for one in everything}) == len(everything)
    assert (answer["description"], answer["updated_datetime"]) == (
        "KTP dapat diambil.",
        "2026-11-23T02:05:00Z",
    )
    assert (alone, nobodys) == (everything, [])


async def test_what_is_not_public_is_not_there_for_others_and_a_bare_status_for_its_portal(
    city: City,
) -> None:
    number = await city.taken(visibility="RESTRICTED")
    await answered(city, number)
    foreign = await city.hub.key(OTHER_PORTAL)
    missing = await city.get("requests/H-0000-0000-0000.json")
    refusals = [await city.get(f"requests/{number}.json", **query) for query in ({}, {"api_key": foreign})]
    [own] = (await city.get(f"requests/{number}.json", api_key=city.key)).json()
    updates = (await city.get("servicerequestupdates.json", api_key=city.key)).json()

    assert [(one.status_code, one.content) for one in refusals] == [(404, missing.content)] * 2
    assert (await city.get("requests.json", api_key=city.key)).json() == []
    assert (await city.get("servicerequestupdates.json", api_key=foreign)).json() == []
    assert (own["status"], own["status_notes"]) == ("open", "Instansi telah memberi tanggapan.")
    assert (own["description"], own["address"], own["address_id"]) == (None, None, None)
    assert updates[-1]["description"] == "Instansi telah memberi tanggapan."
    assert "KTP dapat diambil" not in str([own, updates])


async def test_a_partner_sees_no_further_than_its_region(city: City) -> None:
    number = await city.taken()
    inside = await city.hub.key(replace(PARTNER, subject="mitra-62", region="62"))
    outside = await city.hub.key(replace(PARTNER, subject="mitra-52", region="52"))
    shown = [
        (await city.get(f"requests/{number}.json", api_key=key)).status_code for key in (inside, outside)
    ]

    assert shown == [200, 404]


async def test_a_list_of_numbers_overrides_everything_else(city: City) -> None:
    numbers = [await city.taken(description=f"KTP elektronik nomor {n} belum jadi juga.") for n in range(3)]
    asked = ",".join([numbers[2], "H-0000", numbers[0], numbers[2]])
    reply = await city.get(
        "requests.json", service_request_id=asked, status="closed", start_date="2001-01-01T00:00:00Z"
    )

    assert [one["service_request_id"] for one in reply.json()] == [numbers[2], numbers[0]]


async def test_place_service_and_dates_narrow_the_list(city: City) -> None:
    here = await city.taken()
    road = await city.taken(service_code="infrastruktur.jalan", description="Jalan berlubang di depan pasar.")
    there = await city.taken(jurisdiction_id="64.02", description="KTP di Kutai Kartanegara belum jadi.")

    async def listed(**query: str) -> list[str]:
        return [one["service_request_id"] for one in (await city.get("requests.json", **query)).json()]

    assert await listed(service_code="infrastruktur.jalan,tidak.ada") == [road]
    assert await listed(jurisdiction_id="64") == [there]
    assert await listed(jurisdiction_id="62.01") == [road, here]
    assert await listed(end_date="2026-11-23T01:59:59Z") == []
    assert await listed(start_date="2026-11-23T09:00:00+07:00") == [there, road, here]
    city.hub.hub.later(days=91)
    assert await listed() == []
    assert await listed(start_date="2026-11-01T00:00:00Z") == [there, road, here]


async def test_pages_are_bounded_and_reach_to_the_thousandth_row(city: City) -> None:
    numbers = [await city.taken(description=f"KTP elektronik nomor {n} belum jadi juga.") for n in range(5)]
    pages = [(await city.get("requests.json", page=n, page_size=2)).json() for n in (1, 2, 3, 4)]
    beyond = await city.get("requests.json", page=11, page_size=100)

    assert [[one["service_request_id"] for one in page] for page in pages] == [
        numbers[:2:-1],
        numbers[2:0:-1],
        numbers[:1],
        [],
    ]
    assert (beyond.status_code, "nearer dates" in beyond.text) == (400, True)


@pytest.mark.parametrize(
    "query",
    [
        "start_date=kemarin",
        "start_date=2026-01-01T00:00:00",
        "start_date=2026-01-01",
        "start_date=0001-01-01T00:00:00Z&end_date=9999-12-31T23:59:59Z",
        "end_date=0001-01-01T00:00:00Z",
        "start_date=9999-12-31T23:59:59Z",
        "start_date=9999-12-31T23:59:59-14:00",
        "start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z",
        "status=broken",
        "page=0",
        "page=-1",
        "page=1e3",
        "page_size=1001",
        "page=99999999999999999999",
        "service_request_id=" + "H-1," * 101,
        "service_code=%ff",
        "service_code=a%00b",
        "&".join(f"a{n}=1" for n in range(101)),
    ],
)
@pytest.mark.parametrize("path", ["requests", "servicerequestupdates"])
async def test_what_cannot_be_read_is_a_400_in_the_asked_format(shared: City, path: str, query: str) -> None:
    if path == "servicerequestupdates" and query.startswith(("status", "service_code=broken")):
        return  # no such condition there
    for form in ("json", "xml"):
        reply = await shared.hub.client.get(f"/open311/v2/{path}.{form}?{query}")
        said = reply.json()[0]["code"] if form == "json" else int(ET.fromstring(reply.text)[0][0].text or 0)  # noqa: S314 - our own
        assert (reply.status_code, said) == (400, 400)


@pytest.mark.parametrize("path", ["requests", "servicerequestupdates"])
async def test_the_last_moment_of_the_calendar_is_a_date_too(shared: City, path: str) -> None:
    query = "start_date=9999-12-31T23:59:59Z&end_date=9999-12-31T23:59:59.999999Z"
    reply = await shared.hub.client.get(f"/open311/v2/{path}.json?{query}")

    assert (reply.status_code, reply.json()) == (200, [])


@pytest.mark.parametrize("path", ["requests/%00.json", "requests/H-%00", "tokens/%00.json"])
async def test_a_number_that_no_database_takes_is_not_there(postgres_url: str, path: str) -> None:
    async with whole(postgres_url, replace(PRODUCTION, open311="public")) as hub:
        reply = await hub.client.get(f"/open311/v2/{path}")

    assert reply.status_code == 404


def test_one_date_alone_means_the_ninety_days_at_that_end() -> None:
    ninety = timedelta(days=90)

    assert span({}, START).start == START - ninety
    assert (
        span({"end_date": "2026-06-01T00:00:00Z"}, START).end
        - span({"end_date": "2026-06-01T00:00:00Z"}, START).start
        == ninety
    )
    assert span({"start_date": "2026-11-01T00:00:00 07:00"}, START).end == START  # an unencoded plus sign
    assert span({"start_date": "2026-01-01T00:00:00Z"}, START).end.isoformat() == "2026-04-01T00:00:00+00:00"


async def test_text_of_strangers_cannot_break_the_xml(city: City) -> None:
    text = "KTP <script>&amp; ]]> </description>\x0b\x1b\ufffe \U0001f600 \"'\nKTP belum jadi."
    number = await city.taken(description=text)
    reply = await city.get(f"requests/{number}.xml")
    found = ET.fromstring(reply.content)  # noqa: S314 - our own

    described = found.findtext("request/description") or ""
    assert "<script>&amp; ]]> </description>" in described
    assert "\U0001f600" in described
    assert not set(described) & set("\x0b\x1b\ufffe")


def test_every_character_xml_has_no_place_for_is_left_out() -> None:
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000)]))
    body = written(Document("discovery", {"contact": everything}), "xml").body

    assert len(ET.fromstring(bytes(body)).findtext("contact") or "") > 60_000  # noqa: S314 - our own


async def test_where_the_deployment_says_so_requests_are_read_with_a_key_only(guarded: City) -> None:
    for path in ("requests.json", "requests/H-0.json", "tokens/H-0.json", "servicerequestupdates.json"):
        stranger = await guarded.get(path)
        with_key = await guarded.get(path, api_key=guarded.key)
        by_header = await guarded.hub.client.get(f"/open311/v2/{path}", headers={"x-api-key": guarded.key})

        assert (stranger.status_code, stranger.json()[0]["code"]) == (403, 403)
        assert with_key.status_code == by_header.status_code in (200, 404)
    assert (await guarded.get("services.json")).status_code == 200
