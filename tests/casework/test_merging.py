"""Merged cases follow their head: at any distance, without seeing each other, and none of them gets lost."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from hub.domain import commands as ask
from hub.domain import notices
from hub.domain.caller import Caller, Role
from hub.domain.case import Case, CaseStatus, Sensitivity, Visibility
from hub.domain.commands import Target
from hub.domain.merging import Outcome
from hub.domain.paging import EventFilter
from hub.errors import Conflict, RuleViolation
from hub.store import links
from tests.casework.steps import UNCLEAR, act, delivered, happened, row, taken, timeline
from tests.harness import COORDINATOR, OTHER_PORTAL, PARTNER, PORTAL, Hub, officer

OWNER = officer("62.01.disdukcapil")
ELSEWHERE = Caller("koordinator-ntb", "Diskominfo NTB", Role.COORDINATOR, region="52")
PROVINCE = Caller("koordinator-kalteng", "Diskominfo", Role.COORDINATOR, region="62")


async def unclear(hub: Hub, **changes: Any) -> str:
    """A case that waits for the verifier."""
    hub.later(seconds=1)
    return (await taken(hub, **(UNCLEAR | changes))).case.tracking_number


async def merge(hub: Hub, number: str, into: str, who: Caller = COORDINATOR) -> None:
    await act(hub, who, number, ask.Merge(into, f"Sama dengan {into}."))


async def refusal(hub: Hub, number: str, into: str, who: Caller = COORDINATOR) -> RuleViolation:
    with pytest.raises(RuleViolation) as refused:
        await merge(hub, number, into, who)
    return refused.value


async def outcome_of(hub: Hub, number: str, who: Caller = PORTAL) -> Outcome:
    seen = await hub.services.reading.case(who, number)
    assert seen is not None
    [found] = await hub.services.linking.outcomes([seen])
    assert found is not None
    return found


async def head_of(hub: Hub, number: str) -> str:
    case = await row(hub, number)
    async with hub.tools.db.reading() as conn:
        return (await links.heads(conn, [case.id]))[case.id].tracking_number


async def followers_of(hub: Hub, number: str, first: int = 100, who: Caller = COORDINATOR) -> list[str]:
    seen = await hub.services.reading.case(who, number)
    assert seen is not None
    [found] = await hub.services.linking.followers(who, [seen], first)
    return [one.tracking_number for one in found]


async def test_a_follower_sees_what_becomes_of_its_head_at_every_step(hub: Hub) -> None:
    head = (await delivered(hub)).case.tracking_number
    follower = await unclear(hub)
    before = await timeline(hub, follower)
    await merge(hub, follower, head)
    seen = []
    for who, command in [
        (OWNER, ask.Accept("Kami terima.")),
        (OWNER, ask.Answer("Surel kami petugas@example.org.")),
        (PORTAL, ask.Confirm(5)),
        (PORTAL, ask.Reopen("Rusak lagi.")),
    ]:
        await act(hub, who, head, command)
        told = await outcome_of(hub, follower)
        seen.append((told.status, told.answer))

    answer = "Surel kami [surel disamarkan]."
    assert seen == [
        (CaseStatus.IN_PROGRESS, None),
        (CaseStatus.ANSWERED, answer),
        (CaseStatus.CLOSED, answer),
        (CaseStatus.IN_PROGRESS, answer),
    ]
    assert len(await timeline(hub, follower)) == len(before) + 1  # its own timeline tells of the merge only
    assert (await row(hub, follower)).status is CaseStatus.MERGED


async def test_the_receipt_of_a_follower_opens_the_follower_and_tells_nothing_of_the_head(hub: Hub) -> None:
    head = (await delivered(hub)).case.tracking_number
    hub.later(seconds=1)
    mine = await taken(hub, **UNCLEAR)
    await merge(hub, mine.case.tracking_number, head)

    seen = await hub.services.reading.by_receipt(OTHER_PORTAL, mine.receipt)

    assert seen is not None
    assert (seen.title, seen.merged_into) == (UNCLEAR["title"], None)
    assert await hub.services.linking.heads(OTHER_PORTAL, [seen]) == [None]
    [page] = await hub.services.reading.timelines(OTHER_PORTAL, [seen], 100, None)
    assert page.edges[-1].node.note == notices.MERGED  # the verifier's words name the head


@pytest.mark.parametrize("who", [PORTAL, PARTNER], ids=lambda one: one.role.value)
async def test_whoever_is_no_official_never_learns_which_case_is_followed(hub: Hub, who: Caller) -> None:
    head = (await delivered(hub)).case.tracking_number
    follower = await unclear(hub)
    await merge(hub, follower, head)

    seen = await hub.services.reading.case(who, follower)
    page = await hub.services.feed.page(who, None, 100, EventFilter(tracking_number=follower))

    assert seen is not None
    assert (seen.merged_into, await hub.services.linking.heads(who, [seen])) == (None, [None])
    assert not any(head in (edge.node.note or "") for edge in page.edges)
    official = await hub.services.reading.case(COORDINATOR, follower)
    assert official is not None
    [shown] = await hub.services.linking.heads(COORDINATOR, [official])
    assert shown is not None
    assert shown.tracking_number == head


async def test_of_a_guarded_head_a_follower_learns_nothing_but_whether_it_has_ended(hub: Hub) -> None:
    head = (await delivered(hub, visibility=Visibility.RESTRICTED)).case.tracking_number
    follower = await unclear(hub)
    await merge(hub, follower, head)
    await act(hub, OWNER, head, ask.Accept("Kami terima."))
    await act(hub, OWNER, head, ask.Answer("Rahasia."))
    assert await outcome_of(hub, follower) == Outcome(
        CaseStatus.IN_PROGRESS, None, notices.FOLLOWS_GUARDED, None
    )

    await act(hub, COORDINATOR, head, ask.Close("Selesai."))
    assert await outcome_of(hub, follower) == Outcome(
        CaseStatus.CLOSED, None, notices.GUARDED_HEAD_ENDED, None
    )


async def test_a_head_that_is_guarded_later_falls_silent_for_its_followers(hub: Hub) -> None:
    head = (await delivered(hub)).case.tracking_number
    follower = await unclear(hub)
    await merge(hub, follower, head)
    await act(hub, OWNER, head, ask.Accept("Kami terima."))
    await act(hub, OWNER, head, ask.Answer("Terbuka."))
    assert (await outcome_of(hub, follower)).answer == "Terbuka."
    now = await row(hub, head)
    await act(hub, PORTAL, head, ask.RaiseProtection(now.identity_protection, Visibility.RESTRICTED))

    assert (await outcome_of(hub, follower)).answer is None


async def test_a_case_merged_into_a_follower_follows_the_head(hub: Hub) -> None:
    first, second, third = [await unclear(hub) for _ in range(3)]
    await merge(hub, second, first)
    await merge(hub, third, second)

    assert (await row(hub, third)).merged_into == (await row(hub, first)).id
    assert await followers_of(hub, first) == [second, third]


async def test_the_followers_of_a_merged_head_follow_its_head(hub: Hub) -> None:
    first, second, third = [await unclear(hub) for _ in range(3)]
    await merge(hub, third, second)
    await merge(hub, second, first)

    assert [await head_of(hub, one) for one in (first, second, third)] == [first] * 3
    assert await followers_of(hub, first) == [second, third]
    assert await followers_of(hub, first, first=1) == [second]
    assert await followers_of(hub, second) == [third]


async def test_circles_are_refused(hub: Hub) -> None:
    first, second, third = [await unclear(hub) for _ in range(3)]
    await merge(hub, second, first)
    await merge(hub, third, second)

    for into in (first, second, third):
        refused = await refusal(hub, first, into)
        assert (refused.code, refused.field) == ("INVALID", "into")


async def test_merges_into_each_other_at_once_leave_one_head(hub: Hub) -> None:
    numbers = [await unclear(hub) for _ in range(6)]
    versions = {number: (await row(hub, number)).version for number in numbers}
    pairs = [*pairwise(numbers), (numbers[-1], numbers[0])]
    done = await asyncio.gather(
        *(
            hub.services.acting.act(COORDINATOR, Target(number, versions[number]), ask.Merge(into, "Sama."))
            for number, into in pairs
        ),
        return_exceptions=True,
    )
    broken = [one for one in done if isinstance(one, BaseException)]

    assert all(isinstance(one, RuleViolation) and not isinstance(one, Conflict) for one in broken)
    heads = {await head_of(hub, number) for number in numbers}
    assert len(broken) == len(heads) == 1


async def test_a_verifier_merges_only_what_is_in_sight_and_in_the_region(hub: Hub) -> None:
    here = await unclear(hub)
    away = await unclear(hub, region="62.71")

    assert (await refusal(hub, here, away)).code == "NOT_FOUND"
    assert (await refusal(hub, here, "H-0000-0000-0000")).code == "NOT_FOUND"
    assert (await refusal(hub, here, away, ELSEWHERE)).field == "trackingNumber"
    assert (await refusal(hub, here, here, PORTAL)).code == "NOT_ALLOWED"
    await merge(hub, here, away, PROVINCE)  # both are in the province's region
    assert (await row(hub, here)).status is CaseStatus.MERGED


async def test_a_whistle_blowing_head_out_of_sight_is_one_that_does_not_exist(hub: Hub) -> None:
    here = await unclear(hub)
    hidden = (await taken(hub, sensitivity=Sensitivity.WHISTLEBLOWING)).case.tracking_number

    assert (await refusal(hub, here, hidden)).code == "NOT_FOUND"


async def test_when_the_head_is_withdrawn_the_eldest_follower_takes_its_place(hub: Hub) -> None:
    head = (await delivered(hub)).case.tracking_number
    eldest, younger, youngest = [await unclear(hub) for _ in range(3)]
    for one in (youngest, eldest, younger):
        await merge(hub, one, head)
    await act(hub, PORTAL, head, ask.Withdraw("Tidak perlu lagi."))

    heir = await row(hub, eldest)
    assert (heir.status, heir.merged_into, heir.closed_at) == (CaseStatus.RECEIVED, None, None)
    assert (await happened(hub, eldest))[-2:] == ["MERGED", "REOPENED"]
    assert heir.due_at is not None  # the verification clock runs again
    assert await followers_of(hub, eldest) == [younger, youngest]
    assert (await outcome_of(hub, youngest)).status is CaseStatus.RECEIVED
    assert (await row(hub, younger)).version == (await row(hub, youngest)).version  # nobody touched them


async def test_one_head_after_another_may_go_and_nobody_is_lost(hub: Hub) -> None:
    numbers = [await unclear(hub) for _ in range(5)]
    for one in numbers[1:]:
        await merge(hub, one, numbers[0])
    for place, gone in enumerate(numbers[:-1]):
        how: Any = ask.Withdraw("Tidak perlu.") if place % 2 else ask.Archive("Tidak jelas.")
        await act(hub, PORTAL if place % 2 else COORDINATOR, gone, how)
        left = numbers[place + 1 :]
        assert {await head_of(hub, one) for one in left} == {left[0]}
        assert (await row(hub, left[0])).status is CaseStatus.RECEIVED

    assert [(await row(hub, one)).status for one in numbers][-1] is CaseStatus.RECEIVED


async def test_a_head_archived_because_its_reporter_was_silent_takes_nobody_with_it(hub: Hub) -> None:
    head, follower = await unclear(hub), await unclear(hub)
    await act(hub, COORDINATOR, head, ask.RequestInformation("Di mana?"))
    await merge(hub, follower, head)
    hub.later(days=40)
    for _ in range(5):
        if not await hub.deadlines.tick():
            break

    assert (await row(hub, head)).status is CaseStatus.ARCHIVED
    assert (await row(hub, follower)).status is CaseStatus.RECEIVED


async def test_an_archived_head_that_comes_back_has_the_followers_that_are_left(hub: Hub) -> None:
    head, eldest, younger = [await unclear(hub) for _ in range(3)]
    for one in (eldest, younger):
        await merge(hub, one, head)
    await act(hub, COORDINATOR, head, ask.Archive("Tidak jelas."))
    assert await head_of(hub, younger) == eldest
    await act(hub, PORTAL, head, ask.Reopen("Ini buktinya."))

    assert await head_of(hub, younger) == head
    assert await head_of(hub, eldest) == eldest
    again: Case = await row(hub, head)
    assert (again.status, again.merged_into) == (CaseStatus.RECEIVED, None)


async def test_a_follower_stays_one_case_in_every_figure(hub: Hub) -> None:
    head, follower = await unclear(hub), await unclear(hub)
    await merge(hub, follower, head)
    await act(hub, COORDINATOR, head, ask.Archive("Tidak jelas."))
    # the fixture recounts everything afterwards: roll-up, timelines, custody
    assert (await row(hub, follower)).owner == "62.01.diskominfo"


async def test_the_best_guarded_follower_takes_the_place_so_that_none_follows_one_guarded_less(
    hub: Hub,
) -> None:
    head = await unclear(hub, visibility=Visibility.RESTRICTED)
    eldest = await unclear(hub)
    guarded, younger = [await unclear(hub, visibility=Visibility.RESTRICTED) for _ in range(2)]
    for one in (eldest, younger, guarded):
        await merge(hub, one, head)
    await act(hub, COORDINATOR, head, ask.Archive("Tidak jelas."))

    assert (await row(hub, guarded)).status is CaseStatus.RECEIVED
    assert {await head_of(hub, one) for one in (eldest, younger)} == {guarded}


async def test_a_follower_of_a_graver_class_than_the_heir_stands_alone(hub: Hub) -> None:
    accused = "62.01.disdukcapil"
    head, accusing = [await unclear(hub, agency=accused) for _ in range(2)]
    graver, plain = await unclear(hub), await unclear(hub)
    for one in (head, graver):
        await act(hub, COORDINATOR, one, ask.Verify(Sensitivity.WHISTLEBLOWING))
    await act(hub, COORDINATOR, accusing, ask.Verify(Sensitivity.OVERSIGHT))
    for one in (graver, plain, accusing):
        await merge(hub, one, head)
    await act(hub, PORTAL, head, ask.Withdraw("Tidak perlu lagi."))

    assert await head_of(hub, plain) == accusing  # who accuses leads, for it keeps the accused away
    assert await head_of(hub, graver) == graver
    now = await row(hub, graver)
    assert (now.status, now.merged_into, now.closed_at) == (CaseStatus.RECEIVED, None, None)
    assert (await happened(hub, graver))[-2:] == ["MERGED", "REOPENED"]


async def test_a_case_with_an_open_claim_for_compensation_follows_nobody(hub: Hub) -> None:
    number, head = await unclear(hub), await unclear(hub)
    await act(hub, COORDINATOR, number, ask.Verify(Sensitivity.ORDINARY))
    await act(hub, PORTAL, number, ask.ClaimCompensation("Tas hilang.", 250_000, True, True, True))

    assert (await refusal(hub, number, head)).code == "ILLEGAL_TRANSITION"
    seen = await hub.services.reading.case(COORDINATOR, number)
    assert seen is not None
    assert "mergeCase" not in (await hub.services.linking.actions(COORDINATOR, [seen]))[0]
