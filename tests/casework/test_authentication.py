"""Callers by their API key; a revoked one is nobody within five seconds."""

from base64 import urlsafe_b64encode

from hub.casework.authentication import Authentication
from hub.domain.caller import Caller, Role
from hub.store import credentials
from tests.casework.test_reading import statements
from tests.harness import Hub

SECRET = b"s" * 32


async def issued(hub: Hub, key_id: str = "portal1", secret: bytes = SECRET) -> str:
    """A portal's key."""
    return await hub.tools.db.write(
        lambda conn: credentials.issue(
            conn, "Portal Kobar", Role.PORTAL, None, "lapornurani", None, secret, key_id, hub.now()
        )
    )


async def test_a_key_names_its_caller(hub: Hub) -> None:
    key = await issued(hub)
    assert await hub.services.authentication.caller(key) == Caller(
        "portal1", "Portal Kobar", Role.PORTAL, channel="lapornurani"
    )


async def test_wrong_unknown_and_malformed_keys_are_nobodys(hub: Hub) -> None:
    key = await issued(hub)
    wrong = urlsafe_b64encode(b"w" * 32).decode().rstrip("=")
    for text in (
        f"hub_portal1_{wrong}",
        key.replace("portal1", "portal2"),
        key[:-1],
        f"{key}=",
        f" {key}",
        "",
        "hub_\ud800_x",
        "hub_portal1_",
    ):
        assert await hub.services.authentication.caller(text) is None


async def test_a_revoked_key_ends_within_five_seconds_also_where_it_is_remembered(hub: Hub) -> None:
    key = await issued(hub)
    here, elsewhere = hub.services.authentication, Authentication(hub.tools)
    for one in (here, elsewhere):
        assert await one.caller(key) is not None
    assert await hub.tools.db.write(lambda conn: credentials.revoke(conn, "portal1", hub.now()))
    hub.later(seconds=5)
    for one in (here, elsewhere):
        assert await one.caller(key) is None
    assert await Authentication(hub.tools).caller(key) is None


async def test_a_good_key_is_looked_up_once_in_a_while_and_a_wrong_one_each_time(hub: Hub) -> None:
    key = await issued(hub)
    with statements(hub) as found:
        for _ in range(5):
            await hub.services.authentication.caller(key)
    assert len(found) == 1
    wrong = key[:-5] + "AAAAA"
    with statements(hub) as found:
        for _ in range(3):
            await hub.services.authentication.caller(wrong)
    assert len(found) == 3
    hub.later(seconds=4)
    with statements(hub) as found:
        await hub.services.authentication.caller(key)
    assert len(found) == 1


async def test_the_secret_is_not_in_the_store(hub: Hub) -> None:
    await issued(hub)
    async with hub.tools.db.reading() as conn:
        [stored] = await credentials.all(conn)
    assert SECRET not in stored.secret_hash
    assert "sss" not in repr(stored)
