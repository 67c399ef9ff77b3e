"""A small invented schema with everything a schema can have, and both ways to answer it."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, NewType

import orjson
import strawberry
from graphql import DocumentNode, GraphQLError, get_operation_ast, parse, validate
from graphql import execute as interpret
from strawberry.schema.config import StrawberryConfig

from hub.engine.engine import Engine, Interpreted, Prepared, prepared
from hub.engine.replaying import Loads
from hub.resolvers.batches import Batches
from hub.schema.fields import column, computed, nested, operation, reference

Knots = NewType("Knots", float)


def knots(value: Any) -> str:
    """Speed on the wire. Raises for what is too fast."""
    if value > 60:
        raise ValueError("no ship")
    return f"{value:.1f} kn"


@strawberry.enum
class Trade(Enum):
    """One member has another name outside."""

    CARGO = "c"
    PEOPLE = strawberry.enum_value("p", name="PASSENGERS")


@strawberry.enum
class Rank(Enum):
    """All members are called as outside."""

    MASTER = 1
    MATE = 2


def asked(first: int = 2, rank: Rank | None = None) -> Hashable:
    """What the loader of a crew gets. Raises for a negative number."""
    if first < 0:
        raise ValueError("negative")
    return first, rank


@strawberry.type
class Person:
    name: str | None = column("person.name", "Name.")
    rank: Rank = column("person.rank", "Rank.", default=Rank.MATE)
    boss: "Person | None" = nested("Person.boss", "Boss.")
    vessel: "Vessel | None" = nested("Person.vessel", "Where at work.")


@strawberry.interface
class Vessel:
    name: str = column("vessel.name", "Name.")
    crew: list[Person] = nested("Vessel.crew", "Crew.", arguments=asked)


@strawberry.type
class Tug(Vessel):
    pull: int | None = column("tug.pull", "Tons.", default=None)


@strawberry.type
class Ferry(Vessel):
    seats: int = column("ferry.seats", "Seats.", default=0)
    speed: Knots | None = column("ferry.speed", "Speed.", default=None)


@strawberry.type
class Crate:
    weight: float = column("crate.weight", "Tons.")
    owner: Person | None = nested("Crate.owner", "Owner.")


Thing = Annotated[Tug | Ferry | Crate, strawberry.union("Thing")]


@strawberry.type
class Berth:
    number: int = column("berth.number", "Number.")
    holder: Person | None = nested("Berth.holder", "Who has it.")


@strawberry.type
class Harbour:
    name: str = column("harbour.name", "Name.", default="Tenau")
    code: strawberry.ID = column("harbour.code", "Code.", default=strawberry.ID("h1"))
    open: bool = column("harbour.open", "Open.", default=True)
    depth: float | None = column("harbour.depth", "Metres.", default=None)
    length: int | None = column("harbour.length", "Metres.", default=None)
    opened: datetime = column("harbour.opened", "When.", default=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    trade: Trade | None = column("harbour.trade", "Trade.", default=None)
    grid: list[list[int | None] | None] = column("harbour.grid", "Depths.", default_factory=list)
    strict: list[list[int]] | None = column("harbour.strict", "Depths.", default=None)
    tags: list[str] | None = column("harbour.tags", "Words.", default=None)
    main: Vessel | None = column("harbour.main", "Its own.", default=None)
    vessels: list[Vessel] = column("harbour.vessels", "Ships.", default_factory=list)
    things: list[Thing | None] | None = column("harbour.things", "Things.", default=None)
    piers: list[list[Vessel | None]] | None = column("harbour.piers", "By pier.", default=None)
    master: Person = nested("Harbour.master", "Master.")
    deputy: Person | None = nested("Harbour.deputy", "Deputy.")
    rating: int = nested("Harbour.rating", "A number that is read.")

    @computed("greeting", "A word.")
    def greeting(self, loud: bool = False, times: int = 1) -> str:
        if times < 0:
            raise ValueError("negative")
        return " ".join([self.name.upper() if loud else self.name] * times)

    @reference("flag", "Of the context.")
    def flag(self, info: strawberry.Info) -> str | None:
        info.context.world.called["flag"] += 1
        return info.context.world.flag

    @computed("risk", "Fails where there is no depth.")
    def risk(self) -> float | None:
        return 1.0 / self.depth  # type: ignore[operator]

    @reference("berth", "Made anew each time.")
    def berth(self, info: strawberry.Info, number: int) -> Berth | None:
        info.context.world.called["berth"] += 1
        return Berth(number=number)

    @computed("slip", "Made anew, unless the harbour is closed.")
    def slip(self) -> Berth | None:
        if not self.open:
            raise ValueError("closed")
        return Berth(number=7)


@strawberry.type
class Query:
    @operation("One.")
    async def harbour(self, info: strawberry.Info) -> Harbour | None:
        info.context.world.called["harbour"] += 1
        return info.context.world.harbours[0] if info.context.world.harbours else None

    @operation("All.")
    def harbours(self, info: strawberry.Info, first: int = 10) -> list[Harbour]:
        info.context.world.called["harbours"] += 1
        return info.context.world.harbours[:first]

    @operation("Things of the first one.")
    async def things(self, info: strawberry.Info) -> list[Thing | None]:
        return info.context.world.harbours[0].things

    @operation("Fails.")
    async def failing(self, info: strawberry.Info) -> Harbour | None:
        info.context.world.called["failing"] += 1
        raise ValueError("closed")

    @operation("Fails, and must not.")
    async def broken(self) -> Harbour:
        raise ValueError("broken")

    @operation("Who asks.")
    def echo(self, text: str = "hello", rank: Rank | None = None) -> str | None:
        return f"{text} {rank}"


Answer = Callable[[Sequence[Any], Any], Sequence[Any]]


@dataclass
class World:
    """The data of one test, and what was called how often. `answers`: loaders by name."""

    harbours: list[Harbour] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    flag: str | None = "red"
    called: Counter[str] = field(default_factory=Counter)
    parents: Counter[str] = field(default_factory=Counter)


@dataclass
class Context:
    """Of one operation."""

    world: World
    whole: Batches[Any] = field(init=False)
    batches: Loads = field(init=False)

    def __post_init__(self) -> None:
        self.batches = self.whole = Batches(self, {name: self._loader(name) for name in self.world.answers})

    def _loader(self, name: str) -> Any:
        async def load(_: Context, parents: Sequence[Any], asked: Any) -> Sequence[Any]:
            self.world.called[name] += 1
            self.world.parents[name] += len(parents)
            return self.world.answers[name](parents, asked)

        return load


@dataclass(frozen=True)
class Told:
    """An answer, as a client would compare it. `how`: COMPILED, REPLAYED or INTERPRETED."""

    data: bytes
    errors: list[tuple[Any, str]]
    how: str
    called: Counter[str]
    parents: Counter[str]

    @property
    def value(self) -> Any:
        """The data."""
        return orjson.loads(self.data)


class Port:
    """A schema with its engine."""

    def __init__(self, query: type = Query) -> None:
        scalars = {Knots: strawberry.scalar(name="Knots", serialize=knots)}
        self.schema = strawberry.Schema(
            query, config=StrawberryConfig(scalar_map=scalars), types=[Tug, Ferry]
        )
        self.core = self.schema._schema
        self.engine = Engine(self.schema)

    def prepared(self, text: str) -> Prepared:
        """Of a valid document."""
        document = parse(text)
        assert validate(self.core, document) == []
        operation = get_operation_ast(document)
        assert operation is not None
        return prepared(document, operation)

    async def engines(self, world: World, text: str, asked: Prepared | None = None, **variables: Any) -> Told:
        """The engine's answer, with the reference behind it."""
        asked, context = asked or self.prepared(text), Context(world)
        world.called.clear()
        world.parents.clear()
        before = Counter(self.engine.counted)
        found = await self.engine.answer(asked, variables, context, context.whole.all, context.whole)
        [how] = (self.engine.counted - before).keys()
        if isinstance(found, bytes):
            return Told(found, [], how, Counter(world.called), Counter(world.parents))
        if found.replay is not None:
            context.batches = found.replay
        return await self._reference(context, asked, variables, found, how)

    async def references(
        self, world: World, text: str, asked: Prepared | None = None, **variables: Any
    ) -> Told:
        """graphql-core's answer alone."""
        world.called.clear()
        world.parents.clear()
        return await self._reference(Context(world), asked or self.prepared(text), variables, None, "CORE")

    async def _reference(
        self, context: Context, asked: Prepared, variables: Any, found: Interpreted | None, how: str
    ) -> Told:
        document = DocumentNode(definitions=(asked.operation, *asked.fragments.values()))
        middleware = [found.replay] if found is not None and found.replay is not None else None
        answer: Any = interpret(
            self.core,
            document,
            context_value=context,
            variable_values=variables,
            middleware=middleware,
            hide_suggestions=True,
        )
        answer = answer if not hasattr(answer, "__await__") else await answer
        context.batches.close()
        errors = sorted(((_path(one), one.message) for one in answer.errors or ()), key=repr)
        world = context.world
        return Told(orjson.dumps(answer.data), errors, how, Counter(world.called), Counter(world.parents))

    async def same(self, world: World, text: str, how: str | None = None, **variables: Any) -> Told:
        """The engine's answer, which has to be the reference's; and got `how`, where that is said."""
        ours = await self.engines(world, text, **variables)
        theirs = await self.references(world, text, **variables)
        assert (ours.data, ours.errors) == (theirs.data, theirs.errors)
        assert how in (None, ours.how)
        return ours


def _path(error: GraphQLError) -> Any:
    return tuple(error.path) if error.path is not None else None


def by_name(**found: Any) -> Answer:
    """A loader that knows the answer by the parent's name."""
    return lambda parents, _: [found.get(parent.name) for parent in parents]


def crew(*names: str) -> list[Person]:
    """People of these names."""
    return [Person(name=name) for name in names]
