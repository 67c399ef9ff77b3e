"""Described interfaces against real systems: all ways to page, records in bulk, figures, facilities."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.connectors.base import CountsCases, FeedsChanges, FetchesMany, ListsFacilities, Searches
from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import load_catalogue
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, FacilityKind
from hub.errors import CredentialFault, Misunderstood, Refused
from sandbox.launch import Running, control, kill, start_all
from tests.connectors.peers import SHIPPED, STILL
from tests.connectors.samples import NOW, fresh_case, key_of

OFFICE = """\
kind = "declarative"
agency = "62.01.dinkes"
base_url_env = "URL"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "none"
maturity = 0
health = "/api/v1/sehat"
[auth]
profile = "api_key"
header = "X-API-Key"
secret_env = "KEY"
[answers]
success_when = "status == `true`"
failure_code = "kode"
[forward]
path = "/api/v1/pengaduan"
ref = "data.nomor"
body = { nomor_tiket = "ticket", judul = "title", isi = "body" }
[search]
path = "/api/v1/arsip"
query = { batas = "`3`", tiket = "ticket" }
items = "data"
match = "nomor_tiket"
ref = "nomor"
"""
STYLES = {
    "page": 'style = "page", parameter = "halaman", size = 3',
    "page, told": 'style = "page", parameter = "halaman", more = "lanjut"',
    "page, until empty": 'style = "page", parameter = "halaman"',
    "offset": 'style = "offset", parameter = "mulai", size = 3, size_parameter = "batas"',
    "offset, until empty": 'style = "offset", parameter = "mulai"',
    "cursor": 'style = "cursor", parameter = "kursor", next = "kursor_berikut"',
    "link": 'style = "link"',
    "next_url": 'style = "next_url", next = "berikut"',
}
RECORDS = 7


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Running]]:
    wanted: list[tuple[str, str, dict[str, Any] | None]] = [
        ("rest", "office", {"api_key": "key", **STILL}),
        ("satusehat", "satusehat", {"client_id": "id", "client_secret": "key", "per_page": 3, **STILL}),
    ]
    running = {one.name: one for one in start_all(wanted, tmp_path_factory.mktemp("systems"))}
    yield running
    for one in running.values():
        kill(one)


@pytest.fixture(scope="module")
def tickets(systems: dict[str, Running], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Tracking numbers the office holds, oldest first."""
    cases = [fresh_case() for _ in range(RECORDS)]

    async def hand_in() -> None:
        peer = office(systems, tmp_path_factory.mktemp("filling"), OFFICE)
        for case in cases:
            await peer.forward(case, key_of(case))
        await peer.aclose()

    asyncio.run(hand_in())
    return [case.tracking_number for case in cases]


def office(systems: dict[str, Running], folder: Path, text: str, key: str = "key") -> Any:
    (folder / "office.toml").write_text(text)
    environment = {"URL": systems["office"].url, "KEY": key}
    rules = BreakerRules(calls=10_000, unreachable=10_000)
    return load_catalogue(folder, environment, lambda: NOW, time.monotonic, rules, strict=True).get("office")


def paged(style: str, most: int = 50) -> str:
    return OFFICE + f"pagination = {{ {style}, most = {most} }}\n"


@pytest.mark.parametrize("style", STYLES)
async def test_a_search_goes_through_all_pages(
    systems: dict[str, Running], tickets: list[str], tmp_path: Path, style: str
) -> None:
    peer = office(systems, tmp_path, paged(STYLES[style]))
    assert isinstance(peer, Searches)
    found = [await peer.search(number, f"{number}-1") for number in tickets]

    assert [ref is not None for ref in found] == [True] * RECORDS
    assert len(set(found)) == RECORDS
    assert await peer.search("NOBODYS-1", "NOBODYS-1-1") is None
    await peer.aclose()


async def test_without_pagination_the_first_page_is_all(
    systems: dict[str, Running], tickets: list[str], tmp_path: Path
) -> None:
    peer = office(systems, tmp_path, OFFICE)

    assert await peer.search(tickets[0], f"{tickets[0]}-1") is not None
    assert await peer.search(tickets[-1], f"{tickets[-1]}-1") is None
    await peer.aclose()


@pytest.mark.parametrize("style", STYLES)
async def test_a_list_longer_than_allowed_is_not_taken_for_the_whole(
    systems: dict[str, Running], tickets: list[str], tmp_path: Path, style: str
) -> None:
    peer = office(systems, tmp_path, paged(STYLES[style], most=2))

    assert await peer.search(tickets[0], f"{tickets[0]}-1") is not None
    with pytest.raises(Misunderstood, match="TOO_MANY_PAGES"):
        await peer.search("NOBODYS-1", "NOBODYS-1-1")
    await peer.aclose()


@pytest.mark.parametrize("style", ["link", "next_url"])
async def test_a_link_to_another_server_is_not_followed(
    systems: dict[str, Running], tickets: list[str], tmp_path: Path, style: str
) -> None:
    text = paged(STYLES[style]).replace('tiket = "ticket"', 'tiket = "ticket", bocor = "`1`"')
    peer = office(systems, tmp_path, text)

    with pytest.raises(Misunderstood, match="LINK_LEADS_AWAY"):
        await peer.search("NOBODYS-1", "NOBODYS-1-1")
    await peer.aclose()


async def test_a_cursor_that_stays_where_it_was_ends_the_reading(
    systems: dict[str, Running], tickets: list[str], tmp_path: Path
) -> None:
    peer = office(systems, tmp_path, paged('style = "cursor", parameter = "x", next = "data[0].nomor"'))

    with pytest.raises(Misunderstood, match="PAGES_IN_A_CIRCLE"):
        await peer.search("NOBODYS-1", "NOBODYS-1-1")
    await peer.aclose()


FEED = """
[reading]
status = "status"
time = "waktu"
[event]
id = "urut"
ref = "nomor"
order = "urut"
[changes]
path = "/api/v1/perubahan"
query = { sejak = "cursor", batas = "`2`" }
items = "data"
next = "berikut"
"""


async def test_a_feed_is_read_page_by_page_and_goes_on_where_it_stopped(
    systems: dict[str, Running], tickets: list[str], tmp_path: Path
) -> None:
    """The feed's own cursor leads from page to page; after the allowed number of them it says `more`."""
    style = 'pagination = { style = "cursor", parameter = "sejak", next = "data[-1].urut", most = 2 }\n'
    peer = office(systems, tmp_path, OFFICE + FEED + style)
    assert isinstance(peer, FeedsChanges)

    seen, sizes, cursor, more = [], [], None, True
    while more:
        page = await peer.changes(cursor)
        seen += [change.order for change in page.changes]
        sizes.append(len(page.changes))
        cursor, more = page.cursor, page.more
    await peer.aclose()

    assert seen == sorted(set(seen))
    assert len(seen) >= RECORDS
    assert sizes[0] == 4


async def test_several_records_are_had_in_one_call(
    systems: dict[str, Running], tickets: list[str], tmp_path: Path
) -> None:
    many = (
        FEED[: FEED.index("[changes]")].replace('time = "waktu"', 'time = "riwayat[-1].waktu"')
        + '[fetch]\npath = "/api/v1/pengaduan/{ref}"\nrecord = "data"\n'
        + '[fetch_many]\npath = "/api/v1/pengaduan-banyak"\nitems = "data"\nref = "nomor"\nmost = 3\n'
        + "query = { nomor = \"join(',', refs)\" }\n"
    )
    peer = office(systems, tmp_path, paged(STYLES["link"]) + many)
    assert isinstance(peer, FetchesMany)
    refs = [await peer.search(number, f"{number}-1") for number in tickets[:2]]
    stranger = ExternalRef("office", "RSUD-1999-000001")

    found = await peer.fetch_many([*refs, stranger])

    assert peer.most_at_once == 3
    assert list(found) == [*refs, stranger]
    for ref in refs:
        assert found[ref] == await peer.fetch(ref)
    assert isinstance(found[stranger], Refused)
    with pytest.raises(ValueError, match="3 records"):
        await peer.fetch_many([stranger] * 4)
    await peer.aclose()


async def test_figures_are_the_offices_own(
    systems: dict[str, Running], tickets: list[str], tmp_path: Path
) -> None:
    recap = (
        '[counts]\npath = "/api/v1/rekap"\nquery = { dari = "first", sampai = "last" }\n'
        'items = "data"\ntotal = "jumlah"\n[statuses]\n"Diterima" = "ASSIGNED"\n'
    )
    peer = office(systems, tmp_path, OFFICE + recap)
    assert isinstance(peer, CountsCases)
    today = datetime.now(UTC).date()

    counted = await peer.counts(today - timedelta(days=1), today + timedelta(days=1))
    before = await peer.counts(today - timedelta(days=9), today - timedelta(days=3))

    assert (counted.total, counted.as_of) == (RECORDS, NOW)
    (one,) = counted.by_status
    assert (one.status_text, one.status, one.cases) == ("Diterima", CaseStatus.ASSIGNED, RECORDS)
    assert (before.total, before.by_status) == (0, ())
    await peer.aclose()


def satusehat(systems: dict[str, Running], key: str = "key") -> Any:
    environment = {
        "HUB_SATUSEHAT_URL": systems["satusehat"].url,
        "HUB_SECRET_SATUSEHAT_ID": "id",
        "HUB_SECRET_SATUSEHAT_KEY": key,
    }
    return load_catalogue(SHIPPED, environment, lambda: NOW, time.monotonic).get("satusehat")


async def test_the_facility_master_is_read_to_its_last_page(systems: dict[str, Running]) -> None:
    peer = satusehat(systems)
    assert isinstance(peer, ListsFacilities)

    everything = await peer.facilities()
    regency = await peer.facilities("62.01")
    district = await peer.facilities("62.01.01")

    assert len(everything) == 7
    assert [one.ref.id for one in everything] == sorted(one.ref.id for one in everything)
    hospital = everything[0]
    assert (hospital.name, hospital.kind, hospital.region, hospital.active) == (
        "RSUD Sultan Imanudin",
        FacilityKind.HOSPITAL,
        "62.01.02",
        True,
    )
    assert [one.ref.id for one in everything if not one.active] == ["10000105"]
    assert everything[-1].kind is FacilityKind.OTHER
    assert {one.region for one in regency} == {"62.01.01", "62.01.02"}
    assert [one.name for one in district] == ["Puskesmas Kumai"]
    await peer.aclose()


async def test_a_wrong_client_of_the_facility_master_is_a_credential_fault(
    systems: dict[str, Running],
) -> None:
    peer = satusehat(systems, "wrong")
    with pytest.raises(CredentialFault):
        await peer.facilities()
    await peer.aclose()


async def test_a_list_that_breaks_off_is_not_taken_for_the_whole(systems: dict[str, Running]) -> None:
    peer = satusehat(systems)
    await peer.facilities()
    control(systems["satusehat"], "/fault", {"mode": "garbage", "path": "Location"})
    try:
        with pytest.raises(Misunderstood):
            await peer.facilities()
    finally:
        control(systems["satusehat"], "/fault", {"mode": "none"})
        await peer.aclose()
