"""Live reads: one call for many, short memory, an old value rather than none."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from hub.connectors.base import ReadsLive, Sourced
from hub.connectors.cached import LiveRecords, LiveRules
from hub.connectors.catalogue import Catalogue
from hub.connectors.loopback import Loopback
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, RemoteCase
from hub.errors import ConnectorError, Misunderstood, Refused, Throttled, Unconfirmed, Unreachable
from tests.connectors.samples import NOW, fresh_case, key_of


class Slow(Loopback):
    """Counts its readers and lets them wait for a gate."""

    def prepare(self) -> None:
        self.reads = self.inside = self.most = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, ref: ExternalRef) -> RemoteCase:
        self.reads += 1
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.gate.wait()
            return await super().fetch(ref)
        finally:
            self.inside -= 1


class Desk:
    """Two agencies with five records each, and a clock moved by hand."""

    def __init__(self, rules: LiveRules) -> None:
        self.now = NOW
        self.dinkes, self.dlh = (Slow.named(name, self.clock) for name in ("dinkes", "dlh"))
        for agency in (self.dinkes, self.dlh):
            assert isinstance(agency, Slow)
            agency.prepare()
        self.live = LiveRecords(Catalogue.of(self.dinkes, self.dlh), self.clock, rules)

    def clock(self) -> datetime:
        return self.now

    async def one(self, number: int = 0, name: str = "dinkes") -> Sourced[RemoteCase] | ConnectorError:
        ref = ExternalRef(name, str(number))
        return (await self.live.fetch_many([ref]))[ref]


@asynccontextmanager
async def desk(**rules: float) -> AsyncIterator[Desk]:
    opened = Desk(LiveRules(**rules))  # type: ignore[arg-type]
    for agency in (opened.dinkes, opened.dlh):
        for _ in range(5):
            case = fresh_case()
            await agency.forward(case, key_of(case))
    try:
        yield opened
    finally:
        await opened.live.aclose()


def value(answer: Sourced[RemoteCase] | ConnectorError) -> Sourced[RemoteCase]:
    assert isinstance(answer, Sourced)
    return answer


async def test_many_records_of_several_agencies_are_read_together() -> None:
    async with desk() as opened:
        checked: ReadsLive = opened.live
        refs = [ExternalRef(name, str(n)) for name in ("dinkes", "dlh") for n in range(3)]

        answers = await checked.fetch_many([*refs, *refs])

        assert list(answers) == refs
        assert {value(one).source for one in answers.values()} == {"dinkes", "dlh"}
        assert not [one for one in answers.values() if value(one).stale]
        assert (opened.dinkes.reads, opened.dlh.reads) == (3, 3)


async def test_a_hundred_askers_make_one_call() -> None:
    async with desk() as opened:
        opened.dinkes.gate.clear()
        asking = asyncio.gather(*(opened.one() for _ in range(100)))
        await until(lambda: opened.dinkes.reads > 0)
        opened.dinkes.gate.set()

        assert {value(answer).value.ref.id for answer in await asking} == {"0"}
        assert opened.dinkes.reads == 1


async def test_a_hundred_askers_share_a_failure_too_and_the_next_one_asks_again() -> None:
    async with desk() as opened:
        opened.dinkes.failures.append(Unreachable())
        opened.dinkes.gate.clear()
        asking = asyncio.gather(*(opened.one() for _ in range(100)))
        await until(lambda: opened.dinkes.reads > 0)
        opened.dinkes.gate.set()

        assert {type(answer) for answer in await asking} == {Unreachable}
        assert opened.dinkes.reads == 1
        assert not value(await opened.one()).stale


async def test_an_answer_is_fresh_for_a_while_and_then_read_again() -> None:
    async with desk(fresh=5.0) as opened:
        first = value(await opened.one())
        opened.dinkes.move("0", CaseStatus.IN_PROGRESS)
        opened.now += timedelta(seconds=4.9)
        assert await opened.one() == first
        opened.now += timedelta(seconds=0.2)

        later = value(await opened.one())

        assert (later.value.status, later.as_of, later.stale) == (CaseStatus.IN_PROGRESS, opened.now, False)


@pytest.mark.parametrize("fault", [Unreachable, Throttled, Unconfirmed, Misunderstood])
async def test_while_a_peer_fails_its_last_value_stands_in_and_says_so(fault: type[ConnectorError]) -> None:
    async with desk(fresh=5.0) as opened:
        first = value(await opened.one())
        opened.now += timedelta(hours=3)
        opened.dinkes.failures.append(fault())

        answer = value(await opened.one())

        assert (answer.value, answer.as_of, answer.stale) == (first.value, NOW, True)


async def test_a_refusal_is_an_answer_and_no_old_value_hides_it() -> None:
    async with desk(fresh=5.0) as opened:
        await opened.one()
        opened.now += timedelta(seconds=6)
        opened.dinkes.failures.append(Refused())

        assert type(await opened.one()) is Refused


async def test_a_dead_agency_spoils_only_its_own_records() -> None:
    async with desk(deadline=0.1) as opened:
        opened.dinkes.gate.clear()
        refs = [ExternalRef("dinkes", "0"), ExternalRef("dlh", "0"), ExternalRef("nobody", "0")]

        answers = await opened.live.fetch_many(refs)

        assert [type(answers[ref]) for ref in refs] == [Unreachable, Sourced, Unreachable]
        assert [str(answers[ref]) for ref in (refs[0], refs[2])] == ["DEADLINE", "NOT_CONFIGURED"]


async def test_a_call_outlasts_an_impatient_reader_and_serves_the_next() -> None:
    async with desk(deadline=0.1) as opened:
        opened.dinkes.gate.clear()
        assert type(await opened.one()) is Unreachable
        opened.dinkes.gate.set()
        await until(lambda: opened.dinkes.inside == 0)

        assert not value(await opened.one()).stale
        assert opened.dinkes.reads == 1


async def test_a_reader_who_leaves_does_not_end_the_call_for_the_others() -> None:
    async with desk() as opened:
        opened.dinkes.gate.clear()
        leaving, staying = (asyncio.create_task(opened.one()) for _ in range(2))
        await until(lambda: opened.dinkes.reads > 0)
        leaving.cancel()
        opened.dinkes.gate.set()

        assert isinstance(await staying, Sourced)
        assert opened.dinkes.reads == 1


async def test_no_more_calls_at_a_time_than_the_agency_bears() -> None:
    async with desk() as opened:
        opened.dinkes.gate.clear()
        refs = [ExternalRef("dinkes", str(n)) for n in range(5)]
        asking = asyncio.create_task(opened.live.fetch_many(refs))
        await until(lambda: opened.dinkes.inside == 4)
        opened.dinkes.gate.set()
        await asking

        assert (opened.dinkes.most, opened.dinkes.manifest.concurrency) == (4, 4)


async def test_memory_is_bounded_and_keeps_what_is_used() -> None:
    async with desk(records=2, fresh=60.0) as opened:
        for number in (0, 1, 0, 2):
            await opened.one(number)
        reads = opened.dinkes.reads
        await opened.one(0)
        assert opened.dinkes.reads == reads
        await opened.one(1)
        assert opened.dinkes.reads == reads + 1


async def test_an_old_value_is_forgotten_in_the_end() -> None:
    async with desk(fresh=0.0, keep=0.05) as opened:
        await opened.one()
        await asyncio.sleep(0.1)
        opened.dinkes.failures.append(Unreachable())

        assert type(await opened.one()) is Unreachable


async def test_what_a_reader_gets_is_no_longer_what_is_kept() -> None:
    async with desk(fresh=60.0) as opened:
        first, second = value(await opened.one()), value(await opened.one())

        assert first.value == second.value
        assert first.value is not second.value


async def test_closing_ends_calls_that_are_under_way() -> None:
    async with desk(deadline=0.05) as opened:
        opened.dinkes.gate.clear()
        await opened.one()
        assert opened.dinkes.inside == 1

        await opened.live.aclose()

        assert opened.dinkes.inside == 0


async def until(
    happened: Callable[[], bool], wait: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Look again until it has happened; fails after five seconds."""
    async with asyncio.timeout(5):
        while not happened():
            await wait(0.005)
