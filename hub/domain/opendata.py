"""A data set for an open data portal, and what is to be done there so that it is what it should be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a data set. `name` identifies it there, for ever; `digest` is of its content."""

    name: str
    description: str
    content: bytes = field(repr=False)
    digest: str
    media_type: str = "text/csv"


@dataclass(frozen=True, slots=True)
class DataSet:
    """What is published: words for people, facts for machines, and the files of one period.

    `name` is lower-case letters, digits, `-` and `_`, 2 to 100 of them: a piece of an address. `facts` are
    the further words about it, by name: period, source, suppression and such.
    """

    name: str
    title: str
    notes: str
    facts: tuple[tuple[str, str], ...]
    files: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file as the portal holds it; `digest` as it was given there, or empty."""

    id: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class HeldSet:
    """A data set as the portal holds it. `hidden`: the public does not see it yet."""

    id: str
    title: str
    notes: str
    hidden: bool
    files: tuple[HeldFile, ...] = ()


class Fate(Enum):
    """What publishing did with a file."""

    CREATED = "CREATED"
    REPLACED = "REPLACED"
    UNCHANGED = "UNCHANGED"


@dataclass(frozen=True, slots=True)
class FileStep:
    """What is to be done with one file; `at` is the record there that it replaces."""

    file: DataFile
    fate: Fate
    at: str | None = None


def steps(wanted: Sequence[DataFile], held: Sequence[HeldFile]) -> list[FileStep]:
    """What makes the portal's files equal to the wanted ones; files of other names stay as they are.

    The same file twice makes no second record: it is known by its name, and by its digest whether it changed.
    Where a name is there twice already, the first one is kept up to date.
    """
    there: dict[str, HeldFile] = {}
    for one in held:
        there.setdefault(one.name, one)
    found = []
    for file in wanted:
        known = there.get(file.name)
        if known is None:
            found.append(FileStep(file, Fate.CREATED))
        elif known.digest == file.digest:
            found.append(FileStep(file, Fate.UNCHANGED, known.id))
        else:
            found.append(FileStep(file, Fate.REPLACED, known.id))
    return found
