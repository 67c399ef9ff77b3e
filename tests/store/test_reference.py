"""Reference data: replaced as a whole, read back equal, never taken from under a case."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.agency import Agency, AgencyRole, Jurisdiction, Tier
from hub.domain.directory import Directory, Holiday, KeywordRule, Region, Topic
from hub.domain.legal_limit import LegalLimit
from hub.errors import ReferenceError
from hub.reference import loader
from hub.store import reference
from hub.store.database import Database
from hub.store.tables import case_copies
from tests.store import rows

DAY = date(2026, 1, 1)


def agency(code: str) -> Agency:
    return Agency(code, f"Dinas {code}", Tier.REGENCY, AgencyRole.OWNER, "62.01", None, None, "17", DAY, None)


SMALL = Directory(
    version="v1",
    regions={
        "62": Region("62", "Kalimantan Tengah", 1, None, "Asia/Jakarta"),
        "62.01": Region("62.01", "Kotawaringin Barat", 2, "62", "Asia/Jakarta", 294_602),
    },
    topics={"jalan": Topic("jalan", "Jalan", None), "lampu": Topic("lampu", "Lampu", "jalan", 12)},
    agencies={code: agency(code) for code in ("62.01.dlh", "62.01.pupr")},
    aliases={"62.01.bina-marga": "62.01.pupr"},
    jurisdictions=(
        Jurisdiction("62.01.pupr", "lampu", "62.01", "UU 23/2014", DAY, date(2027, 1, 1)),
        Jurisdiction("62.01.dlh", "jalan", None, "UU 23/2014"),
    ),
    keyword_rules=(
        KeywordRule("k2", "lampu", ("lampu", "penerangan"), 0.9),
        KeywordRule("k1", "jalan", ("jalan",), 0.5),
    ),
    holidays=(Holiday(DAY, "Tahun Baru", False), Holiday(date(2026, 3, 20), "Cuti bersama", True)),
    legal_limits=(
        LegalLimit("R2", "FIRST_RESPONSE", "ASSIGNED", None, None, 3, "wd", "a decree", "READ", DAY),
        LegalLimit("R1", "VERIFICATION", "SUBMITTED", "COMPLAINT", None, 3, "wd", "a decree", "READ", DAY),
    ),
    channels={"portal": "Portal", "lapor": "LAPOR!"},
)


async def save(database: Database, directory: Directory) -> None:
    await database.write(lambda conn: reference.save(conn, directory))


async def load(database: Database) -> Directory:
    async with database.reading() as conn:
        return await reference.load(conn)


async def test_what_was_saved_is_loaded_in_the_same_order(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await save(database, SMALL)

        assert await load(database) == SMALL


async def test_the_reference_data_of_the_product_survives_the_store(database_url: str) -> None:
    shipped = loader.load()
    async with rows.opened(database_url) as database:
        await save(database, shipped)
        found = await load(database)

    assert len(found.regions) > 7000
    assert found == replace(shipped, holidays=tuple(sorted(shipped.holidays, key=lambda one: one.day)))


async def test_a_new_edition_replaces_the_old_one_as_a_whole(database_url: str) -> None:
    newer = replace(SMALL, version="v2", topics={"air": Topic("air", "Air bersih", None)}, aliases={})
    async with rows.opened(database_url) as database:
        await save(database, SMALL)
        await save(database, newer)
        async with database.reading() as conn:
            assert await reference.version(conn) == "v2"

        assert await load(database) == newer


async def test_an_empty_store_says_that_it_was_never_filled(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        async with database.reading() as conn:
            assert await reference.version(conn) is None
        with pytest.raises(ReferenceError):
            await load(database)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"regions": {"62": SMALL.regions["62"]}}, "region 62.01"),
        ({"topics": {"jalan": SMALL.topics["jalan"]}}, "topic lampu"),
        ({"channels": {"lapor": "LAPOR!"}}, "channel portal"),
        ({"agencies": {"62.01.dlh": agency("62.01.dlh")}}, "agency 62.01.pupr"),
        ({"agencies": {"62.01.pupr": agency("62.01.pupr")}}, "agency 62.01.dlh"),
    ],
)
async def test_codes_that_cases_name_cannot_disappear(
    database_url: str, change: dict[str, object], problem: str
) -> None:
    async def work(conn: AsyncConnection) -> None:
        await reference.save(conn, SMALL)
        await rows.add_case(conn, "c1", topic="lampu", assignee="62.01.pupr", copied=["62.01.dlh"])
        await conn.execute(insert(case_copies).values(case_id="c1", agency="62.01.dlh"))

    async with rows.opened(database_url) as database:
        await database.write(work)
        with pytest.raises(ReferenceError) as refused:
            await save(database, replace(SMALL, version="v2", **change))  # type: ignore[arg-type]

        assert [one.partition(":")[0] for one in refused.value.problems] == [problem]
        assert await load(database) == SMALL


async def test_an_agency_may_disappear_behind_an_alias(database_url: str) -> None:
    renamed = replace(
        SMALL,
        version="v2",
        agencies={"62.01.dlh": agency("62.01.dlh"), "62.01.pu": agency("62.01.pu")},
        aliases={"62.01.pupr": "62.01.pu"},
    )

    async def work(conn: AsyncConnection) -> None:
        await reference.save(conn, SMALL)
        await rows.add_case(conn, "c1", assignee="62.01.pupr", owner="62.01.dlh")

    async with rows.opened(database_url) as database:
        await database.write(work)
        await save(database, renamed)

        assert await load(database) == renamed
