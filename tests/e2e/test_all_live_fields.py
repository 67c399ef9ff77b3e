"""One query with live fields of every kind while all their systems fail: each costs its own field."""

import gzip
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.casework.identity import IdentityRules
from hub.casework.services import build
from hub.connectors.catalogue import load_catalogue
from hub.connectors.live import LiveReads, LiveRule, LiveRules
from hub.store import records
from hub.store.records import StoredRecord
from hub.store.tables import assignments
from tests.connectors.peers import SECRET, SHIPPED
from tests.connectors.rawpeer import RawPeer, Speak, answer, drip, keep_silent, raw_peer
from tests.harness import PORTAL, Hub, hub_on

RECORDS, PERMITS, REGISTRY, FIGURES, FACILITIES = (
    "palangkaraya-open311",
    "kobar-sicantik",
    "kobar-dukcapil",
    "kalteng-bapenda",
    "satusehat",
)
USES = ("KEY", "ID", "USER", "PASSWORD", "IP")
DEADLINE_S, MARGIN_S = 0.4, 1.5
QUERY = """query ($person: VerifyIdentityInput!) { viewer { name } topics { code }
  cases(first: 1) { edges { node { title records { statusText stale } } } }
  permit(applicationNumber: "DPMPTSP-12/2026", agency: "62.01.dpmptsp") { status }
  verifyIdentity(input: $person) { outcome }
  agency(code: "62.bapenda") { name
    connector { remoteCounts(from: "2026-01-01", to: "2026-06-30") { total } } }
  facilities { totalCount } }"""
PERSON = {
    "nationalId": "6201991708909001",
    "fullName": "Sekar Contoh Rimba",
    "birthDate": "1990-08-17",
    "purpose": "Verifikasi pelapor sebelum laporan diteruskan",
}
MODES: dict[str, bytes | Speak] = {
    "hangs": keep_silent,
    "drips": drip,
    "bombs": answer(200, gzip.compress(b" " * 10_485_760), "content-encoding: gzip"),
    "talks nonsense": answer(200, b"<html>\xff Gangguan"),
    "speaks another protocol": b"HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
}


@pytest.fixture
async def hub(sqlite_url: str) -> AsyncIterator[Hub]:
    async with hub_on(sqlite_url) as running:
        yield running


@asynccontextmanager
async def led_to(hub: Hub, peer: RawPeer, folder: Path) -> AsyncIterator[None]:
    """All five systems are this one; the first case has a record that was never heard of."""
    environment: dict[str, str] = {}
    for name in (RECORDS, PERMITS, REGISTRY, FIGURES, FACILITIES):
        stem = name.upper().replace("-", "_")
        environment |= {f"HUB_SECRET_{stem}_{use}": "x" for use in USES}
        environment |= {f"HUB_{stem}_URL": peer.url, f"HUB_SECRET_{stem}_WEBHOOK": SECRET}
        text = (SHIPPED / f"{name}.toml").read_text()
        (folder / f"{name}.toml").write_text(text.replace("deadline = 2\n", ""))  # 10 s, as for any other
    await hub.services.intake.submit(PORTAL, hub.submission())
    await with_record(hub)
    peers = load_catalogue(folder, environment, hub.now, time.monotonic, strict=True)
    live = LiveReads(peers, hub.now, LiveRules(LiveRule(deadline=DEADLINE_S, patience=DEADLINE_S)))
    waits = IdentityRules(wait=DEADLINE_S)
    hub.services = build(replace(hub.tools, peers=peers), live, ticks=time.monotonic, identity_rules=waits)
    try:
        yield
    finally:
        await hub.services.identity.aclose()
        await live.aclose()
        await peers.aclose()


async def with_record(hub: Hub) -> None:
    async with hub.tools.db.reading() as conn:
        found = (await conn.execute(select(assignments.c.id, assignments.c.case_id))).one()
    row = StoredRecord(
        connector=RECORDS,
        external_id="7",
        case_id=found.case_id,
        assignment_id=found.id,
        hop=1,
        url=None,
        status_text=None,
        status=None,
        last_order=None,
        as_of=hub.now(),
        next_poll_at=None,
    )
    await hub.tools.db.write(lambda conn: records.add(conn, row))


@pytest.mark.parametrize("mode", MODES)
async def test_whatever_the_systems_do_everything_else_is_served_in_time(
    hub: Hub, tmp_path: Path, mode: str
) -> None:
    async with raw_peer(MODES[mode]) as peer, led_to(hub, peer, tmp_path):
        began = time.monotonic()
        told = await hub.answer(QUERY, PORTAL, person=PERSON)
        seconds = time.monotonic() - began

    assert seconds < DEADLINE_S + MARGIN_S
    data: dict[str, Any] = told.data or {}
    assert data["viewer"]["name"]
    assert data["topics"]
    assert data["cases"]["edges"][0]["node"]["records"] == [{"statusText": None, "stale": True}]
    assert (data["permit"], data["facilities"]) == (None, None)
    assert (data["agency"]["connector"]["remoteCounts"], bool(data["agency"]["name"])) == (None, True)
    assert data["verifyIdentity"] == {"outcome": "UNAVAILABLE"}
    facts = {".".join(map(str, error.path or [])): error.extensions or {} for error in told.errors or []}
    assert {place: (one["code"], one["source"]) for place, one in facts.items()} == {
        "cases.edges.0.node.records.0.statusText": ("UPSTREAM_UNAVAILABLE", RECORDS),
        "permit": ("UPSTREAM_UNAVAILABLE", PERMITS),
        "agency.connector.remoteCounts": ("UPSTREAM_UNAVAILABLE", FIGURES),
        "facilities": ("UPSTREAM_UNAVAILABLE", FACILITIES),
    }
    assert "127.0.0.1" not in str(told)
    assert "Gangguan" not in str(told)
