"""The shape of answers: which fields, of which types, always or sometimes; and how two shapes differ."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from hub.connectors.wild import Wild

NULL, OBJECT, LIST = "null", "object", "list"
NAMES = {dict: OBJECT, list: LIST, str: "text", bool: "boolean", int: "number", float: "number"}
DEEPEST = 20


class Sort(Enum):
    """What kind of difference it is."""

    GONE = "gone"  # a field that was always there
    TYPE = "type"  # a value of another type
    NEW = "new"  # a field nobody saw before
    WORD = "word"  # a status word that stands for nothing
    FAILED = "failed"  # no answer, or one that cannot be mapped any more


BREAKING = frozenset({Sort.GONE, Sort.TYPE, Sort.WORD, Sort.FAILED})


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference, at a path such as `data[].status`."""

    sort: Sort
    path: str
    told: str

    @property
    def breaks(self) -> bool:
        """Whether somebody must act: a new field alone does no harm."""
        return self.sort in BREAKING


@dataclass(frozen=True, slots=True)
class Field:
    """What was seen at a path. `always`: in every object that could have had it."""

    types: frozenset[str]
    always: bool


def shape(answers: Sequence[Wild]) -> dict[str, Field]:
    """Path -> what is there; `[]` stands for every item of a list."""
    types: dict[str, set[str]] = {}
    seen, objects = Counter[str](), Counter[str]()
    for answer in answers:
        for path, value in _places(answer, "", 0):
            types.setdefault(path, set()).add(NAMES.get(type(value), NULL))
            seen[path] += 1
            objects[path] += isinstance(value, dict)
    return {
        path: Field(frozenset(found), seen[path] >= objects[_parent(path)]) for path, found in types.items()
    }


def drift(recorded: Mapping[str, Field], live: Mapping[str, Field]) -> list[Drift]:
    """Differences in the order of their paths. What lies in lists that are empty now is not judged."""
    found = []
    for path in sorted(recorded.keys() | live.keys()):
        before, now = recorded.get(path), live.get(path)
        if before is not None and now is not None:
            found += _types(path, before.types - {NULL}, now.types - {NULL})
        elif path.endswith("[]"):
            continue  # the list itself is judged
        elif now is not None and _is_object(recorded, path):
            found.append(Drift(Sort.NEW, path, f"a field nobody saw: {_names(now.types)}"))
        elif before is not None and before.always and _is_object(live, path):
            found.append(Drift(Sort.GONE, path, f"it was always there, as {_names(before.types)}"))
    return found


def _is_object(seen: Mapping[str, Field], path: str) -> bool:
    """Whether a field could have been at this path: what it belongs to was there."""
    parent = seen.get(_parent(path))
    return bool(path) and parent is not None and OBJECT in parent.types


def _types(path: str, before: frozenset[str], now: frozenset[str]) -> list[Drift]:
    strange = now - before
    if not before or not strange:
        return []
    return [Drift(Sort.TYPE, path, f"it was {_names(before)}, now it is {_names(strange)}")]


def _places(value: Wild, path: str, depth: int) -> Iterator[tuple[str, Wild]]:
    yield path, value
    if depth >= DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, f"{path}[]", depth + 1)


def _parent(path: str) -> str:
    if path.endswith("[]"):
        return path.removesuffix("[]")
    return path.rpartition(".")[0]


def _names(types: frozenset[str]) -> str:
    return " or ".join(sorted(types))
