"""The reference renders what a plan could not: with the values that were read already, read once only."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Protocol

from graphql import GraphQLResolveInfo

from hub.engine.compiling import Compiled
from hub.engine.running import Run


class Loads(Protocol):
    """Answers one nested field of one parent."""

    def load(self, name: str, parent: object, arguments: Hashable = None) -> Awaitable[Any]: ...

    def close(self) -> None: ...


class Replay:
    """Takes the place of the loaders, and stands before the root fields, in one execution."""

    def __init__(self, compiled: Compiled, run: Run, loads: Loads) -> None:
        self._loads = loads
        self._roots = {compiled.places[place].key: value for place, value in run.answered.items()}
        self._read: dict[tuple[str, Hashable, int], Any] = {}
        self._held = run  # the parents live as long as their numbers are used
        self._made = {
            (id(parent), id(compiled.places[place].nodes[0])): value
            for place, parents, values in run.kept
            for parent, value in zip(parents, values, strict=True)
        }
        for (name, key), all_read in run.read.items():
            for one in all_read:
                if len(one.answers) == len(one.parents):
                    for parent, answer in zip(one.parents, one.answers, strict=True):
                        self._read[name, key, id(parent)] = answer

    def load(self, name: str, parent: object, arguments: Hashable = None) -> Any:
        """What was read for that parent, or what the loaders read now."""
        key = (name, arguments, id(parent))
        if key not in self._read:
            return self._loads.load(name, parent, arguments)
        answer = self._read[key]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """The loaders end; what was read is kept by whoever holds this."""
        self._loads.close()

    def resolve(
        self, following: Callable[..., Any], source: object, info: "GraphQLResolveInfo[Any]", **given: Any
    ) -> Any:
        """As graphql-core's middleware: what was answered or made is not asked or made again."""
        if info.path.prev is None and info.path.key in self._roots:
            answer = self._roots[info.path.key]
            if isinstance(answer, Exception):
                raise answer
            return answer
        made = (id(source), id(info.field_nodes[0]))
        if made in self._made:
            return self._made[made]
        return following(source, info, **given)
