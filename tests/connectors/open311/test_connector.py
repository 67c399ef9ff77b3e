"""The connector against simulated endpoints in every mode and format."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.connectors.base import FeedsChanges, Fetches, FetchesMany, ResolvesTokens, Searches, TakesNotes
from hub.connectors.catalogue import load_catalogue
from hub.connectors.open311.connector import Open311Connector
from hub.connectors.ticket import ticket
from hub.domain.case import CaseStatus
from hub.domain.exchange import (
    Capability,
    ExternalRef,
    HealthState,
    OutgoingCase,
    Queued,
    Registered,
    Untracked,
)
from hub.errors import ConfigError, ConnectorError, CredentialFault, Refused, Unconfirmed
from tests.connectors.rawpeer import answer, raw_peer
from tests.connectors.samples import fresh_case, key_of
from tests.sandbox.harness import System, system

TOML = """\
kind = "open311"
agency = "62.71.pupr"
base_url_env = "HUB_KOTA_URL"
zone = "Asia/Jakarta"
source = "docs/agencies/62.71.md"
idempotency = "none"
maturity = 1
[limits]
deadline = 5
[open311]
key_env = "HUB_SECRET_KOTA_KEY"
service = "099"
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system("open311", tmp_path_factory.mktemp("city"), {"jurisdiction": "kota.example"}) as running:
        yield running


@pytest.fixture(scope="module")
def slow_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    config = {"mode": "batch", "token_seconds": 0.3, "extended": False, "key_on_reads": True}
    with system("open311", tmp_path_factory.mktemp("slow"), config) as running:
        yield running


@asynccontextmanager
async def endpoint(
    folder: Path, url: str, key: str = "sandbox-api-key", **options: Any
) -> AsyncIterator[Open311Connector]:
    lines = [f"{name} = {json.dumps(value)}" for name, value in options.items()]  # also TOML
    (folder / "kota.toml").write_text(TOML + "\n".join(lines))
    environment = {"HUB_KOTA_URL": url, "HUB_SECRET_KOTA_KEY": key}
    loaded = load_catalogue(folder, environment, lambda: datetime.now(UTC), time.monotonic)
    connector: Any = loaded.active["kota"]
    try:
        yield connector
    finally:
        await loaded.aclose()


async def created(connector: Open311Connector, case: OutgoingCase) -> ExternalRef:
    done = await connector.forward(case, key_of(case))
    assert isinstance(done, Registered)
    return done.ref


@pytest.mark.parametrize("written", ["xml", "json"])
async def test_a_case_goes_there_and_its_course_comes_back(
    city: System, tmp_path: Path, written: str
) -> None:
    case = fresh_case()
    here = {"jurisdiction": "kota.example", "updates": "updates", "notes": True, "format": written}
    async with endpoint(tmp_path, city.running.url, **here) as connector:
        assert isinstance(connector, FeedsChanges)
        assert isinstance(connector, Fetches)
        assert isinstance(connector, TakesNotes)
        ref = await created(connector, case)
        before = (await connector.changes(None)).cursor
        city.act(ref.id, "progress", note="Sedang dikerjakan.")
        await connector.send_note(ref, "Di depan pasar.", "note-1")
        city.act(ref.id, "answer", note="Lampu sudah diganti.")
        remote = await connector.fetch(ref)
        page = await connector.changes(before)
        mine = [one for one in page.changes if one.ref == ref]
        health = await connector.health()
        services = await connector.services()

    (record,) = city.held(ticket(case).replace("#", "%23"))
    assert (remote.status, remote.note, remote.changes) == (CaseStatus.CLOSED, "Lampu sudah diganti.", ())
    assert [(one.status, one.note) for one in mine] == [
        (CaseStatus.IN_PROGRESS, "Sedang dikerjakan."),
        (CaseStatus.CLOSED, "Lampu sudah diganti."),
    ]
    assert mine[0].order < mine[1].order
    assert [event["note"] for event in record["events"] if event["do"] == "message"] == ["Di depan pasar."]
    assert health.state is HealthState.UP
    assert [one.code for one in services] == ["001", "002", "099"]


async def test_requests_that_changed_are_a_feed_too(city: System, tmp_path: Path) -> None:
    here = {"jurisdiction": "kota.example", "updates": "requests", "format": "json", "page_size": 2}
    async with endpoint(tmp_path, city.running.url, **here) as connector:
        assert isinstance(connector, FeedsChanges)
        assert isinstance(connector, Fetches)
        refs = [await created(connector, fresh_case()) for _ in range(5)]
        city.act(refs[0].id, "answer", note="Selesai.")
        told = [one for one in (await connector.changes(None)).changes if one.ref in refs]
        shown = [(await connector.fetch(ref)).changes[0] for ref in refs]

    assert sorted(told, key=lambda one: int(one.ref.id)) == shown
    assert told[-1].ref == refs[0]


async def test_many_records_are_read_in_one_call(city: System, tmp_path: Path) -> None:
    async with endpoint(tmp_path, city.running.url, jurisdiction="kota.example") as connector:
        assert isinstance(connector, FetchesMany)
        refs = [await created(connector, fresh_case()) for _ in range(3)]
        nobody = ExternalRef("kota", "999999")
        with city.fault("error500", count=1, after=True, path="requests/"):  # single reads would fail
            found = await connector.fetch_many([*refs, nobody])

    assert [found[ref].status for ref in refs] == [CaseStatus.ASSIGNED] * 3  # type: ignore[union-attr]
    assert isinstance(found[nobody], Refused)


@pytest.mark.parametrize("where", ["description", "address", "attribute"])
async def test_a_lost_answer_is_searched_for_by_our_ticket(city: System, tmp_path: Path, where: str) -> None:
    case = fresh_case()
    here = {"jurisdiction": "kota.example", "ticket": where, "page_size": 3}
    if where == "attribute":
        here["attribute"] = "external_ref"
    async with endpoint(tmp_path, city.running.url, **here) as connector:
        assert isinstance(connector, Searches)
        with city.fault("silent", count=1), pytest.raises(Unconfirmed):
            await connector.forward(case, key_of(case))
        for _ in range(4):  # it is not on the first page any more
            await created(connector, fresh_case())
        found = await connector.search(case.tracking_number, key_of(case))
        other = replace(case, hop=2)
        missing = await connector.search(other.tracking_number, key_of(other))

    (record,) = city.held(ticket(case).replace("#", "%23"))
    assert found is not None
    assert (found.id, missing) == (record["id"], None)


async def test_an_endpoint_that_pays_no_heed_to_pages_is_never_taken_for_empty(tmp_path: Path) -> None:
    page = b"<service_requests>" + b"<request><service_request_id>1</service_request_id></request>" * 2
    async with (
        raw_peer(answer(200, page + b"</service_requests>")) as peer,
        endpoint(tmp_path, peer.url, page_size=2) as connector,
    ):
        assert isinstance(connector, Searches)
        with pytest.raises(Unconfirmed, match="LIST_TOO_LONG"):
            await connector.search("UJI-1", "UJI-1-1")


async def test_a_batch_endpoint_gives_a_token_and_the_number_later(slow_city: System, tmp_path: Path) -> None:
    case = fresh_case()
    here = {"mode": "batch", "key_on_reads": True, "format": "json"}
    async with endpoint(tmp_path, slow_city.running.url, **here) as connector:
        assert isinstance(connector, ResolvesTokens)
        assert isinstance(connector, Fetches)
        taken = await connector.forward(case, key_of(case))
        assert isinstance(taken, Queued)
        soon, never = await connector.resolve(taken.token), await connector.resolve("T999")
        ref = None
        async with asyncio.timeout(5):
            while ref is None:
                await asyncio.sleep(0.05)
                ref = await connector.resolve(taken.token)
        slow_city.act(ref.id, "answer")
        remote = await connector.fetch(ref)

    assert (soon, never) == (None, None)
    assert (ref.id, remote.status_text, remote.status) == ("0", "closed", CaseStatus.CLOSED)


async def test_a_blackbox_takes_cases_and_can_do_nothing_else(tmp_path: Path) -> None:
    async with (
        raw_peer(answer(200, b"")) as peer,
        endpoint(tmp_path, peer.url, mode="blackbox", ticket="none") as connector,
    ):
        done = await connector.forward(fresh_case(), "K-1")
        request = peer.requests[0]

    assert done == Untracked()
    assert connector.manifest.capabilities == {Capability.FORWARD}
    assert not isinstance(connector, Fetches | FetchesMany | Searches | FeedsChanges | ResolvesTokens)
    assert request.startswith(b"POST /requests.xml HTTP/1.1")
    assert b"api_key=sandbox-api-key" in request
    assert b"application/x-www-form-urlencoded" in request


async def test_a_wrong_key_is_a_credential_fault_for_writes_updates_and_health(
    city: System, tmp_path: Path
) -> None:
    here = {"jurisdiction": "kota.example", "updates": "updates"}
    async with endpoint(tmp_path, city.running.url, "wrong", **here) as connector:
        assert isinstance(connector, FeedsChanges)
        with pytest.raises(CredentialFault):
            await connector.forward(fresh_case(), "K-1")
        with pytest.raises(CredentialFault):
            await connector.changes(None)
        health = await connector.health()

    assert health.state is HealthState.DOWN


@pytest.mark.parametrize("path", ["/requests/99999.xml", "/nowhere.xml"])
async def test_an_unknown_record_and_an_unknown_path_are_refused(
    city: System, tmp_path: Path, path: str
) -> None:
    async with endpoint(tmp_path, city.running.url, jurisdiction="kota.example") as connector:
        with pytest.raises(Refused):
            await connector._http.get(path)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"mode": "blackbox"}, "BAD_VALUE"),
        ({"mode": "blackbox", "ticket": "none", "updates": "requests"}, "BAD_VALUE"),
        ({"ticket": "attribute"}, "BAD_VALUE"),
        ({"attribute": "external_ref"}, "BAD_VALUE"),
        ({"page_size": 5000}, "BAD_VALUE"),
        ({"modus": "batch"}, "UNKNOWN_KEY"),
    ],
)
async def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, options: dict[str, Any], line: str) -> None:
    with pytest.raises(ConfigError, match=rf"kota.toml:\d+: {line}: "):
        async with endpoint(tmp_path, "http://127.0.0.1:9", **options):
            pass


async def test_hostile_xml_is_an_error_of_ours_and_nothing_worse(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "aa">]><service_requests>&a;</service_requests>'
    for body in (bomb, b"<a>" * 100_000, b"\x00" * 100, b"<html><body>200</body></html>"):
        async with raw_peer(answer(200, body)) as peer, endpoint(tmp_path, peer.url) as connector:
            for call in (connector.forward(fresh_case(), "K-1"), connector.fetch(ExternalRef("kota", "1"))):
                with pytest.raises(ConnectorError):
                    await call
