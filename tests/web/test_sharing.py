"""Equal reads that are under way at the same time: one execution, never somebody else's, never an old one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pytest
from strawberry.types import ExecutionResult

from hub.domain.caller import ANONYMOUS, Caller, Role
from hub.resolvers.contexts import Contexts
from hub.resolvers.schema import HubSchema, build
from hub.web.authentication import Visitor
from hub.web.execution import Answer, Executor, Operation
from hub.web.metrics import Metrics
from hub.web.options import WebOptions
from hub.web.ports import Known
from hub.web.sharing import Sharing
from tests.harness import COORDINATOR, OTHER_PORTAL, PORTAL, Hub, hub_on, officer
from tests.resolvers.operations import SUBMIT, submission
from tests.web.running import until

CASES = "query Mine($first: Int = 5) { viewer { name scopes } cases(first: $first) { totalCount } }"
WHO = "{ viewer { name scopes } }"
CLEAN, BROKEN = Answer({"data": {}}), Answer({"data": None, "errors": [{}]})


@dataclass
class Made:
    """An execution by hand: counts its runs, ends when it is told to."""

    answers: list[Answer | Exception] = field(default_factory=lambda: [CLEAN])
    runs: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> Answer:
        self.runs += 1
        answer = self.answers[min(self.runs, len(self.answers)) - 1]
        await self.gate.wait()
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Room:
    """Sharing under test; `commits` may be changed."""

    age: float = 60.0
    commits: int = 0
    told: int = 0
    sharing: Sharing[Answer] = field(init=False)

    def __post_init__(self) -> None:
        self.sharing = Sharing(lambda: self.commits, self.age, self._tell)

    def _tell(self) -> None:
        self.told += 1

    async def begin(self, made: Made, count: int, asked: object = "question") -> list["asyncio.Task[Answer]"]:
        tasks = [asyncio.ensure_future(self.sharing.answer(asked, made)) for _ in range(count)]
        await asyncio.sleep(0)
        return tasks


async def test_ten_at_once_cost_one_execution_and_nothing_of_it_is_kept() -> None:
    room, made = Room(), Made()
    tasks = await room.begin(made, 10)
    made.gate.set()

    assert await asyncio.gather(*tasks) == [CLEAN] * 10
    assert (made.runs, room.told, len(room.sharing)) == (1, 9, 0)
    await room.sharing.answer("question", made)
    assert made.runs == 2


async def test_an_answer_with_errors_is_for_the_one_who_got_it() -> None:
    room, made = Room(), Made([BROKEN, CLEAN])
    tasks = await room.begin(made, 4)
    made.gate.set()

    assert await asyncio.gather(*tasks) == [BROKEN, CLEAN, CLEAN, CLEAN]
    assert (made.runs, room.told, len(room.sharing)) == (4, 0, 0)


async def test_where_the_first_one_fails_the_others_try_for_themselves() -> None:
    room, made = Room(), Made([RuntimeError(), CLEAN])
    tasks = await room.begin(made, 3)
    made.gate.set()

    first, *others = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(first, RuntimeError)
    assert others == [CLEAN, CLEAN]
    assert len(room.sharing) == 0


async def test_where_the_first_one_is_cancelled_the_next_takes_its_place() -> None:
    room, made = Room(), Made()
    first, second, *others = await room.begin(made, 5)
    first.cancel()
    await until(lambda: made.runs == 2)
    second.cancel()
    await until(lambda: made.runs == 3)
    made.gate.set()

    assert await asyncio.gather(*others) == [CLEAN] * 3
    assert (first.cancelled(), second.cancelled()) == (True, True)
    assert (made.runs, len(room.sharing)) == (3, 0)


async def test_one_who_leaves_while_waiting_takes_nothing_from_the_others() -> None:
    room, made = Room(), Made()
    first, second, third = await room.begin(made, 3)
    second.cancel()
    await asyncio.sleep(0)
    made.gate.set()

    assert [await first, await third] == [CLEAN, CLEAN]
    assert (second.cancelled(), made.runs) == (True, 1)


async def test_an_execution_from_before_a_commit_is_not_joined() -> None:
    room, made = Room(), Made()
    before = await room.begin(made, 2)
    room.commits += 1
    after = await room.begin(made, 2)
    made.gate.set()
    await asyncio.gather(*before, *after)

    assert (made.runs, room.told, len(room.sharing)) == (2, 2, 0)


async def test_an_old_execution_is_not_joined() -> None:
    room, made = Room(age=0.02), Made()
    old = await room.begin(made, 1)
    await asyncio.sleep(0.03)
    young = await room.begin(made, 2)
    made.gate.set()
    await asyncio.gather(*old, *young)

    assert (made.runs, room.told, len(room.sharing)) == (2, 1, 0)


async def test_two_questions_of_one_hash_are_two() -> None:
    class Question:
        def __hash__(self) -> int:
            return 7

    room, made = Room(), Made()
    tasks = await room.begin(made, 1, Question()) + await room.begin(made, 1, Question())
    made.gate.set()
    await asyncio.gather(*tasks)

    assert (made.runs, room.told, len(room.sharing)) == (2, 0, 0)


class Held:
    """The real schema, whose answers are read at once and held back until `gate` opens."""

    def __init__(self, schema: HubSchema) -> None:
        self.schema, self.gate, self.runs = schema, asyncio.Event(), 0

    def known(self, query: str, operation_name: str | None) -> Known | None:
        return self.schema.known(query, operation_name)

    async def execute(self, *asked: Any, **named: Any) -> ExecutionResult:
        self.runs += 1
        result = await self.schema.execute(*asked, **named)
        await self.gate.wait()
        return result

    async def subscribe(self, *asked: Any, **named: Any) -> Any:
        return await self.schema.subscribe(*asked, **named)


@dataclass
class Desk:
    """An executor over a real hub."""

    hub: Hub
    held: Held
    executor: Executor
    sharing: Sharing[Answer]

    def ask(self, operation: Operation, caller: Caller) -> "asyncio.Task[Answer]":
        known = self.executor.known(operation)
        return asyncio.ensure_future(self.executor.answer(operation, Visitor(caller, "key"), known))

    async def at_once(self, *asked: tuple[Operation, Caller]) -> list[Answer]:
        """All of them under way before the first is answered; counts runs anew."""
        self.held.gate.clear()
        self.held.runs = 0
        tasks = [self.ask(*one) for one in asked]
        for _ in range(5):
            await asyncio.sleep(0)  # every task has begun, and waits for the gate or for another one
        self.held.gate.set()
        return await asyncio.gather(*tasks)


@pytest.fixture(scope="module")
def schema() -> HubSchema:
    return build()


@pytest.fixture
async def desk(sqlite_url: str, schema: HubSchema) -> AsyncIterator[Desk]:
    async with hub_on(sqlite_url) as hub:
        held = Held(schema)
        contexts = Contexts(hub.services, hub.cursors, hub.tools.new_id)
        sharing = Sharing[Answer](lambda: hub.tools.db.changed.count, 60.0, lambda: None)
        yield Desk(hub, held, Executor(held, contexts, WebOptions(), Metrics(), sharing), sharing)


def changed(caller: Caller, name: str) -> Caller:
    """Another caller, who differs in one thing only."""
    value: Any = getattr(caller, name)
    others: dict[str, Any] = {"role": Role.OFFICER, "former": frozenset({"62.01.lama"}), "national": True}
    return replace(caller, **{name: others.get(name, f"{value}-lain")})


async def test_equal_reads_of_one_caller_cost_one_execution(desk: Desk) -> None:
    again = replace(PORTAL)  # as the next look at the credential makes it
    answers = await desk.at_once(*[(Operation(CASES), PORTAL)] * 5, (Operation(CASES), again))

    assert (desk.held.runs, len({one.encoded for one in answers}), len(desk.sharing)) == (1, 1, 0)


async def test_who_differs_in_any_right_never_gets_the_others_answer(desk: Desk) -> None:
    others = [changed(PORTAL, one.name) for one in fields(Caller)]

    await desk.at_once(*[(Operation(WHO), caller) for caller in [PORTAL, *others, PORTAL]])

    assert desk.held.runs == 1 + len(others)


async def test_nobody_gets_an_answer_that_was_made_for_somebody_else(desk: Desk) -> None:
    desk.held.gate.set()
    await desk.ask(Operation(SUBMIT, {"input": submission(1)}), PORTAL)
    callers = [PORTAL, OTHER_PORTAL, COORDINATOR, officer("62.01.disdukcapil"), officer("52.disdukcapil")]

    answers = await desk.at_once(*[(Operation(CASES), caller) for caller in callers * 3])

    told = [one.encoded.decode() for one in answers]
    for caller, text in zip(callers * 3, told, strict=True):
        assert f'"name":"{caller.name}"' in text
    assert [text.partition('"totalCount":')[2][0] for text in told[:3]] == ["1", "0", "1"]


async def test_what_a_caller_may_not_read_is_refused_while_another_reads_it(desk: Desk) -> None:
    allowed, refused = await desk.at_once((Operation(CASES), PORTAL), (Operation(CASES), ANONYMOUS))

    assert allowed.clean
    assert refused.codes == {"UNAUTHENTICATED"}


QUESTIONS = [  # two, and how many executions they cost
    (Operation(CASES, {"first": 1}), Operation(CASES, {"first": 2}), 2),
    (Operation(CASES, {"first": 1}), Operation(CASES, {"first": True}), 2),
    (Operation(CASES, {"first": 1}), Operation(CASES, {"first": 1.0}), 2),
    (Operation(CASES, {"a": 1, "first": 2}), Operation(CASES, {"first": 2, "a": 1}), 1),
    (Operation(CASES, {}), Operation(CASES), 1),
    (Operation(CASES), Operation(CASES + " "), 2),
    (Operation(CASES), Operation(CASES, name="Mine"), 2),
    (Operation(CASES), Operation(CASES, tells_sources=True), 2),
]


async def test_only_the_same_question_is_shared(desk: Desk) -> None:
    for one, other, runs in QUESTIONS:
        await desk.at_once((one, PORTAL), (other, PORTAL))

        assert desk.held.runs == runs, (one, other)


async def test_mutations_are_never_shared(desk: Desk) -> None:
    operation = Operation(SUBMIT, {"input": submission(1)})
    answers = await desk.at_once((operation, PORTAL), (operation, PORTAL))

    assert desk.held.runs == 2
    assert all(one.clean for one in answers)


def test_what_may_stand_once_in_an_operation_is_never_shared(schema: HubSchema) -> None:
    check = "... on Query { verifyIdentity(input: $input) { __typename } }"
    checks = f"query ($input: VerifyIdentityInput!) {{ viewer {{ name }} {check} }}"

    known = [schema.known(text, None) for text in (WHO, CASES, checks)]

    assert [one is not None and one.shareable for one in known] == [True, True, False]
    assert known[2] is not None


async def test_who_wrote_reads_what_was_written_though_an_equal_read_is_under_way(desk: Desk) -> None:
    early = desk.ask(Operation(CASES), PORTAL)
    await until(lambda: desk.held.runs == 1)
    for _ in range(20):
        await asyncio.sleep(0.005)  # it has read the store by now, and is held back
    context = Contexts(desk.hub.services, desk.hub.cursors, desk.hub.tools.new_id)(PORTAL)
    await desk.held.schema.execute(SUBMIT, variable_values={"input": submission(1)}, context_value=context)
    late = desk.ask(Operation(CASES), PORTAL)
    await until(lambda: desk.held.runs == 2)
    desk.held.gate.set()

    counts = [one.encoded.partition(b'"totalCount":')[2][:1] for one in await asyncio.gather(early, late)]
    assert counts == [b"0", b"1"]


async def test_without_sharing_everybody_has_an_execution(desk: Desk) -> None:
    contexts = Contexts(desk.hub.services, desk.hub.cursors, desk.hub.tools.new_id)
    desk.executor = Executor(desk.held, contexts, WebOptions())

    await desk.at_once(*[(Operation(CASES), PORTAL)] * 3)

    assert desk.held.runs == 3
