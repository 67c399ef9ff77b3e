"""What a model knows: houses, offices of places, and the experts that were taught by the same cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hub.learning import bayes, fields, offices
from hub.learning.bayes import Bayes
from hub.learning.blending import Scores
from hub.learning.fields import Fields
from hub.learning.grams import Seen, stem_grams, vocabulary, weighed
from hub.learning.linear import Linear
from hub.learning.offices import Kind

REFUSED_COUNTS = 2.0
"""A case that some agency gave back teaches twice: there the model would have been wrong too."""

Separate = Callable[[Sequence[Seen], Sequence[int], int, Sequence[float]], Linear]


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
    bayes: Bayes
    fields: Fields
    linear: Linear | None

    def scores(self, case: Seen) -> Scores:
        """What each expert says of each house."""
        found: dict[str, Sequence[float]] = {
            "bayes": self.bayes.scores(weighed(stem_grams(case), self.bayes.idf)),
            "fields": self.fields.scores(case),
            "prior": self.fields.prior,
        }
        if self.linear is not None:
            found["linear"] = self.linear.scores(case)
        return found

    def agencies(self, shares: Sequence[float], case: Seen, most: int) -> list[tuple[str, float, int]]:
        """The likeliest agencies with their probability and house, best first; of kinds, the place decides."""
        order = sorted(range(len(shares)), key=lambda house: (-shares[house], house))[:most]
        found: list[tuple[str, float, int]] = []
        for house in order:
            kind = self.kinds.get(house)
            if kind is None:
                found.append((self.houses[house], shares[house], house))
            else:
                found += [(agency, shares[house] * share, house) for agency, share in kind.shares(case)]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:most]

    def known(self, case: Seen) -> int:
        """How many words of the case some report had before."""
        return sum(1 for word in case.words if word in self.bayes.idf)


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
            for kind in set(kinds.values())
        }
        agencies = sorted({one.agency for one in lessons})
        return cls(names, members, {agency: number[_house(agency, kinds)] for agency in agencies})


def _house(agency: str, kinds: Mapping[str, str]) -> str:
    return f"*{kinds[agency]}" if agency in kinds else agency


def learn(lessons: Sequence[Lesson], houses: Houses, separate: Separate | None) -> Knowledge:
    """Teach every expert the same lessons; `separate` is None where there is no linear model."""
    cases = [one.case for one in lessons]
    right = [houses.house_of[one.agency] for one in lessons]
    count = len(houses.names)
    idf = vocabulary(stem_grams(case) for case in cases)
    rows = [
        {gram: value * one.weight for gram, value in weighed(stem_grams(one.case), idf).items()}
        for one in lessons
    ]
    kinds = {
        houses.names.index(name): offices.fit(
            name.removeprefix("*"),
            agencies,
            [(one.agency, one.case.region) for one in lessons if one.agency in agencies],
        )
        for name, agencies in houses.members.items()
    }
    return Knowledge(
        houses.names,
        kinds,
        bayes.fit(rows, right, count, idf),
        fields.fit(cases, right, count),
        separate(cases, right, count, [one.weight for one in lessons]) if separate else None,
    )
