"""Offices of places: which ones are of a kind, and which of them looks after the place of a case.

Where offices of one kind divide the town among them, the text says which kind of office it is and the place
says which one. Source: owners of a kelurahan or kecamatan come from the location, never from the text.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import exp, log

from hub.domain.wording import fold
from hub.learning.grams import SEEN, Seen
from hub.learning.words import words

KINDS = frozenset(
    {"kelurahan", "kecamatan", "desa", "nagari", "gampong", "kampung", "pekon", "distrik", "puskesmas"}
)
WRITTEN = {"kec": "kecamatan", "kel": "kelurahan", "ds": "desa", "pkm": "puskesmas"}
BEFORE_KIND = frozenset({"kantor", "upt", "uptd", "blud", "pemerintah"})
LEAST = 2  # offices that make a kind
ENOUGH, CONCENTRATED = (
    3,
    0.9,
)  # cases with a region, and the share of them in one, of an office found by place
IN_REGION, NAMED, MENTIONED, STRENGTH = 8.0, 5.0, 3.0, 4.0
SHORTEST_NAME = 5  # letters of a place's name that may stand alone in a text


@dataclass(frozen=True, slots=True)
class Office:
    """One office of a kind. `place` as words; `regions`: how many of its cases lay where."""

    agency: str
    place: str
    cases: int
    regions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """All offices of a kind; `where`: share of each region in their cases."""

    name: str
    offices: tuple[Office, ...]
    where: Mapping[str, float]

    def shares(self, case: Seen) -> list[tuple[str, float]]:
        """Every office with its probability, given that it is one of this kind."""
        text = f" {' '.join(case.words)} "
        region = f" {case.region} "
        evidence = [self._evidence(office, text, region, case.region) for office in self.offices]
        most = max(evidence)
        weights = [exp(one - most) for one in evidence]
        whole = sum(weights)
        return [(office.agency, weight / whole) for office, weight in zip(self.offices, weights, strict=True)]

    def _evidence(self, office: Office, text: str, region: str, code: str) -> float:
        found = log(office.cases + 0.3)
        share = self.where.get(code)
        if office.place and f" {office.place} " in region:
            found += IN_REGION
        elif share is not None:
            own = office.regions.get(code, 0)
            found += log((own + STRENGTH * share) / (office.cases + STRENGTH) / share)
        if office.place and f" {self.name} {office.place} " in text:
            return found + NAMED
        if len(office.place) >= SHORTEST_NAME and f" {office.place} " in text:
            return found + MENTIONED
        return found


def kind_of(agency: str) -> tuple[str, str] | None:
    """`Kelurahan Sukanada` -> (`kelurahan`, `sukanada`); codes such as `62.01.kec-arut` are read too."""
    named = [WRITTEN.get(word, word) for word in fold(agency).split(" ") if not word.isdigit()]
    while named and named[0] in BEFORE_KIND:
        named = named[1:]
    if len(named) < LEAST or named[0] not in KINDS:
        return None
    place = " ".join(takewhile(lambda word: word not in KINDS, named[1:]))
    return (named[0], place) if place else None


def groups(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Agency -> kind, for offices of a place. `pairs`: agency and folded region of every case.

    A kind is known by its name, or because all offices whose names begin alike have their cases in one
    region each, and not in the same.
    """
    agencies = sorted({agency for agency, _ in pairs})
    named = {agency: kind[0] for agency in agencies if (kind := kind_of(agency))}
    named |= _by_place([one for one in agencies if one not in named], pairs)
    counts = Counter(named.values())
    return {agency: kind for agency, kind in named.items() if counts[kind] >= LEAST}


def _by_place(agencies: Iterable[str], pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    regions: dict[str, Counter[str]] = defaultdict(Counter)
    for agency, region in pairs:
        if region:
            regions[agency][region] += 1
    alike: dict[str, list[str]] = defaultdict(list)
    for agency in agencies:
        first = next((word for word in fold(agency).split(" ") if not word.isdigit()), "")
        alike[first].append(agency)
    found: dict[str, str] = {}
    for first, some in alike.items():
        homes = [_home(regions[agency]) for agency in some]
        if len(some) > LEAST and all(homes) and len(set(homes)) == len(homes):
            found |= dict.fromkeys(some, first)
    return found


def _home(regions: Counter[str]) -> str:
    """The one region of an office; empty where there is none."""
    whole = sum(regions.values())
    home, most = regions.most_common(1)[0] if regions else ("", 0)
    return home if whole >= ENOUGH and most >= CONCENTRATED * whole else ""


def fit(name: str, members: Sequence[str], pairs: Iterable[tuple[str, str]]) -> Kind:
    """Count the cases of a kind's offices; `members` without a case stay possible by their place.

    Regions that stand in fewer than three reports are not kept.
    """
    cases: Counter[str] = Counter()
    regions: dict[str, Counter[str]] = defaultdict(Counter)
    for agency, region in pairs:
        cases[agency] += 1
        if region:
            regions[agency][region] += 1
    counts = sum(regions.values(), Counter[str]())
    everywhere = {region: count for region, count in sorted(counts.items()) if count >= SEEN}
    whole = sum(everywhere.values())
    offices = tuple(
        Office(agency, _place(agency, name), cases[agency], _kept(regions[agency], everywhere))
        for agency in members
    )
    return Kind(name, offices, {region: count / whole for region, count in everywhere.items()})


def _kept(own: Mapping[str, int], everywhere: Mapping[str, int]) -> dict[str, int]:
    return {region: count for region, count in sorted(own.items()) if region in everywhere}


def _place(agency: str, kind: str) -> str:
    known = kind_of(agency)
    place = known[1] if known else fold(agency).removeprefix(kind)
    return " ".join(words(place))
