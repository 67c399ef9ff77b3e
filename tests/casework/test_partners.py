"""Partners look after their own endpoints; foreign libraries verify what they get, and refuse the rest."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import standardwebhooks
import svix
from sqlalchemy import select
from svix.webhooks import WebhookVerificationError as SvixRefusal

from hub.domain.caller import Caller, Role
from hub.domain.endpoint import EndpointRules
from hub.domain.paging import EventFilter
from hub.errors import NotEntitled, ResyncRequired, RuleViolation
from hub.store.webhook_messages import KEPT_ATTEMPTS
from hub.store.webhook_tables import webhook_attempts, webhook_secrets, webhooks
from tests.casework.pushed import Pushes, by_the_real_clock
from tests.casework.steps import delivered, timeline
from tests.endpoint import Post, Receiver, listening
from tests.harness import PARTNER, PORTAL, Hub

OTHER = Caller("mitralain", "Mitra lain", Role.PARTNER, region="62")
URL = "https://partner.example/hooks"
LIBRARIES = {
    "standardwebhooks": (standardwebhooks.Webhook, standardwebhooks.WebhookVerificationError),
    "svix": (svix.Webhook, SvixRefusal),
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind is enough here: `test_notifying` registers and replays on both."""
    return sqlite_url


@pytest.fixture
async def pushes(hub: Hub) -> Pushes:
    found = Pushes(hub)
    await found.credential()
    return found


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening() as found:
        yield found


def verified(post: Post, secret: str, library: str = "standardwebhooks") -> Any:
    """What a partner's own library makes of a message; raises what it raises."""
    make, _ = LIBRARIES[library]
    return make(secret).verify(post.body, post.headers)


async def one_post(hub: Hub, pushes: Pushes, receiver: Receiver) -> Post:
    """The next message after a new case."""
    receiver.posts.clear()
    await delivered(hub)
    await pushes.run()
    return receiver.posts[0]


@pytest.mark.parametrize("library", list(LIBRARIES))
async def test_foreign_libraries_verify_our_messages_and_refuse_what_is_not_genuine(
    hub: Hub, pushes: Pushes, receiver: Receiver, library: str
) -> None:
    by_the_real_clock(hub)
    _, secret = await pushes.register(receiver.url)
    _, stranger = await pushes.register(receiver.url)
    by_secret = [one for one in (await sent(hub, pushes, receiver)) if opens(one, secret, library)]
    post = by_secret[0]

    assert opens(post, secret, library)
    stale = {**post.headers, "webhook-timestamp": str(int(post.headers["webhook-timestamp"]) - 301)}
    for forged in (
        Post(post.target, post.headers, post.body.replace(b"SUBMITTED", b"CLOSED")),
        Post(post.target, stale, post.body),
        Post(post.target, {**post.headers, "webhook-id": "msg_other"}, post.body),
    ):
        assert not opens(forged, secret, library)
    assert not opens(post, stranger, library)


async def sent(hub: Hub, pushes: Pushes, receiver: Receiver) -> list[Post]:
    """Everything after a new case."""
    await one_post(hub, pushes, receiver)
    return receiver.posts


def opens(post: Post, secret: str, library: str = "standardwebhooks") -> bool:
    """Whether the library takes the message for genuine."""
    try:
        verified(post, secret, library)
    except LIBRARIES[library][1]:
        return False
    return True


async def test_an_old_message_is_stale_for_a_foreign_library(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    by_the_real_clock(hub)
    hub.later(minutes=-6)
    _, secret = await pushes.register(receiver.url)

    assert not opens(await one_post(hub, pushes, receiver), secret)


async def test_after_a_rotation_both_secrets_verify_for_a_day_then_only_the_new_one(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    by_the_real_clock(hub)
    hub.later(hours=-25)
    hook, old = await pushes.register(receiver.url)
    _, new = await pushes.partners.rotate(PARTNER, hook.id)
    during = await one_post(hub, pushes, receiver)
    assert len(during.headers["webhook-signature"].split(" ")) == 2

    hub.later(hours=25)
    after = await one_post(hub, pushes, receiver)
    assert (opens(after, old), opens(after, new)) == (False, True)

    third = (await pushes.partners.rotate(PARTNER, hook.id))[1]
    both = await one_post(hub, pushes, receiver)
    assert (opens(both, old), opens(both, new), opens(both, third)) == (False, True, True)
    assert opens(both, new, "svix")
    assert opens(both, third, "svix")


async def test_secrets_cannot_be_rotated_without_end(hub: Hub, pushes: Pushes) -> None:
    hook, _ = await pushes.register(URL)
    for _ in range(2):
        await pushes.partners.rotate(PARTNER, hook.id)
    with pytest.raises(RuleViolation) as limit:
        await pushes.partners.rotate(PARTNER, hook.id)
    assert limit.value.code == "RATE_LIMITED"
    hub.later(hours=25)
    await pushes.partners.rotate(PARTNER, hook.id)


async def test_a_replay_sends_the_range_again_under_the_same_ids(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    early = (await delivered(hub)).case.tracking_number  # before the endpoint was there
    hub.later(hours=1)
    hook, _ = await pushes.register(receiver.url)
    number = (await delivered(hub)).case.tracking_number
    await pushes.run()
    first = {post.id: post.body for post in receiver.posts}
    receiver.posts.clear()
    count = len(await timeline(hub, number))

    assert await pushes.partners.replay(PARTNER, hook.id, hub.now(), hub.now() + timedelta(hours=1)) == count
    await pushes.run()
    assert {post.id: post.body for post in receiver.posts} == first

    receiver.posts.clear()
    start = hub.now() - timedelta(hours=2)
    assert await pushes.partners.replay(PARTNER, hook.id, start, hub.now()) == len(await timeline(hub, early))
    await pushes.run()
    assert {post.data["trackingNumber"] for post in receiver.posts} == {early}
    assert (
        await pushes.partners.replay(PARTNER, hook.id, hub.now() + timedelta(1), hub.now() + timedelta(2))
        == 0
    )


@pytest.mark.parametrize(("hours", "code"), [(0, "INVALID"), (-1, "INVALID")])
async def test_a_range_that_is_none_is_refused(hub: Hub, pushes: Pushes, hours: int, code: str) -> None:
    hook, _ = await pushes.register(URL)
    with pytest.raises(RuleViolation) as broken:
        await pushes.partners.replay(PARTNER, hook.id, hub.now(), hub.now() + timedelta(hours=hours))
    assert broken.value.code == code


async def test_a_replay_that_is_too_large_is_refused(
    hub: Hub, pushes: Pushes, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.casework.partners.MOST_REPLAYED", 3)
    hook, _ = await pushes.register(receiver.url)
    await delivered(hub)
    await pushes.run()
    with pytest.raises(RuleViolation) as broken:
        await pushes.partners.replay(PARTNER, hook.id, hub.now() - timedelta(1), hub.now() + timedelta(1))
    assert broken.value.code == "TOO_LARGE"


async def test_an_endpoint_that_is_gone_is_neither_rotated_nor_replayed(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    receiver.answer = lambda post: (410, "")
    hook, _ = await pushes.register(receiver.url)
    await one_post(hub, pushes, receiver)
    for attempt in (
        pushes.partners.rotate(PARTNER, hook.id),
        pushes.partners.replay(PARTNER, hook.id, hub.now(), hub.now() + timedelta(1)),
    ):
        with pytest.raises(RuleViolation) as broken:
            await attempt
        assert broken.value.code == "NOT_ALLOWED"
    await pushes.partners.delete(PARTNER, hook.id)
    assert await pushes.partners.own(PARTNER) == []


async def test_nobody_reaches_another_partners_endpoint(hub: Hub, pushes: Pushes, receiver: Receiver) -> None:
    hook, _ = await pushes.register(receiver.url)
    await one_post(hub, pushes, receiver)
    for attempt in (
        pushes.partners.rotate(OTHER, hook.id),
        pushes.partners.delete(OTHER, hook.id),
        pushes.partners.replay(OTHER, hook.id, hub.now(), hub.now() + timedelta(1)),
    ):
        with pytest.raises(RuleViolation) as broken:
            await attempt
        assert broken.value.code == "NOT_FOUND"
    assert await pushes.partners.own(OTHER, [hook.id]) == []
    [page] = await pushes.partners.attempts(OTHER, [hook.id], 10, None)
    assert page.edges == ()
    with pytest.raises(NotEntitled):
        await pushes.partners.register(PORTAL, URL, "uji", EventFilter())
    with pytest.raises(NotEntitled):
        await pushes.partners.own(PORTAL)


@pytest.mark.parametrize(
    ("url", "description", "wanted", "code", "field"),
    [
        ("http://partner.example/", "uji", EventFilter(), "INVALID", "url"),
        ("https://10.0.0.1/", "uji", EventFilter(), "INVALID", "url"),
        (URL, " ", EventFilter(), "INVALID", "description"),
        (URL, "x" * 201, EventFilter(), "INVALID", "description"),
        (URL, "uji", EventFilter(region="99"), "UNKNOWN_REGION", "filter.region"),
        (URL, "uji", EventFilter(agency="99.nihil"), "UNKNOWN_AGENCY", "filter.agency"),
    ],
)
async def test_what_cannot_be_registered_is_named(
    pushes: Pushes, url: str, description: str, wanted: EventFilter, code: str, field: str
) -> None:
    with pytest.raises(RuleViolation) as broken:
        await pushes.partners.register(PARTNER, url, description, wanted)
    assert (broken.value.code, broken.value.field) == (code, field)


async def test_a_credential_has_a_limited_number_of_endpoints(hub: Hub, pushes: Pushes) -> None:
    few = Pushes(hub, EndpointRules(most=2))
    hooks = [(await few.register(URL))[0] for _ in range(2)]
    with pytest.raises(RuleViolation) as broken:
        await few.register(URL)
    assert broken.value.code == "NOT_ALLOWED"
    await few.register(URL, OTHER)
    await few.partners.delete(PARTNER, hooks[0].id)
    await few.register(URL)
    assert (await few.partners.own(PARTNER))[0].id == hooks[1].id


async def test_addresses_and_secrets_lie_sealed_and_are_never_printed(hub: Hub, pushes: Pushes) -> None:
    hook, secret = await pushes.register("https://partner.example/hooks?token=rahasia")
    async with hub.tools.db.reading() as conn:
        stored = [
            *(await conn.scalars(select(webhooks.c.url))).all(),
            *(await conn.scalars(select(webhook_secrets.c.box))).all(),
        ]
    assert len(stored) == 2
    assert all(b"rahasia" not in box and secret.encode() not in box for box in stored)
    assert "rahasia" not in repr(hook)
    assert hook.url.endswith("token=rahasia")


async def test_the_log_is_read_in_pages_and_keeps_the_newest(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    rows = [
        {
            "webhook_id": hook.id,
            "event_id": f"e{number}",
            "at": hub.now(),
            "outcome": "DELIVERED",
            "code": "HTTP_200",
            "http_status": 200,
            "duration_ms": number,
        }
        for number in range(KEPT_ATTEMPTS)
    ]
    await hub.tools.db.write(lambda conn: conn.execute(webhook_attempts.insert(), rows))
    await one_post(hub, pushes, receiver)
    seen, after = [], None
    while True:
        [page] = await pushes.partners.attempts(PARTNER, [hook.id], 100, after)
        seen += [edge.node.event_id for edge in page.edges]
        if not page.has_next:
            break
        after = page.edges[-1].cursor

    assert len(seen) == len(set(seen)) == KEPT_ATTEMPTS
    assert f"e{KEPT_ATTEMPTS - 1}" in seen
    assert "e0" not in seen
    with pytest.raises(ResyncRequired):
        await pushes.partners.attempts(PARTNER, [hook.id], 10, "x")


async def test_deleting_forgets_everything_also_while_an_attempt_is_under_way(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    receiver.delay = 0.1
    await delivered(hub)
    turn = asyncio.create_task(pushes.worker().serve(hook.id))
    while not receiver.posts:
        await asyncio.sleep(0.005)
    await pushes.partners.delete(PARTNER, hook.id)
    await turn
    async with hub.tools.db.reading() as conn:
        assert (await conn.scalars(select(webhook_attempts.c.id))).all() == []
    assert len(receiver.posts) == 1
