"""Live reads: one call for many, short memory, an old value rather than none."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.connectors.asking import Question, ReadsLive, Sourced
from hub.connectors.catalogue import Catalogue
from hub.connectors.live import Free, LiveReads, LiveRule, LiveRules
from hub.connectors.loopback import Loopback
from hub.domain.case import CaseStatus
from hub.domain.exchange import ExternalRef, RemoteCase
from hub.errors import (
    ConnectorError,
    Misunderstood,
    OverBudget,
    Refused,
    Throttled,
    Unconfirmed,
    Unreachable,
)
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
        self.heard: list[str] = []
        peers = Catalogue.of(self.dinkes, self.dlh)
        self.live = LiveReads(peers, self.clock, rules, b"secret of the process", self)

    def clock(self) -> datetime:
        return self.now

    def called(self, connector: str, operation: str, outcome: str, seconds: float) -> None:
        raise AssertionError("only the seam counts calls")

    def read(self, connector: str, operation: str, how: str) -> None:
        self.heard.append(how)

    async def told(self, key: str, **changes: Any) -> Sourced[str | None] | ConnectorError:
        """The answer to a question, as `Oracle` gives it."""
        oracle = changes.pop("oracle")
        question = Question("dinkes", "permit", key, lambda: oracle.answer(key), str | None, **changes)
        return (await self.live.ask([question]))[0]

    async def one(self, number: int = 0, name: str = "dinkes") -> Sourced[RemoteCase] | ConnectorError:
        ref = ExternalRef(name, str(number))
        return (await self.live.fetch_many([ref]))[ref]


@asynccontextmanager
async def desk(**rules: float) -> AsyncIterator[Desk]:
    bounds = {name: int(rules.pop(name)) for name in ("entries", "in_flight") if name in rules}
    opened = Desk(LiveRules(LiveRule(**rules), **bounds))
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
    async with desk(entries=2, fresh=60.0) as opened:
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


class Lists(Slow):
    """Reads several records in one call, three at most."""

    most_at_once = 3

    def prepare(self) -> None:
        super().prepare()
        self.lists: list[int] = []
        self.unknown: set[str] = set()

    async def fetch_many(self, refs: Sequence[ExternalRef]) -> dict[ExternalRef, RemoteCase | ConnectorError]:
        self.lists.append(len(refs))
        found: dict[ExternalRef, RemoteCase | ConnectorError] = {}
        for ref in refs:
            found[ref] = Refused() if ref.id in self.unknown else await self.fetch(ref)
        return found


async def listing(count: int) -> Lists:
    agency = Lists.named("dinkes", lambda: NOW)
    assert isinstance(agency, Lists)
    agency.prepare()
    for _ in range(count):
        case = fresh_case()
        await agency.forward(case, key_of(case))
    return agency


async def test_a_peer_that_reads_lists_is_asked_in_lists_of_the_size_it_bears() -> None:
    agency = await listing(7)
    live = LiveReads(Catalogue.of(agency), lambda: NOW)

    answers = await live.fetch_many([ExternalRef("dinkes", str(n)) for n in range(7)])

    assert [value(one).value.ref.id for one in answers.values()] == [str(n) for n in range(7)]
    assert sorted(agency.lists) == [1, 3, 3]
    await live.aclose()


async def test_a_record_missing_from_a_list_is_refused_alone() -> None:
    agency = await listing(3)
    agency.unknown.add("1")
    live = LiveReads(Catalogue.of(agency), lambda: NOW)
    refs = [ExternalRef("dinkes", str(n)) for n in range(3)]

    answers = await live.fetch_many(refs)

    assert [type(answers[ref]) for ref in refs] == [Sourced, Refused, Sourced]
    await live.aclose()


async def test_lists_that_overlap_ask_only_for_what_nobody_asked_yet() -> None:
    agency = await listing(6)
    live = LiveReads(Catalogue.of(agency), lambda: NOW)
    agency.gate.clear()
    first = asyncio.create_task(live.fetch_many([ExternalRef("dinkes", str(n)) for n in range(3)]))
    await until(lambda: agency.lists == [3])
    second = asyncio.create_task(live.fetch_many([ExternalRef("dinkes", str(n)) for n in range(5)]))
    await until(lambda: agency.lists == [3, 2])
    agency.gate.set()

    assert len(await first) == 3
    assert len(await second) == 5
    assert agency.reads == 5
    await live.aclose()


@dataclass
class Oracle:
    """Answers questions; None to most of them."""

    known: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def answer(self, key: str) -> str | None:
        self.asked.append(key)
        return self.known.get(key)


class Bomber:
    """Answers with much that cannot be read, and holds it while it says so."""

    async def answer(self, key: str) -> str | None:
        body = "x" * 1_000_000
        try:
            raise ValueError(body)
        except ValueError:
            raise Misunderstood("NO_JSON") from None


async def test_a_failure_holds_nothing_of_the_answer_it_came_from() -> None:
    async with desk(fresh=60.0) as opened:
        failure = await opened.told("A-1", oracle=Bomber())

        assert isinstance(failure, Misunderstood)
        assert (failure.__traceback__, failure.__context__, failure.__cause__) == (None, None, None)


async def test_that_there_is_nothing_is_an_answer_and_remembered() -> None:
    async with desk(fresh=60.0) as opened:
        oracle = Oracle()

        answers = [await opened.told("A-1", oracle=oracle) for _ in range(3)]

        assert [isinstance(one, Sourced) and one.value for one in answers] == [None, None, None]
        assert oracle.asked == ["A-1"]
        assert opened.heard == ["MISS", "HIT", "HIT"]


async def test_answers_are_shared_within_one_scope_only() -> None:
    async with desk(fresh=60.0) as opened:
        oracle = Oracle({"A-1": "yes"})
        for scope in ("portal-a", "portal-b", "portal-a"):
            await opened.told("A-1", oracle=oracle, scope=scope)

        assert oracle.asked == ["A-1", "A-1"]


async def test_an_old_answer_is_shown_at_once_and_read_anew_behind_the_askers_back() -> None:
    async with desk(fresh=5.0, swr=30.0) as opened:
        first = value(await opened.one())
        opened.dinkes.move("0", CaseStatus.IN_PROGRESS)
        opened.now += timedelta(seconds=20)
        opened.dinkes.gate.clear()

        shown = value(await opened.one())  # nobody waits: the peer does not answer
        assert (shown.value, shown.as_of, shown.stale) == (first.value, NOW, True)
        opened.dinkes.gate.set()
        await settled(opened, reads=2)

        later = value(await opened.one())
        assert (later.value.status, later.as_of, later.stale) == (CaseStatus.IN_PROGRESS, opened.now, False)
        assert opened.dinkes.reads == 2
        assert opened.heard == ["MISS", "STALE", "HIT"]


async def test_older_than_that_the_peer_is_waited_for() -> None:
    async with desk(fresh=5.0, swr=30.0) as opened:
        await opened.one()
        opened.now += timedelta(seconds=36)

        assert not value(await opened.one()).stale


async def test_a_refusal_behind_the_askers_back_is_known_to_the_next_one() -> None:
    async with desk(fresh=5.0, swr=30.0) as opened:
        await opened.one()
        opened.now += timedelta(seconds=6)
        opened.dinkes.failures.extend([Refused(), Refused()])
        assert value(await opened.one()).stale
        await settled(opened, reads=2)

        assert type(await opened.one()) is Refused


async def test_readers_never_have_more_calls_under_way_than_allowed() -> None:
    async with desk(in_flight=2, deadline=0.2) as opened:
        opened.dinkes.gate.clear()
        refs = [ExternalRef("dinkes", str(n)) for n in range(5)]

        answers = await opened.live.fetch_many(refs)

        assert opened.dinkes.most == opened.live.in_flight("dinkes") == 2
        assert {str(answer) for answer in answers.values()} <= {"DEADLINE", "BUSY"}
        await until(lambda: opened.dinkes.reads == 2)
        opened.dinkes.gate.set()
        await until(lambda: opened.live.in_flight("dinkes") == 0)
        assert opened.dinkes.reads == 2  # what nobody waits for any more is not sent


@dataclass
class Purse(Free):
    """Pays for so many calls."""

    left: int
    told: list[tuple[str, bool]] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)

    def pay(self, connector: str) -> bool:
        self.left -= 1
        return self.left >= 0

    def gave_up(self, connector: str) -> bool:
        return connector in self.silent

    def tell(self, connector: str, seconds: float, answer: object, in_vain: bool) -> None:
        self.told.append((connector, in_vain))
        if in_vain:
            self.silent.add(connector)


async def test_over_budget_nothing_is_sent_and_the_last_value_stands_in() -> None:
    async with desk(fresh=5.0) as opened:
        await opened.one()
        opened.now += timedelta(seconds=60)
        purse = Purse(left=1)
        refs = [ExternalRef("dlh", "1"), ExternalRef("dinkes", "0"), ExternalRef("dinkes", "1")]

        answers = await opened.live.fetch_many(refs, purse)

        assert [type(answers[ref]) for ref in refs] == [Sourced, Sourced, OverBudget]
        assert [value(answers[ref]).stale for ref in refs[:2]] == [False, True]
        assert (opened.dinkes.reads, opened.dlh.reads) == (1, 1)


async def test_what_is_known_or_under_way_costs_nothing() -> None:
    async with desk(fresh=60.0) as opened:
        purse = Purse(left=1)
        ref = ExternalRef("dinkes", "0")
        opened.dinkes.gate.clear()
        asking = asyncio.gather(*(opened.live.fetch_many([ref], purse) for _ in range(20)))
        await until(lambda: opened.dinkes.reads == 1)
        opened.dinkes.gate.set()
        await asking
        answers = await opened.live.fetch_many([ref], purse)

        assert not value(answers[ref]).stale
        assert purse.left == 0
        assert sorted(opened.heard) == ["HIT", *["JOINED"] * 19, "MISS"]


async def test_an_operation_waits_for_a_silent_peer_only_once() -> None:
    async with desk(deadline=0.1) as opened:
        opened.dinkes.gate.clear()
        purse = Purse(left=9)
        await opened.live.fetch_many([ExternalRef("dinkes", "0")], purse)

        async with asyncio.timeout(0.05):
            answers = await opened.live.fetch_many([ExternalRef("dinkes", "1")], purse)

        assert [str(answer) for answer in answers.values()] == ["DEADLINE"]
        assert purse.told == [("dinkes", True), ("dinkes", False)]
        assert opened.dinkes.reads == 1


async def test_a_fault_in_the_code_of_a_kind_costs_its_own_fields_only() -> None:
    async with desk() as opened:
        opened.dinkes.failures.append(KeyError("its mapping"))  # type: ignore[arg-type]
        refs = [ExternalRef("dinkes", "0"), ExternalRef("dlh", "0")]

        answers = await opened.live.fetch_many(refs)

        assert [type(answers[ref]) for ref in refs] == [Misunderstood, Sourced]
        assert not value(await opened.one()).stale


async def settled(opened: Desk, reads: int) -> None:
    """Wait until what went on behind the askers' backs has come to its end."""
    await until(lambda: opened.dinkes.reads == reads and opened.live.in_flight("dinkes") == 0)
    await asyncio.sleep(0.01)


async def until(
    happened: Callable[[], bool], wait: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Look again until it has happened; fails after five seconds."""
    async with asyncio.timeout(5):
        while not happened():
            await wait(0.005)
