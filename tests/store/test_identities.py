"""Reporters: apart, encrypted, readable only while they are NAMED."""

from base64 import b64encode
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.case import IdentityProtection
from hub.domain.commands import ReporterDetails
from hub.domain.visible import VisibleReporter
from hub.errors import RuleViolation
from hub.store import identities
from hub.store.database import Database
from hub.store.metadata import metadata
from hub.store.sealing import SUITE, Sealer, unpad
from hub.store.tables import cases, reporters
from tests.store import rows

NAMED, SEALED, NONE = IdentityProtection
CANARIES = ("Sulastri Kenari", "kenari@example.org", "+62811555000111", "6201990101010001")
DETAILS = ReporterDetails(*CANARIES)
SHOWN = VisibleReporter(CANARIES[0], CANARIES[1], CANARIES[2], identity_verified=False)
PRIVATE = X25519PrivateKey.from_private_bytes(b"c" * 32)
SEALER = Sealer([b"k" * 32], PRIVATE.public_key())


async def keep(
    database: Database, case_id: str, protection: IdentityProtection, sealer: Sealer = SEALER
) -> None:
    async def work(conn: AsyncConnection) -> None:
        await rows.add_case(conn, case_id, identity_protection=protection.value)
        await identities.store_reporter(conn, case_id, protection, DETAILS, sealer, rows.BEGINNING)

    await database.write(work)


async def shown(database: Database, *case_ids: str) -> dict[str, VisibleReporter]:
    async with database.reading() as conn:
        return await identities.named_reporters(conn, case_ids, SEALER)


async def opened_by_custodian(database: Database, case_id: str) -> dict[str, object]:
    async with database.reading() as conn:
        query = select(reporters.c.box).where(reporters.c.case_id == case_id)
        box = (await conn.execute(query)).scalar_one()
    found: dict[str, object] = orjson.loads(
        unpad(SUITE.decrypt(box[5:], PRIVATE, f"reporters.box.{case_id}".encode()))
    )
    return found


async def test_only_named_reporters_are_shown(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        for protection in IdentityProtection:
            await keep(database, protection.value, protection)

        assert await shown(database, "NAMED", "SEALED", "NONE", "unknown") == {"NAMED": SHOWN}


@pytest.mark.parametrize("protection", [SEALED, NONE])
async def test_above_named_only_the_custodian_can_read(
    database_url: str, protection: IdentityProtection
) -> None:
    async with rows.opened(database_url) as database:
        await keep(database, "c1", protection)

        assert (await opened_by_custodian(database, "c1"))["national_id"] == CANARIES[3]


@pytest.mark.parametrize("protection", [SEALED, NONE])
async def test_a_hub_without_a_custodian_refuses_identities_above_named(
    database_url: str, protection: IdentityProtection
) -> None:
    async with rows.opened(database_url) as database:
        with pytest.raises(RuleViolation) as refused:
            await keep(database, "c1", protection, Sealer([b"k" * 32]))

    assert (refused.value.code, refused.value.field) == ("INVALID", "reporter")


async def test_when_the_protection_rises_the_hub_can_no_longer_read(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await keep(database, "c1", NAMED)
        for _ in range(2):
            await database.write(lambda conn: identities.reseal(conn, "c1", SEALER))

        assert await shown(database, "c1") == {}
        assert (await opened_by_custodian(database, "c1"))["name"] == CANARIES[0]


async def test_a_case_that_is_sealed_shows_nobody_even_before_its_box_is(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await keep(database, "c1", NAMED)
        change = update(cases).values(identity_protection=SEALED.value)
        await database.write(lambda conn: conn.execute(change))

        assert await shown(database, "c1") == {}


async def test_a_case_has_one_reporter(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await keep(database, "c1", NAMED)
        again = identities.store_reporter
        with pytest.raises(IntegrityError):
            await database.write(lambda conn: again(conn, "c1", NAMED, DETAILS, SEALER, rows.BEGINNING))


async def test_boxes_have_one_size_whoever_reports(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        for number, details in enumerate((DETAILS, ReporterDetails(), ReporterDetails(name="X" * 200))):

            async def work(
                conn: AsyncConnection, case_id: str = f"c{number}", details: ReporterDetails = details
            ) -> None:
                await rows.add_case(conn, case_id)
                await identities.store_reporter(conn, case_id, NAMED, details, SEALER, rows.BEGINNING)

            await database.write(work)
        async with database.reading() as conn:
            sizes = {len(box) for box in (await conn.execute(select(reporters.c.box))).scalars()}

    assert len(sizes) == 1


def traces(content: bytes) -> list[str]:
    """Canaries that can be read in `content`, plainly or in the usual encodings."""
    return [
        canary
        for canary in CANARIES
        if any(
            form in content
            for form in (
                canary.encode(),
                canary.encode().hex().encode(),
                b64encode(canary.encode())[:-4],
                canary.encode("utf-16-le"),
            )
        )
    ]


async def test_no_identity_can_be_found_in_the_files_of_sqlite(sqlite_url: str) -> None:
    async with rows.opened(sqlite_url) as database:
        for protection in IdentityProtection:
            await keep(database, protection.value, protection)
        await database.write(lambda conn: identities.reseal(conn, "NAMED", SEALER))
        folder = Path(make_url(sqlite_url).database or "").parent
        content = b"".join(path.read_bytes() for path in folder.iterdir())

    assert b"T-NAMED" in content
    assert traces(content) == []


async def test_no_identity_can_be_found_in_a_dump_of_postgresql(postgres_url: str) -> None:
    async with rows.opened(postgres_url) as database:
        for protection in IdentityProtection:
            await keep(database, protection.value, protection)
        dump = ""
        async with database.reading() as conn:
            for table in metadata.tables:
                found = await conn.exec_driver_sql(f'SELECT t::text FROM "{table}" t')  # noqa: S608
                dump += "\n".join(found.scalars())

    assert "T-NAMED" in dump
    assert traces(dump.encode()) == []


def test_the_search_for_traces_finds_them() -> None:
    name = CANARIES[0]
    for content in (name.encode(), name.encode().hex().encode(), b64encode(name.encode())):
        assert traces(b"x" + content + b"y") == [name]
