"""Events reach partners' endpoints: all of them, in the order of each case, and only what they may see."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.casework.sealing import FEED, CursorSeal
from hub.domain import commands as ask
from hub.domain.case import CaseEventType, IdentityProtection, Visibility
from hub.domain.paging import EventFilter
from hub.domain.webhook import Answer, AttemptOutcome, WebhookState
from hub.store import credentials, feed, workers
from hub.store.webhook_tables import webhook_messages, webhooks
from tests.casework.pushed import CURSOR_KEY, Pushes
from tests.casework.steps import UNCLEAR, act, delivered, taken, timeline
from tests.endpoint import Post, Receiver, listening
from tests.harness import OPERATOR, PARTNER, PORTAL, Hub


@pytest.fixture
async def pushes(hub: Hub) -> Pushes:
    found = Pushes(hub)
    await found.credential()
    return found


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening() as found:
        yield found


def by_case(posts: list[Post]) -> dict[str, list[int]]:
    """Sequence numbers in the order of arrival, per case."""
    found: dict[str, list[int]] = defaultdict(list)
    for post in posts:
        found[post.data["trackingNumber"]].append(post.data["sequence"])
    return dict(found)


def refusing(number: str, status: int = 500) -> Callable[[Post], tuple[int, str]]:
    """Takes everything but one case."""
    return lambda post: (status, "") if post.data["trackingNumber"] == number else (204, "")


async def test_every_event_arrives_once_and_says_no_more_than_which_one_it_is(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    await delivered(hub)  # before: not for this endpoint
    hook, _ = await pushes.register(receiver.url)
    number = (await delivered(hub)).case.tracking_number
    told = await timeline(hub, number)

    assert await pushes.run() == len(told)

    assert by_case(receiver.posts) == {number: [event.sequence for event in told]}
    assert len({post.id for post in receiver.posts}) == len(told)
    first = receiver.posts[0]
    assert first.target == "/hooks?token=rahasia"
    assert first.headers["content-type"] == "application/json"
    assert set(first.data) == {"trackingNumber", "eventId", "sequence", "type", "status", "cursor"}
    assert (first.data["type"], first.data["status"]) == ("SUBMITTED", "RECEIVED")
    assert max(len(post.body) for post in receiver.posts) < 1_000
    shown = await pushes.shown(hook)
    assert (shown.state, shown.last_delivery_at, shown.failing_since) == (
        WebhookState.ACTIVE,
        hub.now(),
        None,
    )
    assert [(one.outcome, one.code) for one in await pushes.log(hook)] == [
        (AttemptOutcome.DELIVERED, "HTTP_204")
    ] * len(told)


async def test_the_cursor_of_a_message_continues_the_feed_behind_it(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    await pushes.register(receiver.url)
    await delivered(hub)
    await pushes.run()
    async with hub.tools.db.reading() as conn:
        seal = CursorSeal(CURSOR_KEY, await feed.epoch(conn))

    place = seal.open(FEED, receiver.posts[1].data["cursor"])
    page = await hub.services.feed.page(PARTNER, place, 50, EventFilter())

    assert [edge.node.sequence for edge in page.edges] == [
        post.data["sequence"] for post in receiver.posts[2:]
    ]


async def test_an_endpoint_that_was_down_for_days_gets_everything_in_order(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    up: list[bool] = []
    receiver.answer = lambda post: (204, "") if up else (503, "")
    numbers = [(await delivered(hub)).case.tracking_number for _ in range(3)]
    began = hub.now()
    tries = []
    for minutes in [5] * 12 + [360] * 28:  # seven days, the first hour of them closely
        before = receiver.connections
        await pushes.run()
        tries.append(receiver.connections - before)
        if len(tries) in (6, 20):
            numbers.append((await delivered(hub)).case.tracking_number)
        hub.later(minutes=minutes)
    assert max(tries[1:]) <= 1  # one probe per five minutes
    shown = await pushes.shown(hook)
    assert (shown.state, shown.failing_since) == (WebhookState.ACTIVE, began)

    up.append(True)
    receiver.posts.clear()
    hub.later(hours=3)
    await pushes.run()

    assert by_case(receiver.posts) == {
        number: [event.sequence for event in await timeline(hub, number)] for number in numbers
    }
    assert (await pushes.shown(hook)).failing_since is None


async def test_an_event_that_is_refused_holds_back_its_own_case_only(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    poison = (await delivered(hub)).case.tracking_number
    receiver.answer = refusing(poison)
    for _ in range(4):
        others = [(await delivered(hub)).case.tracking_number for _ in range(2)]
        await pushes.run()
        heard = by_case(receiver.taken())
        for number in others:
            assert heard[number] == [event.sequence for event in await timeline(hub, number)]
        assert set(by_case(receiver.posts)[poison]) == {1}
        hub.later(hours=3)
    assert (await pushes.shown(hook)).failing_since is not None

    receiver.answer = lambda post: (204, "")
    await pushes.run()

    whole = [event.sequence for event in await timeline(hub, poison)]
    assert by_case(receiver.posts)[poison][-len(whole) :] == whole
    assert (await pushes.shown(hook)).failing_since is None


async def test_an_endpoint_that_says_gone_is_left_alone_for_good(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    receiver.answer = lambda post: (410, "")
    await delivered(hub)
    await pushes.run()
    await delivered(hub)
    hub.later(days=1)
    assert await pushes.run() == 0

    assert len(receiver.posts) == 1
    assert (await pushes.shown(hook)).state is WebhookState.GONE
    assert [one.outcome for one in await pushes.log(hook)] == [AttemptOutcome.STOPPED]


async def test_after_thirty_days_it_is_held_and_its_owner_resumes_without_loss(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    up: list[bool] = []
    receiver.answer = lambda post: (204, "") if up else (500, "")
    start, number = hub.now(), (await delivered(hub)).case.tracking_number
    for _ in range(31):
        await pushes.run()
        hub.later(days=1)
    assert (await pushes.shown(hook)).state is WebhookState.HELD
    tried = len(receiver.posts)
    later = (await delivered(hub)).case.tracking_number
    hub.later(days=1)
    await pushes.run()
    assert len(receiver.posts) == tried  # not tried any more, and nothing thrown away

    up.append(True)
    receiver.posts.clear()
    assert (
        await pushes.partners.replay(PARTNER, hook.id, start, start + timedelta(seconds=1)) == 0
    )  # all waiting
    await pushes.run()

    heard = by_case(receiver.posts)
    assert {one: heard[one] for one in (number, later)} == {
        one: [event.sequence for event in await timeline(hub, one)] for one in (number, later)
    }
    assert (await pushes.shown(hook)).state is WebhookState.ACTIVE


async def test_a_redirect_is_a_failure_and_leads_nowhere(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    async with listening() as other:
        hook, _ = await pushes.register(receiver.url)
        receiver.answer = lambda post: (307, f"location: {other.url}\r\n")
        await delivered(hub)
        await pushes.run()

        assert other.connections == 0
    assert [(one.outcome, one.code) for one in await pushes.log(hook)] == [
        (AttemptOutcome.FAILED, "HTTP_307")
    ]


async def test_an_endpoint_that_asks_for_patience_gets_it_up_to_six_hours(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    await pushes.register(receiver.url)
    receiver.answer = lambda post: (429, "retry-after: 90000\r\n")
    await delivered(hub)
    await pushes.run()
    hub.later(hours=5, minutes=59)
    await pushes.run()
    assert len(receiver.posts) == 1
    hub.later(minutes=2)
    await pushes.run()
    assert len(receiver.posts) == 2


async def test_a_case_that_left_the_partners_sight_is_skipped_at_the_last_moment(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    await pushes.register(receiver.url)
    receiver.answer = lambda post: (503, "")
    hidden = (await delivered(hub)).case.tracking_number
    await pushes.run()
    raised = ask.RaiseProtection(IdentityProtection.SEALED, Visibility.RESTRICTED)
    await act(hub, PORTAL, hidden, raised)
    receiver.posts.clear()
    receiver.answer = lambda post: (204, "")
    number = (await delivered(hub)).case.tracking_number
    hub.later(days=1)
    await pushes.run()

    assert set(by_case(receiver.posts)) == {number}
    async with hub.tools.db.reading() as conn:
        assert (await conn.scalars(select(webhook_messages.c.event_id))).all() == []


async def test_a_case_that_left_the_partners_sight_is_dropped_as_a_whole(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    """One step per case, however long its backlog is."""
    hook, _ = await pushes.register(receiver.url)
    receiver.answer = lambda post: (503, "")
    hidden = (await delivered(hub)).case.tracking_number
    await pushes.run()
    await act(hub, PORTAL, hidden, ask.RaiseProtection(IdentityProtection.SEALED, Visibility.RESTRICTED))
    hub.later(days=1)
    place = hub.tools.db.changed.count

    assert await pushes.worker().packing.due(hook.id, ()) == []
    assert hub.tools.db.changed.count == place + 1
    async with hub.tools.db.reading() as conn:
        assert (await conn.scalars(select(webhook_messages.c.event_id))).all() == []


async def test_an_operators_endpoint_hears_of_restricted_cases_a_partners_does_not(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    await pushes.credential(OPERATOR)
    async with listening() as theirs:
        await pushes.register(receiver.url, OPERATOR)
        await pushes.register(theirs.url, PARTNER)
        number = (await delivered(hub, visibility=Visibility.RESTRICTED)).case.tracking_number
        await pushes.run()

        assert set(by_case(receiver.posts)) == {number}
        assert theirs.connections == 0


async def test_a_revoked_credential_ends_its_endpoints(hub: Hub, pushes: Pushes, receiver: Receiver) -> None:
    hook, _ = await pushes.register(receiver.url)
    await delivered(hub)
    await hub.tools.db.write(lambda conn: credentials.revoke(conn, PARTNER.subject, hub.now()))

    assert await pushes.run() == 0

    assert receiver.connections == 0
    assert (await pushes.shown(hook)).state is WebhookState.GONE


async def test_a_filter_narrows_what_is_sent(hub: Hub, pushes: Pushes, receiver: Receiver) -> None:
    wanted = EventFilter(types=(CaseEventType.DELIVERED,), region="62.01")
    await pushes.register(receiver.url, wanted=wanted)
    await delivered(hub)
    await taken(hub, **UNCLEAR)
    await pushes.run()

    assert [post.data["type"] for post in receiver.posts] == ["DELIVERED"]


class Dies:
    """Takes the event to the endpoint, and the process is gone before it can note that."""

    def __init__(self, pushes: Pushes) -> None:
        self.sender = pushes.sender

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        await self.sender.send(url, headers, body)
        raise asyncio.CancelledError


async def test_an_event_whose_delivery_could_not_be_noted_comes_again_under_the_same_id(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    await delivered(hub)
    with pytest.raises(asyncio.CancelledError):
        await pushes.worker("worker-0", Dies(pushes)).serve(hook.id)
    [lost] = receiver.posts

    await pushes.run(pushes.worker("worker-1"))  # worker-0 is no living worker: its lease is void

    assert [post.id for post in receiver.posts].count(lost.id) == 2
    sequences = [post.data["sequence"] for post in receiver.posts]
    assert sequences == [1, *range(1, len(sequences))]


async def test_several_workers_never_serve_one_endpoint_at_the_same_time(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    names = [f"worker-{number}" for number in range(4)]
    for name in names:
        await hub.tools.db.write(lambda conn, name=name: workers.beat(conn, name))
    await pushes.register(receiver.url)
    receiver.delay = 0.01
    numbers = [(await delivered(hub)).case.tracking_number for _ in range(6)]

    await asyncio.gather(*(pushes.run(pushes.worker(name)) for name in names))
    await pushes.run(pushes.worker(names[0]))
    await pushes.run(pushes.worker(names[1]))

    expected = {number: [event.sequence for event in await timeline(hub, number)] for number in numbers}
    assert by_case(receiver.posts) == expected  # so none came twice either
    assert receiver.most_under_way <= 4


async def test_a_hanging_case_is_cut_off_and_does_not_stop_the_others(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    slow = (await taken(hub)).case.tracking_number
    receiver.answer = lambda post: None if post.data["trackingNumber"] == slow else (200, "")
    fast = (await taken(hub)).case.tracking_number
    await pushes.run()
    hub.later(minutes=10)
    await pushes.run()

    assert by_case(receiver.taken())[fast] == [event.sequence for event in await timeline(hub, fast)]
    assert {one.code for one in await pushes.log(hook)} == {"NO_ANSWER", "HTTP_200"}


async def test_with_nothing_to_do_nothing_is_written_and_nobody_is_called(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    await pushes.register(receiver.url, wanted=EventFilter(region="31"))
    await pushes.register(receiver.url)
    worker = pushes.worker()
    await delivered(hub)
    await pushes.run(worker)
    calls, commits = receiver.connections, hub.tools.db.changed.count
    for _ in range(5):
        for id in await worker.waiting(()):
            await worker.serve(id)

    assert await worker.waiting(()) == []
    assert (receiver.connections, hub.tools.db.changed.count) == (calls, commits)


async def test_more_events_than_may_wait_stay_in_the_feed_and_come_all_the_same(
    hub: Hub, pushes: Pushes, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.casework.notifying.MOST_WAITING", 3)
    monkeypatch.setattr("hub.casework.notifying.PAGE", 2)
    await pushes.register(receiver.url)
    numbers = [(await delivered(hub)).case.tracking_number for _ in range(4)]
    receiver.answer = refusing(numbers[0])
    await pushes.run()
    async with hub.tools.db.reading() as conn:
        assert len((await conn.scalars(select(webhook_messages.c.event_id))).all()) <= 4
    receiver.answer = lambda post: (204, "")
    receiver.posts.clear()
    hub.later(hours=3)
    await pushes.run()

    assert by_case(receiver.posts)[numbers[0]] == [
        event.sequence for event in await timeline(hub, numbers[0])
    ]
    assert set(by_case(receiver.posts)) >= {numbers[-1]}


async def test_a_feed_that_was_set_back_holds_the_endpoint_instead_of_leaving_a_gap(
    hub: Hub, pushes: Pushes, receiver: Receiver
) -> None:
    hook, _ = await pushes.register(receiver.url)
    await hub.tools.db.write(
        lambda conn: conn.execute(webhooks.update().values(place="9000000000000.9000000000000"))
    )
    worker = pushes.worker()
    await worker.serve(hook.id)

    assert (await pushes.shown(hook)).state is WebhookState.HELD
