"""One hub full of odd cases, and what a client could ask about them: ids, numbers, cursors, codes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hub.casework.allowance import Bounds
from hub.casework.services import build
from hub.connectors.live import LiveReads, LiveRule, LiveRules
from hub.domain import commands as ask
from hub.domain.caller import Caller
from hub.domain.case import CaseStatus, GeoPoint, IdentityProtection, Sensitivity, Visibility
from hub.domain.commands import ReporterDetails
from hub.errors import HubError
from tests.casework.steps import UNCLEAR, act, delivered, heard, hops, row, taken
from tests.harness import COORDINATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, hub_on, officer

OWNER = officer("62.01.disdukcapil")
SYSTEM = "kobar-disdukcapil"
ODD = 'Ini "kutipan", \\ garis, \t tab,\nbaris baru, \U0001f6a2\U0001f469‍\U0001f467, é vs é,   </script> '
LONG = "Sudah berkali-kali kami datang ke loket; NIK 6201021203850001, telepon 081234567890. " * 20
FOREVER = Bounds(per_operation=10_000, per_minute=10_000_000)
NOTHING_KEPT = LiveRules(LiveRule(fresh=0.0, keep=0.0, deadline=1.0, patience=1.0))


@dataclass(frozen=True)
class Pool:
    """What there is to ask for."""

    numbers: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)


@asynccontextmanager
async def populated(url: str) -> AsyncIterator[tuple[Hub, Pool]]:
    """The hub, over an empty database; its live reads remember nothing, so that two answers are alike."""
    async with hub_on(url) as hub:
        pool = Pool()
        await _odd_cases(hub, pool)
        live = LiveReads(hub.agencies, hub.now, NOTHING_KEPT)
        hub.services = build(hub.tools, live, poll_seconds=0.05, bounds=FOREVER)
        try:
            await _look_up(hub, pool)
            yield hub, pool
        finally:
            await live.aclose()


async def _odd_cases(hub: Hub, pool: Pool) -> None:
    made: list[Any] = []

    async def case(how: Any = taken, **changes: Any) -> str:
        hub.later(seconds=7)
        made.append(await how(hub, **changes))
        return str(made[-1].case.tracking_number)

    answered = await case(delivered, title=f"{ODD.strip()[:60]}", body=ODD * 3, occurred_on=date(2026, 11, 1))
    await case(**UNCLEAR, identity_protection=IdentityProtection.NONE, reporter=None)
    masked = await case(delivered, body=LONG, location=GeoPoint(-2.6833333, 111.6166667))
    returned = await case(delivered, title="Kartu keluarga keliru")
    merged = await case(**(UNCLEAR | {"body": "Sama seperti yang lain, tetapi kurang jelas."}))
    await case(sensitivity=Sensitivity.WHISTLEBLOWING, agency="62.01.dinkes", visibility=None)
    await case(
        visibility=Visibility.RESTRICTED,
        identity_protection=IdentityProtection.SEALED,
        reporter=ReporterDetails(
            name="Nama \U0001f464", phone="081234567890", national_id="6201021203850001"
        ),
    )
    await _histories(hub, answered, masked, returned, merged)
    hub.later(seconds=7)
    foreign = await hub.services.intake.submit(
        OTHER_PORTAL, hub.submission(region="52.71.01", topic=None, title="Lampu jalan padam")
    )
    pool.numbers.extend([*(one.case.tracking_number for one in made), foreign.case.tracking_number, "H-0000"])
    pool.receipts.extend([*(one.receipt for one in made[:2]), foreign.receipt, "nothing"])


async def _histories(hub: Hub, answered: str, masked: str, returned: str, merged: str) -> None:
    for command in (ask.Accept(ODD), ask.Progress("Sedang dicetak."), ask.Answer(ODD * 2)):
        await act(hub, OWNER, answered, command)
    await act(hub, PORTAL, answered, ask.Contest("Belum."))
    await act(hub, OWNER, answered, ask.Answer("Sudah; hubungi petugas@example.org."))
    await act(hub, PORTAL, answered, ask.Confirm(2, ODD))
    await act(hub, OWNER, masked, ask.Accept("Diterima."))
    await act(hub, OWNER, masked, ask.RequestInformation("Mohon foto."))
    await act(hub, COORDINATOR, merged, ask.Merge(masked, "Sama."))
    [hop] = await hops(hub, returned)
    assert hop.connector == SYSTEM
    keys = [one.key for one in hub.agencies[SYSTEM].records]
    place = keys.index(f"{returned}-{(await row(hub, returned)).hop}")
    hub.agencies[SYSTEM].move(str(place), CaseStatus.RETURNED, "Bukan kami", "62.01.dinkes")
    await heard(hub, SYSTEM)
    await hub.send()
    with suppress(HubError):
        await hub.ask(
            "mutation ($i: AddOfficerNoteInput!) { addOfficerNote(input: $i) { __typename } }",
            COORDINATOR,
            i={"trackingNumber": masked, "text": ODD, "audience": "HANDLERS"},
        )


LOOK = """{ cases(first: 20) { edges { cursor node { id
    timeline(first: 1) { edges { cursor node { id } } } } } }
  events(first: 3) { edges { cursor } } agencies(first: 2) { edges { cursor node { id cases(first: 1) {
  edges { cursor } } } } } }"""


async def _look_up(hub: Hub, pool: Pool) -> None:
    found = await hub.ask(LOOK, COORDINATOR)
    cases, agencies = found["cases"]["edges"], found["agencies"]["edges"]
    pool.ids.extend(one["node"]["id"] for one in [*cases, *agencies])
    pool.ids.extend(edge["node"]["id"] for one in cases for edge in one["node"]["timeline"]["edges"])
    pool.ids.extend(["nothing", "Q2FzZTp4"])
    pool.cursors.extend(one["cursor"] for one in [*cases[:2], *found["events"]["edges"], *agencies])
    pool.cursors.append("bad")


CALLERS: tuple[Caller, ...] = (COORDINATOR, PORTAL, PARTNER, OWNER, officer("62.01.inspektorat"))
