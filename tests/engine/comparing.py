"""The engine beside the reference, over one populated hub: the same operation, faults and bytes."""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import orjson
from strawberry.types import ExecutionResult

from hub.domain.caller import Caller
from hub.errors import Throttled, Unreachable
from hub.resolvers.context import Context
from hub.resolvers.loaders import LOADERS
from hub.resolvers.schema import HubSchema, build
from hub.schema.limits import Limits
from hub.schema.policy import rule_of
from tests.engine.populated import CALLERS, Pool
from tests.engine.writing import Tape, Writer, Written
from tests.harness import Hub

SIDE_EFFECTS = frozenset({"Query.verifyIdentity", "Query.permit"})
"""What counts, or asks a register about a person: an operation that is run twice is not the same twice."""
OFTEN = (
    "cases",
    "cases",
    "cases",
    "case",
    "case",
    "nodes",
    "node",
    "events",
    "agency",
    "agencies",
    "worklist",
)

Spoil = Callable[[int, Any], Any]
"""(place of the parent, its answer) -> what is answered instead."""


def _broken(_: int, __: Any) -> Any:
    return Unreachable("INVENTED")


SPOILS: Sequence[Spoil] = (
    lambda place, answer: _broken(place, answer) if place % 2 else answer,
    lambda place, answer: None if place % 2 == 0 else answer,
    lambda place, answer: ValueError("invented"),
    lambda place, answer: 7 if place % 3 == 1 else answer,
    lambda place, answer: [*answer[:1], None] if answer.__class__ is list else answer,
)


@dataclass(frozen=True)
class Faults:
    """What goes wrong. `systems`: of the agencies, 0 none, 1 some, 2 all fail; `spoiled`: a loader's name."""

    systems: int = 0
    spoiled: str | None = None
    spoil: Spoil | None = None
    breaks: bool = False  # the loader as a whole


@dataclass(frozen=True)
class Example:
    """One operation of one caller, asked under each of these faults."""

    written: Written
    caller: Caller
    faults: tuple[Faults, ...]


@dataclass
class Comparison:
    """A populated hub, asked in both ways."""

    hub: Hub
    pool: Pool
    told: Counter[str] = field(default_factory=Counter)
    """Examples by how the engine answered, REFUSED ones, and those WITH_ERRORS."""

    clean: Counter[str] = field(default_factory=Counter)
    """Those whose answer has no error."""

    def __post_init__(self) -> None:
        self.schema: HubSchema = build(replace(Limits(), errors=1_000, remembered=8), open_introspection=True)
        self.rows = self.schema.engine.rows

    # ── making an example ──

    def example(self, data: bytes) -> Example:
        """What the tape says."""
        tape = Tape(data)
        caller = tape.one(CALLERS)
        faults = (Faults(), Faults(systems=1 + tape.pick(2)), _spoils(tape), _spoils(tape))
        query: Any = self.schema._schema.query_type
        allowed = partial(self._allowed, caller)
        roots = [name for name in (*OFTEN, *query.fields) if allowed(f"Query.{name}")]
        writer = Writer(self.schema._schema, tape, self._offers, allowed, roots)
        return Example(writer.query(), caller, faults)

    def _allowed(self, caller: Caller, coordinate: str) -> bool:
        if coordinate in SIDE_EFFECTS:
            return False
        rule = rule_of(coordinate)
        return not rule or not rule.isdisjoint(caller.scopes)

    def _offers(self, coordinate: str, name: str) -> Sequence[Any] | None:
        if name == "representations":
            number = self.pool.numbers[0]
            return [
                {"__typename": "Case", "trackingNumber": number},
                {"__typename": "Agency", "code": "62.01.dinkes"},
            ]
        found: Mapping[str, Sequence[Any]] = {
            "trackingNumber": self.pool.numbers,
            "receipt": self.pool.receipts,
            "id": self.pool.ids,
            "ids": self.pool.ids,
            "after": self.pool.cursors,
            "before": self.pool.cursors,
            **WORDS,
        }
        return found.get(name)

    # ── both answers ──

    async def compare(self, example: Example) -> None:
        """Raises `AssertionError` where the two answers differ."""
        for faults in example.faults:
            await self._compare(example, faults)

    async def _compare(self, example: Example, faults: Faults) -> None:
        before = Counter(self.schema.engine.counted)
        self.schema.engine.rows = self.rows if faults.spoiled is None else None  # rows pass the loaders by
        ours = await self.answer(example, faults)
        how = next(iter(self.schema.engine.counted - before), "REFUSED")
        theirs = await self.answer(example, faults, interpreted=True)
        self.told[how] += 1
        if not theirs.errors and "__schema" not in example.written.text:
            self.clean[how] += 1
        self.told["WITH_ERRORS"] += bool(theirs.errors)
        assert orjson.dumps(ours.data) == orjson.dumps(theirs.data), example
        different = _differ(ours, theirs)
        assert different is None, (different, example)

    async def answer(self, example: Example, faults: Faults, *, interpreted: bool = False) -> ExecutionResult:
        """Of the engine, or of the reference alone."""
        written = example.written
        for place, system in enumerate(self.hub.agencies.systems.values()):
            wrong = Throttled("INVENTED") if place % 2 else Unreachable("INVENTED")
            fails = faults.systems == 2 or (faults.systems == 1 and place % 3 == 0)
            system.failures = deque([wrong] * 200 if fails else [])
        context = Context(
            caller=example.caller,
            services=self.hub.services,
            directory=self.hub.services.directory(),
            now=self.hub.now(),
            cursors=self.hub.cursors,
            new_id=self.hub.tools.new_id,
            loaders=_spoiled(faults),
        )
        return await self.schema.execute(written.text, written.variables, context, interpreted=interpreted)


WORDS: Mapping[str, Sequence[Any]] = {
    "code": ("62.01.disdukcapil", "62.01.dinkes", "62.01", "62.01.02", "nothing"),
    "region": ("62.01", "62", "99"),
    "agency": ("62.01.disdukcapil", "62.01.dinkes", "nothing"),
    "owner": ("62.01.disdukcapil", "62.01.dinkes"),
    "topic": ("kependudukan.ktp", "nothing"),
    "channel": ("lapornurani", "nothing"),
    "search": ("KTP", "kartu", 'x"y'),
    "title": ("KTP elektronik belum jadi", "a"),
    "body": ("Sudah tiga bulan KTP elektronik saya belum dicetak.", "a"),
    "first": (2, 1, 3, 1, 2, 0, 5, 1, 2, 101, 3),
    "last": (2, 1, 3),
    "maxBytes": (4096, 65536, 1),
}
OFTEN_LOADED = (
    "Case.assignments",
    "Case.timeline",
    "Case.clocks",
    "Case.reporter",
    "CaseEvent.case",
    "Case.mergedInto",
    "Agency.cases",
    "CaseConnection.totalCount",
)


def _spoils(tape: Tape) -> Faults:
    return Faults(0, tape.one([*LOADERS, *OFTEN_LOADED]), tape.one(SPOILS), breaks=tape.often(4))


def _spoiled(faults: Faults) -> Mapping[str, Any]:
    name, spoil = faults.spoiled, faults.spoil
    if name is None or spoil is None:
        return LOADERS

    async def load(context: Context, parents: Sequence[Any], asked: Any) -> Sequence[Any]:
        if faults.breaks:
            raise OSError("invented")
        answers = await LOADERS[name](context, parents, asked)
        return [spoil(_place(parent), answer) for parent, answer in zip(parents, answers, strict=True)]

    return {**LOADERS, name: load}


def _place(parent: Any) -> int:
    """A number of the parent itself: the two ways ask in lists of other lengths."""
    row = getattr(parent, "row", parent)
    return sum(str(getattr(row, "id", None) or getattr(row, "code", None) or row).encode())


def _differ(ours: ExecutionResult, theirs: ExecutionResult) -> str | None:
    """What is different between two lists of errors; None: nothing.

    Where a null climbed up, several fields below may have failed. The specification leaves open which of them
    are told, and it depends on time: there both have to tell some failure.
    """
    mine, other = _errors(ours), _errors(theirs)
    for place in mine.keys() | other.keys():
        found, expected = mine.get(place, []), other.get(place, [])
        climbed = any(path != place for path, *_ in [*found, *expected])
        same = (found and expected) if climbed else found == expected
        if not same:
            return f"at {place}: {found} and not {expected}"
    return None


def _errors(result: ExecutionResult) -> dict[Any, list[Any]]:
    """By the place of the null they left: path, message and the rest, without the number of the failure."""
    data = orjson.loads(orjson.dumps(result.data))
    told: dict[Any, list[Any]] = {}
    for error in result.errors or ():
        path = tuple(error.path or ())
        facts = {name: value for name, value in (error.extensions or {}).items() if name != "errorId"}
        told.setdefault(_null(data, path), []).append((path, error.message, sorted(facts.items(), key=repr)))
    return {place: sorted(found, key=repr) for place, found in told.items()}


def _null(data: Any, path: tuple[Any, ...]) -> tuple[Any, ...]:
    """The way as far as there is data."""
    for length, step in enumerate(path):
        if data is None:
            return path[:length]
        data = data[step]
    return path
