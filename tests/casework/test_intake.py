"""Taking a case once: the same submission is the same case for ever, and nobody's identity lies about."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import func, make_url, select

from hub.domain.case import CaseStatus, IdentityProtection, Sensitivity, Visibility
from hub.domain.commands import ReporterDetails
from hub.domain.tracking import ALPHABET
from hub.errors import NotEntitled, RuleViolation
from hub.store import cases, identities, tables
from hub.store.sealing import SUITE, Sealer, unpad
from hub.store.statistics_tables import statistics_deltas
from tests.casework.soundness import check_everything
from tests.casework.steps import UNCLEAR, happened, messages, row, sent, taken
from tests.harness import ANALYST, COORDINATOR, OTHER_PORTAL, PORTAL, Hub, officer

CANARY = ReporterDetails(
    name="Kenari Rahasia", email="kenari@example.org", phone="081200000017", national_id="6201020101900017"
)


async def how_many(hub: Hub, table: Any) -> int:
    """Rows of a table."""
    async with hub.tools.db.reading() as conn:
        return int(await conn.scalar(select(func.count()).select_from(table)) or 0)


async def test_fifty_identical_submissions_at_once_are_one_case_with_one_answer(hub: Hub) -> None:
    submission = hub.submission()
    answers = await asyncio.gather(*(hub.services.intake.submit(PORTAL, submission) for _ in range(50)))

    assert {(one.case, one.receipt) for one in answers} == {(answers[0].case, answers[0].receipt)}
    assert await how_many(hub, tables.cases) == 1
    assert await how_many(hub, tables.reporters) == 1
    assert len(await messages(hub, answers[0].case.tracking_number)) == 1


async def test_a_submission_repeated_after_ninety_days_gets_the_same_answer(hub: Hub) -> None:
    submission = hub.submission()
    first = await hub.services.intake.submit(PORTAL, submission)
    hub.later(days=90)
    again = await hub.services.intake.submit(PORTAL, submission)

    assert (again.case, again.receipt) == (first.case, first.receipt)
    assert await how_many(hub, tables.cases) == 1


async def test_a_repeated_submission_shows_the_case_as_it_is_now(hub: Hub) -> None:
    submission = hub.submission()
    first = await hub.services.intake.submit(PORTAL, submission)
    await sent(hub)
    again = await hub.services.intake.submit(PORTAL, submission)

    assert first.case.owner == "62.01.diskominfo"
    assert again.case.owner == "62.01.disdukcapil"


async def test_the_same_key_with_another_content_is_refused(hub: Hub) -> None:
    submission = hub.submission()
    await hub.services.intake.submit(PORTAL, submission)
    others: list[dict[str, Any]] = [
        {"body": "Isi yang lain sama sekali, bukan yang tadi."},
        {"visibility": Visibility.RESTRICTED},
        {"reporter": ReporterDetails(name="Pelapor Lain")},
    ]
    for changes in others:
        with pytest.raises(RuleViolation) as refusal:
            await hub.services.intake.submit(PORTAL, replace(submission, **changes))
        assert (refusal.value.code, refusal.value.field) == ("IDEMPOTENCY_CONFLICT", "idempotencyKey")
    assert await how_many(hub, tables.cases) == 1


async def test_the_same_key_of_another_portal_is_another_case(hub: Hub) -> None:
    submission = hub.submission()
    mine = await hub.services.intake.submit(PORTAL, submission)
    theirs = await hub.services.intake.submit(OTHER_PORTAL, submission)

    assert mine.case.tracking_number != theirs.case.tracking_number
    assert mine.receipt != theirs.receipt
    assert theirs.case.channel == "ntb-portal"


async def test_a_case_waits_until_its_portal_asks_again_when_the_rules_cannot_decide(hub: Hub) -> None:
    found = await taken(hub, **UNCLEAR)
    assert found.case.status is CaseStatus.RECEIVED
    assert await happened(hub, found.case.tracking_number) == ["SUBMITTED", "ROUTED"]
    assert hub.work.submitted == []


async def test_the_work_is_queued_in_the_same_transaction_under_a_key_of_the_hop(hub: Hub) -> None:
    found = await taken(hub)
    [forward] = await messages(hub, found.case.tracking_number)
    assert [run.id for run in hub.work.submitted] == [f"{forward.id}.1"]
    assert forward.key == f"{found.case.tracking_number}-1"


async def test_nothing_is_half_done_when_the_identity_cannot_be_kept(hub: Hub) -> None:
    tools = replace(hub.tools, sealer=Sealer([b"d" * 32]))  # nobody to seal for
    intake = type(hub.services.intake)(tools)
    for level in (IdentityProtection.SEALED, None):
        with pytest.raises(RuleViolation) as refusal:
            await intake.submit(PORTAL, hub.submission(identity_protection=level))
        assert (refusal.value.code, refusal.value.field) == ("INVALID", "reporter")
    for table in (tables.cases, tables.case_events, tables.deliveries, statistics_deltas):
        assert await how_many(hub, table) == 0


async def test_a_bad_submission_leaves_no_trace(hub: Hub) -> None:
    with pytest.raises(RuleViolation):
        await taken(hub, region="99.99")
    assert await how_many(hub, tables.cases) == 0


async def test_only_a_portal_with_a_channel_hands_in(hub: Hub) -> None:
    for caller in (COORDINATOR, ANALYST, officer("62.01.dinkes"), replace(PORTAL, channel=None)):
        with pytest.raises(NotEntitled):
            await hub.services.intake.submit(caller, hub.submission())


async def test_numbers_and_receipts_are_random_enough_and_not_stored(hub: Hub) -> None:
    found = [await taken(hub) for _ in range(5)]
    assert len({one.case.tracking_number for one in found}) == 5
    for one in found:
        assert set(one.receipt.replace("-", "")) <= set(ALPHABET)
        assert len(one.receipt.replace("-", "")) * 5 >= 100
        assert one.receipt not in repr(one)
    everything = await dump(hub)
    assert all(one.receipt.encode() not in everything for one in found)


async def dump(hub: Hub) -> bytes:
    """Every byte the store holds: the files of SQLite with their log, or every table of PostgreSQL."""
    if not hub.tools.db.is_postgresql:
        path = Path(make_url(hub.tools.db.sync_url).database or "")
        return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    plain = make_url(hub.tools.db.sync_url).set(drivername="postgresql").render_as_string(hide_password=False)
    found = bytearray()
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as conn:
        names = await conn.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for schema, name in await names.fetchall():
            copy = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, name))
            async with conn.cursor().copy(copy) as rows:
                async for piece in rows:
                    found += piece
    return bytes(found)


async def test_no_identity_can_be_read_in_the_database(hub: Hub) -> None:
    levels = (IdentityProtection.NAMED, IdentityProtection.SEALED)
    found = [await taken(hub, reporter=CANARY, identity_protection=level) for level in levels]
    await sent(hub)
    everything = await dump(hub)

    assert all(one.case.tracking_number.encode() in everything for one in found)  # it is the whole store
    for secret in (CANARY.name, CANARY.email, CANARY.phone, CANARY.national_id):
        assert secret is not None
        assert secret.encode() not in everything
        assert secret.encode().hex().encode() not in everything


async def test_a_named_reporter_is_for_the_entitled_and_a_sealed_one_for_the_custodian(hub: Hub) -> None:
    named = await taken(hub, reporter=CANARY)
    sealed = await taken(hub, reporter=CANARY, identity_protection=IdentityProtection.SEALED)
    numbers = [named.case.tracking_number, sealed.case.tracking_number]
    seen = [one for one in await hub.services.reading.by_tracking(COORDINATOR, numbers) if one is not None]

    shown, hidden = await hub.services.reading.reporters(COORDINATOR, seen)
    assert shown is not None
    assert (shown.name, shown.email, shown.phone) == (CANARY.name, CANARY.email, CANARY.phone)
    assert hidden is None
    async with hub.tools.db.reading() as conn:
        box = await conn.scalar(
            select(tables.reporters.c.box).where(tables.reporters.c.case_id == seen[1].id)
        )
    opened = SUITE.decrypt(box[5:], hub.custodian, f"reporters.box.{seen[1].id}".encode())
    assert CANARY.national_id is not None
    assert CANARY.national_id.encode() in unpad(opened)


async def test_portals_and_outsiders_never_read_a_reporter(hub: Hub) -> None:
    found = await taken(hub, reporter=CANARY)
    assert await hub.services.reading.reporters(PORTAL, [found.case]) == [None]
    assert not found.case.reporter_visible


async def test_a_whistle_blower_who_gave_a_name_is_sealed_all_the_same(hub: Hub) -> None:
    found = await taken(hub, reporter=CANARY, sensitivity=Sensitivity.WHISTLEBLOWING)
    stored = await row(hub, found.case.tracking_number)
    assert stored.identity_protection is IdentityProtection.SEALED
    async with hub.tools.db.reading() as conn:
        assert await identities.named_reporters(conn, [stored.id], hub.tools.sealer) == {}


async def test_submissions_of_many_portals_at_once_are_all_kept(hub: Hub) -> None:
    callers = [replace(PORTAL, subject=f"portal-{number}") for number in range(8)]
    submissions = [(caller, hub.submission()) for caller in callers for _ in range(4)]
    await asyncio.gather(*(hub.services.intake.submit(caller, one) for caller, one in submissions))
    async with hub.tools.db.reading() as conn:
        assert await cases.count(conn) == 32
    await check_everything(hub)
