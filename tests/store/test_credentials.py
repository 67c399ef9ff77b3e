"""API keys: shown once, kept as a hash, bound to what the role needs."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.caller import Caller, Role
from hub.errors import RuleViolation
from hub.store import credentials
from hub.store.database import Database
from tests.store import rows

SECRET = bytes(range(200, 232))


async def issue(database: Database, id: str = "p1", role: Role = Role.PORTAL, **changed: str | None) -> str:
    bounds = {"agency": None, "channel": "portal", "region": None} | changed

    async def work(conn: AsyncConnection) -> str:
        return await credentials.issue(
            conn, "Portal A", role, secret=SECRET, id=id, now=rows.BEGINNING, **bounds
        )

    return await database.write(work)


async def test_a_key_opens_what_it_was_issued_for(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        text = await issue(database)
        parsed = credentials.parse(text)
        assert parsed is not None
        async with database.reading() as conn:
            found = await credentials.find(conn, parsed[0])
            unknown = await credentials.find(conn, "other")

    assert found is not None
    assert found.opens_with(parsed[1])
    assert not found.opens_with(SECRET[:-1] + b"x")
    assert found.caller() == Caller("p1", "Portal A", Role.PORTAL, channel="portal")
    assert unknown is None


async def test_a_revoked_key_opens_nothing_and_stays_listed(database_url: str) -> None:
    later = rows.BEGINNING + timedelta(days=1)
    async with rows.opened(database_url) as database:
        await issue(database)
        ended = [
            await database.write(lambda conn, id=id: credentials.revoke(conn, id, later))  # type: ignore[misc]
            for id in ("p1", "p1", "unknown")
        ]
        async with database.reading() as conn:
            (found,) = await credentials.all(conn)

    assert ended == [True, False, False]
    assert found.revoked_at == later
    assert not found.opens_with(SECRET)


async def test_the_secret_is_not_in_the_database(sqlite_url: str) -> None:
    async with rows.opened(sqlite_url) as database:
        text = await issue(database)
        folder = Path(make_url(sqlite_url).database or "").parent
        content = b"".join(path.read_bytes() for path in folder.iterdir())

    assert b"Portal A" in content
    assert SECRET not in content
    assert text.rpartition("_")[2].encode() not in content


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (Role.PORTAL, "channel"),
        (Role.OFFICER, "agency"),
        (Role.COORDINATOR, "region"),
        (Role.PARTNER, "region"),
    ],
)
async def test_a_role_without_its_bound_is_refused(sqlite_url: str, role: Role, missing: str) -> None:
    bounds = {"agency": "62.01.pupr", "channel": "portal", "region": "62.01"}
    lacking = dict.fromkeys((missing, "agency") if role is Role.COORDINATOR else (missing,))
    async with rows.opened(sqlite_url) as database:
        with pytest.raises(RuleViolation) as refused:
            await issue(database, role=role, **(bounds | lacking))
        await issue(database, role=role, **bounds)

    assert (refused.value.code, refused.value.field) == ("INVALID", missing)


async def test_an_id_is_given_once(database_url: str) -> None:
    async with rows.opened(database_url) as database:
        await issue(database)
        with pytest.raises(IntegrityError):
            await issue(database)


@pytest.mark.parametrize("id", ["", "A", "a_b", "a-b", "x" * 41])
async def test_an_id_that_could_not_be_read_back_is_refused(sqlite_url: str, id: str) -> None:
    async with rows.opened(sqlite_url) as database:
        with pytest.raises(ValueError, match="32 bytes"):
            await issue(database, id=id)


@given(st.text(max_size=100) | st.from_regex(r"hub_[a-z]{2}_[\w-]{40,46}"))
def test_whatever_is_not_written_like_a_key_is_refused_quietly(text: str) -> None:
    parsed = credentials.parse(text)

    assert parsed is None or len(parsed[1]) == 32


def test_a_credential_does_not_show_its_hash() -> None:
    one = credentials.Credential("p1", b"hash", "A", Role.ADMIN, None, None, None, rows.BEGINNING, None)

    assert repr(one) == "Credential(p1)"
