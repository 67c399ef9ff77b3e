"""What a model knows: houses, offices of places, and the experts that were taught by the same cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.learning import fields, offices
from hub.learning.blending import Scores
from hub.learning.fields import Fields
from hub.learning.grams import Seen
from hub.learning.offices import Kind

REFUSED_COUNTS = 2.0
"""A case that some agency gave back teaches twice: there the model would have been wrong too."""


class Reader(Protocol):
    """Experts that read the text: `Plain` or `Linear`."""

    def scores(self, case: Seen) -> dict[str, list[float]]:
        """Expert -> one number per house."""

    def speaks(self, word: str, house: int) -> float:
        """How much a word speaks for a house."""

    def known(self, case: Seen) -> int:
        """How many words of the case some report had before."""


class Teacher(Protocol):
    """Has read all cases, oldest first, and teaches from the first of them: `Tables` or `Separator`."""

    def read(self, houses: Sequence[int], count: int, weights: Sequence[float]) -> Reader:
        """A reader taught by the first cases, as many as `houses`; of `count` houses."""


Teach = Callable[[Sequence[Seen]], Teacher]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A case with its agency. `weight`: how much it counts."""

    case: Seen
    agency: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`houses` are agencies, or kinds of offices: those in `kinds`, by the place of the house in the list."""

    houses: Sequence[str]
    kinds: Mapping[int, Kind]
    reader: Reader
    fields: Fields

    def scores(self, case: Seen) -> Scores:
        """What each expert says of each house."""
        return {**self.reader.scores(case), "fields": self.fields.scores(case)}

    def agencies(self, shares: Sequence[float], case: Seen, most: int) -> list[tuple[str, float, int]]:
        """The likeliest agencies with probability and house, best first; of kinds, the place decides."""
        order = sorted(range(len(shares)), key=lambda house: (-shares[house], house))[:most]
        found: list[tuple[str, float, int]] = []
        for house in order:
            kind = self.kinds.get(house)
            if kind is None:
                found.append((self.houses[house], shares[house], house))
            else:
                found += [(agency, shares[house] * share, house) for agency, share in kind.shares(case)]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:most]


@dataclass(frozen=True, slots=True)
class Houses:
    """Which agencies there are, and which of them are one house because they differ by place only."""

    names: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]  # of kinds
    house_of: Mapping[str, int]

    @classmethod
    def of(cls, lessons: Sequence[Lesson]) -> "Houses":
        """As the lessons show them."""
        kinds = offices.groups([(one.agency, one.case.region) for one in lessons])
        names = tuple(sorted({_house(one.agency, kinds) for one in lessons}))
        number = {name: place for place, name in enumerate(names)}
        members = {
            f"*{kind}": tuple(sorted(agency for agency, own in kinds.items() if own == kind))
            for kind in sorted(set(kinds.values()))
        }
        agencies = sorted({one.agency for one in lessons})
        return cls(names, members, {agency: number[_house(agency, kinds)] for agency in agencies})


def _house(agency: str, kinds: Mapping[str, str]) -> str:
    return f"*{kinds[agency]}" if agency in kinds else agency


def learn(lessons: Sequence[Lesson], houses: Houses, teacher: Teacher) -> Knowledge:
    """Teach every expert the same lessons: the oldest of those the teacher has read."""
    right = [houses.house_of[one.agency] for one in lessons]
    count = len(houses.names)
    kinds = {
        houses.names.index(name): offices.fit(
            name.removeprefix("*"),
            agencies,
            [(one.agency, one.case.region) for one in lessons if one.agency in agencies],
        )
        for name, agencies in houses.members.items()
    }
    reader = teacher.read(right, count, [one.weight for one in lessons])
    return Knowledge(houses.names, kinds, reader, fields.fit([one.case for one in lessons], right, count))
