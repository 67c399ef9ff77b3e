"""A trained model: it ranks agencies for one case, and says when the first may stand without a person."""

from dataclasses import dataclass, field

from hub.domain.advice import Advice, Opinion
from hub.learning.blending import Blend
from hub.learning.following import Following, parts_of
from hub.learning.grams import Seen, seen
from hub.learning.knowledge import Knowledge
from hub.learning.sureness import Sureness, signs_of
from hub.learning.words import written

OPINIONS, WORDS, LOOKED_AT = 5, 3, 10
LEAST_KNOWN = 3  # words a model must have seen before it may be sure
SHORTEST = 4  # letters of a word that is shown as a reason


@dataclass(frozen=True, slots=True)
class Ranked:
    """Agencies with their probability, best first, and how likely the first is right."""

    agencies: tuple[tuple[str, float, int], ...]  # code, probability, house
    likelihood: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Model:
    """Without `sureness` it never stands alone."""

    name: str
    version: int
    knowledge: Knowledge = field(repr=False)
    blend: Blend
    sureness: Sureness | None = field(repr=False)

    @property
    def title(self) -> str:
        """Name and version as officers see them."""
        return f"{self.name}@{self.version}"

    def advise(self, title: str, body: str, region: str, topic: str | None) -> Advice | None:
        """At most five opinions on a case, each with up to three words of the text that spoke for it.

        None where the text holds no word that the model knows. Words with digits are never shown.
        """
        text = f"{title}\n{body}"
        case = seen(text, topic, region)
        if not self.knowledge.reader.known(case):
            return None
        ranked = self.rank(case)
        opinions = tuple(
            Opinion(agency, probability, self._words(text, house))
            for agency, probability, house in ranked.agencies[:OPINIONS]
        )
        return Advice(self.title, opinions, ranked.sure)

    def rank(self, case: Seen) -> Ranked:
        """The likeliest ten agencies."""
        knowledge = self.knowledge
        scores = knowledge.scores(case)
        mixed = self.blend.of(scores)
        found = knowledge.agencies(mixed.shares, case, LOOKED_AT)
        _, first, house = found[0]
        if self.sureness is None:
            return Ranked(tuple(found), first, False)
        known = knowledge.reader.known(case)
        signs = signs_of(self.blend, scores, (first, house), mixed.next, len(case.words), known)
        likelihood = self.sureness.likelihood(signs, house, mixed.rival)
        sure = known >= LEAST_KNOWN and likelihood >= self.sureness.margin
        return Ranked(_shared_out(found, likelihood, self.sureness.following), likelihood, sure)

    def _words(self, text: str, house: int) -> tuple[str, ...]:
        spoken = {
            shown.casefold(): self.knowledge.reader.speaks(word, house)
            for word, shown in written(text)
            if len(word) >= SHORTEST
        }
        best = sorted(spoken.items(), key=lambda one: (-one[1], one[0]))[:WORDS]
        return tuple(word for word, speaks in best if speaks > 0)


def _shared_out(
    found: list[tuple[str, float, int]], likelihood: float, following: Following
) -> tuple[tuple[str, float, int], ...]:
    """The first gets what its signs say, the others what their places were worth when it was wrong."""
    (best, first, house), *others = found
    parts = parts_of(first, [share for _, share, _ in others])
    shares = following.shares(parts, 1 - likelihood, likelihood)
    rest = [(agency, share, number) for (agency, _, number), share in zip(others, shares, strict=True)]
    return ((best, likelihood, house), *rest)
