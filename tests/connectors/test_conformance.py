"""One suite for every shipped instance: each promise of a manifest is tried against a real peer."""

import asyncio
import time
import tomllib
import traceback
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.connectors.base import (
    Connector,
    CountsCases,
    FeedsChanges,
    Fetches,
    Forwards,
    HandsOver,
    ListsFacilities,
    LooksUpPermits,
    ReadsWebhooks,
    Searches,
    TakesNotes,
    VerifiesIdentity,
)
from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.connectors.ticket import ticket
from hub.domain.case import CaseStatus, Sensitivity
from hub.domain.exchange import (
    Capability,
    Change,
    ExternalRef,
    HealthState,
    Idempotency,
    OutgoingCase,
    Registered,
    RemoteCase,
)
from hub.errors import (
    ConnectorError,
    CredentialFault,
    Misunderstood,
    Refused,
    Throttled,
    Unconfirmed,
    Unreachable,
)
from tests.connectors import village_peer
from tests.connectors.peers import LAPOR, SECRET, SHIPPED, Peers, impatient, peers
from tests.connectors.samples import NOW, fresh_case, key_of
from tests.postgres import Server
from tests.sandbox.receiver import receiver

KIND_OF = {file.stem: tomllib.loads(file.read_text())["kind"] for file in SHIPPED.glob("*.toml")}
NAMES = sorted(KIND_OF)
LOOKUPS = {"dukcapil", "oss", "sicantik", "satusehat"}  # kinds and instances that take no cases
PULLING = [name for name in NAMES if KIND_OF[name] == "inbox"]  # they come to the hub: there is no peer
CALLED = [name for name in NAMES if name not in PULLING]
FORWARDING = [name for name in CALLED if not {name, KIND_OF[name]} & LOOKUPS]
NEVER_OPEN = BreakerRules(calls=10_000, unreachable=10_000)
ABILITIES = {
    Capability.FORWARD: Forwards,
    Capability.FETCH: Fetches,
    Capability.CHANGES: FeedsChanges,
    Capability.WEBHOOK: ReadsWebhooks,
    Capability.LOOKUP: (VerifiesIdentity, LooksUpPermits, ListsFacilities),
    Capability.STATISTICS: CountsCases,
}
OWNERS = {"lapor-nasional": "10013", "lapornurani": "110111", "lapor-kukar": "110111"}
PUSHING = [name for name in FORWARDING if "\n[webhook]" in (SHIPPED / f"{name}.toml").read_text()]


@pytest.fixture(scope="module")
def agencies(tmp_path_factory: pytest.TempPathFactory, postgres_server: Server) -> Iterator[Peers]:
    database = postgres_server.create()
    with peers(tmp_path_factory.mktemp("agencies"), database) as running:
        yield running
    postgres_server.drop(database)


@pytest.fixture
async def hub(agencies: Peers, tmp_path: Path) -> AsyncIterator[Catalogue]:
    loaded = catalogue_of(agencies, tmp_path, {})
    yield loaded
    await loaded.aclose()


def catalogue_of(agencies: Peers, tmp_path: Path, changed: dict[str, str]) -> Catalogue:
    environment = {**agencies.environment, **changed}
    files = impatient(tmp_path / "instances")
    return load_catalogue(files, environment, lambda: NOW, time.monotonic, NEVER_OPEN, strict=True)


def case_for(name: str) -> OutgoingCase:
    oversight = Sensitivity.OVERSIGHT if name == "kobar-wbs" else Sensitivity.ORDINARY
    return fresh_case(sensitivity=oversight, owner_external_id=OWNERS.get(name))


async def registered(connector: Connector, case: OutgoingCase) -> Registered:
    assert isinstance(connector, Forwards)
    done = await connector.forward(case, key_of(case))
    assert isinstance(done, Registered)
    if done.needs_hand_over:
        assert isinstance(connector, HandsOver)
        await connector.hand_over(done.ref, case)
    return done


async def shown(connector: Connector, ref: ExternalRef) -> RemoteCase:
    assert isinstance(connector, Fetches)
    return await connector.fetch(ref)


async def test_every_shipped_instance_is_conformance_tested(hub: Catalogue) -> None:
    assert [manifest.name for manifest in hub.manifests()] == NAMES
    assert [hub.get(name) is not None for name in NAMES] == [True] * len(NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_a_manifest_declares_exactly_what_the_object_can_do(hub: Catalogue, name: str) -> None:
    connector = hub.get(name)
    assert connector is not None

    can = {ability for ability, protocol in ABILITIES.items() if isinstance(connector, protocol)}

    assert can == connector.manifest.capabilities
    assert isinstance(connector, TakesNotes) == connector.manifest.takes_notes
    if connector.manifest.idempotency is Idempotency.SEARCH:
        assert isinstance(connector, Searches)


@pytest.mark.parametrize("name", FORWARDING)
async def test_a_case_arrives_once_with_its_number_and_words_and_without_an_identity(
    hub: Catalogue, agencies: Peers, name: str
) -> None:
    connector, case = hub.active[name], case_for(name)

    done = await registered(connector, case)

    (record,) = agencies.held(name, ticket(case))
    assert (record["id"], record["received_count"]) == (done.ref.id, 1)
    sent = str(record["payload"])
    assert case.title in sent
    assert case.body in sent
    assert case.tracking_number in sent
    remote = await shown(connector, done.ref)
    assert remote.ref.id == done.ref.id
    assert remote.as_of == NOW
    assert remote.status is not None


def test_the_time_to_settle_is_the_instances_own(agencies: Peers, tmp_path: Path) -> None:
    folder = impatient(tmp_path / "instances")
    file = folder / "ntb-portal.toml"
    file.write_text(file.read_text().replace("maturity = 4", "maturity = 4\nsettle_seconds = 90"))
    found = load_catalogue(folder, agencies.environment, lambda: NOW, time.monotonic)
    assert {one.name: one.settle_seconds for one in found.manifests()} == {
        name: 90 if name == "ntb-portal" else 600 for name in NAMES
    }


@pytest.mark.parametrize("name", sorted(LAPOR))
async def test_handing_over_twice_moves_the_case_once(hub: Catalogue, agencies: Peers, name: str) -> None:
    connector, case = hub.active[name], case_for(name)
    assert isinstance(connector, Forwards)
    assert isinstance(connector, HandsOver)
    done = await connector.forward(case, key_of(case))
    assert isinstance(done, Registered)
    assert done.needs_hand_over

    await connector.hand_over(done.ref, case)
    await connector.hand_over(done.ref, case)
    agencies.control(name, f"/records/{done.ref.id}/act", {"do": "return", "proposed": "110101"})
    await connector.hand_over(done.ref, case)

    (record,) = agencies.held(name, ticket(case))
    assert [event["do"] for event in record["events"]] == ["created", "hand_over", "return"]
    assert record["events"][1]["proposed"] == OWNERS[name]


@pytest.mark.parametrize("name", sorted(LAPOR))
async def test_what_is_ours_anyway_is_not_handed_over(hub: Catalogue, agencies: Peers, name: str) -> None:
    connector = hub.active[name]
    assert isinstance(connector, HandsOver)
    for owner in (None, LAPOR[name]):
        case = fresh_case(owner_external_id=owner)
        done = await registered(connector, case)
        assert not done.needs_hand_over
        await connector.hand_over(done.ref, case)
        (record,) = agencies.held(name, ticket(case))
        assert [event["do"] for event in record["events"]] == ["created"]


SINKS = {"kobar-wbs", village_peer.NAME}  # they ask nobody anything
STRANGE = {village_peer.NAME: village_peer.UNKNOWN_WORD}
KEEPING = {
    "kobar-wbs",
    "kalteng-hub",
    village_peer.NAME,
}  # no word of theirs gives a case back to a named owner
LIFE: dict[str, list[tuple[dict[str, str], CaseStatus]]] = {
    "lapor": [
        ({"do": "accept"}, CaseStatus.ASSIGNED),
        ({"do": "progress"}, CaseStatus.IN_PROGRESS),
        ({"do": "ask", "note": "Di mana?"}, CaseStatus.NEEDS_INFORMATION),
        ({"do": "answer", "note": "Sudah diganti."}, CaseStatus.CLOSED),
    ],
    "sapawarga": [
        ({"do": "accept"}, CaseStatus.VERIFIED),
        ({"do": "coordinate"}, CaseStatus.ASSIGNED),
        ({"do": "progress"}, CaseStatus.IN_PROGRESS),
        ({"do": "ask", "note": "Di mana?"}, CaseStatus.NEEDS_INFORMATION),
        ({"do": "answer", "note": "Sudah diganti."}, CaseStatus.CLOSED),
    ],
    "declarative": [
        ({"do": "accept"}, CaseStatus.ASSIGNED),
        ({"do": "progress"}, CaseStatus.IN_PROGRESS),
        ({"do": "ask", "note": "Di mana?"}, CaseStatus.NEEDS_INFORMATION),
        ({"do": "answer", "note": "Sudah diganti."}, CaseStatus.CLOSED),
    ],
    "open311": [
        ({"do": "accept"}, CaseStatus.ASSIGNED),
        ({"do": "progress"}, CaseStatus.IN_PROGRESS),
        ({"do": "ask", "note": "Di mana?"}, CaseStatus.ASSIGNED),  # no word says that somebody is asked
        ({"do": "answer", "note": "Sudah diganti."}, CaseStatus.CLOSED),
    ],
    "sql": [
        ({"do": "accept"}, CaseStatus.IN_PROGRESS),
        ({"do": "answer", "note": "Sudah diganti."}, CaseStatus.CLOSED),
    ],
    "hub": [
        ({"do": "accept"}, CaseStatus.IN_PROGRESS),
        ({"do": "progress"}, CaseStatus.IN_PROGRESS),
        ({"do": "ask", "note": "Di mana?"}, CaseStatus.NEEDS_INFORMATION),
        ({"do": "answer", "note": "Sudah diganti."}, CaseStatus.ANSWERED),
    ],
    "kobar-wbs": [
        ({"do": "accept"}, CaseStatus.IN_PROGRESS),
        ({"do": "answer", "note": "Sudah diganti."}, CaseStatus.CLOSED),
    ],
}


def life_of(name: str, connector: Connector) -> list[tuple[dict[str, str], CaseStatus]]:
    return LIFE.get(name, LIFE[connector.manifest.kind])


@pytest.mark.parametrize("name", FORWARDING)
async def test_every_step_of_an_officer_is_seen_with_its_status_and_note(
    hub: Catalogue, agencies: Peers, name: str
) -> None:
    connector = hub.active[name]
    done = await registered(connector, case_for(name))
    seen: dict[str, Change] = {}
    for deed, status in life_of(name, connector):
        agencies.control(name, f"/records/{done.ref.id}/act", dict(deed))
        remote = await shown(connector, done.ref)
        assert (remote.status, remote.note) == (status, deed.get("note", remote.note))
        before = len(seen)
        for change in remote.changes:
            assert seen.setdefault(change.event_id, change) == change
        if Capability.CHANGES not in connector.manifest.capabilities:
            assert len(seen) > before
            assert max(seen.values(), key=lambda change: change.order).status is status
    assert await shown(connector, done.ref) == remote


@pytest.mark.parametrize("name", [name for name in FORWARDING if name not in KEEPING])
async def test_a_return_names_the_owner_it_proposes(hub: Catalogue, agencies: Peers, name: str) -> None:
    connector = hub.active[name]
    done = await registered(connector, case_for(name))

    agencies.control(
        name, f"/records/{done.ref.id}/act", {"do": "return", "proposed": "110101", "note": "Bukan kami."}
    )

    remote = await shown(connector, done.ref)
    assert (remote.status, remote.proposed_owner, remote.note) == (
        CaseStatus.RETURNED,
        "110101",
        "Bukan kami.",
    )


@pytest.mark.parametrize("name", FORWARDING)
async def test_an_unknown_word_is_shown_raw_and_without_a_status(
    hub: Catalogue, agencies: Peers, name: str
) -> None:
    connector = hub.active[name]
    done = await registered(connector, case_for(name))

    with agencies.all_with("unknown_word"):
        remote = await shown(connector, done.ref)

    assert (remote.status_text, remote.status) == (STRANGE.get(name, "Menunggu Rapat Lintas Bidang"), None)


@pytest.mark.parametrize("mode", ["duplicate", "reorder"])
@pytest.mark.parametrize("name", FORWARDING)
async def test_a_disturbed_history_reads_the_same(
    hub: Catalogue, agencies: Peers, name: str, mode: str
) -> None:
    connector = hub.active[name]
    done = await registered(connector, case_for(name))
    for deed, _ in life_of(name, connector):
        agencies.control(name, f"/records/{done.ref.id}/act", dict(deed))
    sound = await shown(connector, done.ref)

    with agencies.all_with(mode):
        disturbed = await shown(connector, done.ref)

    assert list(dict.fromkeys(disturbed.changes)) == list(sound.changes)
    assert replace(disturbed, changes=()) == replace(sound, changes=())


async def pages(connector: FeedsChanges, cursor: str | None) -> tuple[list[Change], str]:
    """Everything since, page by page."""
    found: list[Change] = []
    while True:
        page = await connector.changes(cursor)
        found += page.changes
        assert page.cursor != cursor or not page.changes
        cursor = page.cursor
        if not page.more:
            return found, page.cursor


@pytest.mark.parametrize("name", PUSHING)
async def test_feed_webhook_and_history_tell_the_same_changes(
    hub: Catalogue, agencies: Peers, name: str
) -> None:
    connector = hub.active[name]
    assert isinstance(connector, FeedsChanges)
    assert isinstance(connector, ReadsWebhooks)
    _, cursor = await pages(connector, None)

    with receiver() as inbox:
        agencies.control(name, "/webhook", {"url": inbox.url, "secret": SECRET})
        done = await registered(connector, case_for(name))
        for deed, _ in life_of(name, connector):
            agencies.control(name, f"/records/{done.ref.id}/act", dict(deed))
        async with asyncio.timeout(10):
            while len(inbox.messages) < len(life_of(name, connector)) + 1:
                await asyncio.sleep(0.02)

    pushed: list[Change] = []
    ids = set()
    for headers, body in inbox.messages:
        ids.add(connector.verify_webhook(body, headers, time.time()))
        pushed += connector.read_webhook(body)
        with pytest.raises(CredentialFault):
            connector.verify_webhook(body + b" ", headers, time.time())
    assert len(ids) == len(inbox.messages)
    fed, after = await pages(connector, cursor)
    assert fed == pushed
    assert {change.ref for change in fed} == {ExternalRef(name, done.ref.id)}
    assert await pages(connector, after) == ([], after)
    with agencies.all_with("reorder"):
        assert (await pages(connector, cursor)) == (fed, after)
    history = (await shown(connector, done.ref)).changes
    assert [replace(change, ref=fed[0].ref) for change in history] in ([], fed)


@pytest.mark.parametrize("name", [name for name in FORWARDING if name not in SINKS])
async def test_a_note_reaches_the_record_and_reopens_what_waited_for_it(
    hub: Catalogue, agencies: Peers, name: str
) -> None:
    connector, case = hub.active[name], case_for(name)
    assert isinstance(connector, TakesNotes)
    done = await registered(connector, case)
    agencies.control(name, f"/records/{done.ref.id}/act", {"do": "ask"})

    await connector.send_note(done.ref, "Di depan pasar, sisi utara.", "note-1")

    (record,) = agencies.held(name, ticket(case))
    assert record["events"][-1]["note"] == "Di depan pasar, sisi utara."
    assert (await shown(connector, done.ref)).status is CaseStatus.IN_PROGRESS


@pytest.mark.parametrize("name", FORWARDING)
async def test_after_a_lost_answer_the_declared_way_leads_to_one_record(
    hub: Catalogue, agencies: Peers, name: str
) -> None:
    connector, case = hub.active[name], case_for(name)
    assert isinstance(connector, Forwards)
    with agencies.all_with("silent", count=1), pytest.raises(Unconfirmed):
        await connector.forward(case, key_of(case))

    match connector.manifest.idempotency:
        case Idempotency.KEY:
            again = await connector.forward(case, key_of(case))
            assert isinstance(again, Registered)
            ref: ExternalRef | None = again.ref
        case Idempotency.SEARCH:
            assert isinstance(connector, Searches)
            ref = await connector.search(case.tracking_number, key_of(case))
            other = replace(case, hop=2)
            assert await connector.search(other.tracking_number, key_of(other)) is None
        case Idempotency.NONE:
            ref = None  # a person decides; nothing was sent again

    (record,) = agencies.held(name, ticket(case))
    assert record["received_count"] == 1
    assert ref is None or ref.id == record["id"]


FAULTS: dict[str, tuple[type[ConnectorError], type[ConnectorError]]] = {
    "down": (Unreachable, Unreachable),
    "slow": (Unconfirmed, Unreachable),
    "drip": (Unconfirmed, Unreachable),
    "error500": (Unconfirmed, Unreachable),
    "error503": (Throttled, Throttled),
    "throttle429": (Throttled, Throttled),
    "silent": (Unconfirmed, Unreachable),
    "garbage": (Unconfirmed, Misunderstood),
    "huge": (Unconfirmed, Misunderstood),
}


@pytest.mark.parametrize("mode", FAULTS)
async def test_every_fault_has_the_same_meaning_at_every_peer(
    hub: Catalogue, agencies: Peers, mode: str
) -> None:
    refs = {name: (await registered(hub.active[name], case_for(name))).ref for name in FORWARDING}
    seconds: dict[str, Any] = {"seconds": 5.0} if mode == "slow" else {}

    async def faults_of(name: str) -> tuple[ConnectorError, ConnectorError]:
        case = case_for(name)
        return (
            await fault(forwarded(hub.active[name], case), case),
            await fault(shown(hub.active[name], refs[name]), case),
        )

    with agencies.all_with(mode, **seconds):
        told = dict(zip(FORWARDING, await asyncio.gather(*map(faults_of, FORWARDING)), strict=True))

    seen = {name: tuple(map(type, pair)) for name, pair in told.items()}
    usual = dict.fromkeys(FORWARDING, FAULTS[mode])
    assert seen == {**usual, village_peer.NAME: ON_A_WIRE.get(mode, FAULTS[mode])}
    if FAULTS[mode][0] is Throttled:
        told.pop(village_peer.NAME)  # a database asks nobody to wait
        assert {one.retry_after for pair in told.values() for one in pair} == {1.0}


# A driver that reads bytes of another protocol has lost the connection, and no more than that.
ON_A_WIRE = dict.fromkeys(("garbage", "huge"), (Unconfirmed, Unreachable))


async def forwarded(connector: Connector, case: OutgoingCase) -> object:
    assert isinstance(connector, Forwards)
    return await connector.forward(case, key_of(case))


async def fault(call: Any, case: OutgoingCase) -> ConnectorError:
    """The error of a call, whose text tells nothing it should not."""
    with pytest.raises(ConnectorError) as caught:
        await call
    texts = [str(caught.value), repr(caught.value), traceback.format_exc()]
    chain = traceback.format_exception_only(caught.value)
    for forbidden in ("127.0.0.1", "http:", case.title, case.body, case.tracking_number, "-key", "Bearer"):
        assert not [text for text in [*texts, *chain] if forbidden in text]
    return caught.value


@pytest.mark.parametrize("name", PULLING)
async def test_an_office_that_fetches_its_cases_is_never_called(hub: Catalogue, name: str) -> None:
    connector = hub.active[name]

    assert connector.manifest.pull
    assert connector.manifest.idempotency is Idempotency.NONE
    assert (hub.circuits(name), hub.resting(name), hub.circuit_open(name)) == ((), 0.0, False)
    assert (await hub.health(name)).state is HealthState.UNKNOWN  # only its own visits tell


@pytest.mark.parametrize("name", CALLED)
async def test_health_follows_the_peer_and_never_raises(hub: Catalogue, agencies: Peers, name: str) -> None:
    assert (await hub.health(name)).state is HealthState.UP
    agencies.control(name, "/fault", {"mode": "down"})
    try:
        assert (await hub.health(name)).state is HealthState.DOWN
    finally:
        agencies.control(name, "/fault", {"mode": "none"})
    assert (await hub.health(name)).state is HealthState.UP


@pytest.mark.parametrize("name", FORWARDING)
async def test_a_wrong_credential_is_a_credential_fault(agencies: Peers, tmp_path: Path, name: str) -> None:
    hub = catalogue_of(agencies, tmp_path, agencies.wrong)
    try:
        assert (
            type(await fault(forwarded(hub.active[name], case_for(name)), case_for(name))) is CredentialFault
        )
        assert (await hub.health(name)).state is HealthState.DOWN
    finally:
        await hub.aclose()


@pytest.mark.parametrize("name", FORWARDING)
async def test_a_record_the_peer_does_not_know_is_refused(hub: Catalogue, name: str) -> None:
    with pytest.raises(Refused):
        await shown(hub.active[name], ExternalRef(name, "999999"))


@pytest.mark.parametrize("name", [name for name in FORWARDING if name not in SINKS])  # they take any text
async def test_a_case_the_peer_rejects_for_good_is_refused(hub: Catalogue, name: str) -> None:
    empty = replace(case_for(name), title="", body="", region="")
    with pytest.raises(Refused):
        await forwarded(hub.active[name], empty)
