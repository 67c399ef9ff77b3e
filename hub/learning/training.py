"""Training: experts are taught by older cases and judged by newer ones, then taught by all."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.domain.example import Example
from hub.learning import blending, following, knowledge, sureness
from hub.learning.blending import Blend, Scores
from hub.learning.following import Missed
from hub.learning.grams import seen
from hub.learning.knowledge import REFUSED_COUNTS, Houses, Knowledge, Lesson, Teach, Teacher
from hub.learning.model import LOOKED_AT, Model
from hub.learning.sureness import HeldOut, Trial

PARTS = ((0.7, 0.85), (0.85, 1.0))  # taught up to the first share of the time, judged up to the second
LEAST = 40  # cases of a part that is worth judging by
FIRST = {"linear": 1.0, "bayes": 0.5, "pieces": 0.5, "fields": 0.2}  # where nothing is there to judge by
OTHERS = {"linear": 1.0, "bayes": 1.0, "pieces": 1.0, "fields": 0.2}
LINEAR_FIRST = {"linear": 1.0, "bayes": 0.0, "pieces": 0.0, "fields": 0.0}


@dataclass(frozen=True, slots=True)
class _Judged:
    lessons: Sequence[Lesson]
    knows: Knowledge
    scores: Sequence[Scores]


def lesson(example: Example) -> Lesson:
    """A case as the experts are taught it."""
    case = seen(example.text, example.topic, example.region)
    return Lesson(case, example.agency, REFUSED_COUNTS if example.refused else 1.0)


def train(name: str, version: int, examples: Sequence[Example], teach: Teach) -> tuple[Model, HeldOut | None]:
    """A model of these cases, and what it was worth on the newest of them; the same cases give the same.

    Args:
        name: of the model.
        version: of it.
        examples: cleaned, oldest first; at least one.
        teach: teaches the experts that read the text.
    """
    lessons = [lesson(one) for one in examples]
    houses = Houses.of(lessons)
    teacher = teach([one.case for one in lessons])
    judged = [
        part for begin, end in PARTS if (part := _judged(lessons, begin, end, houses, teacher)) is not None
    ]
    knows = knowledge.learn(lessons, houses, teacher)
    blend = _blend(judged, houses, tuple(knows.scores(lessons[0].case)))
    proof, held = sureness.prove([_trials(part, blend) for part in judged]) if judged else (None, None)
    return Model(name, version, knows, blend, proof), held


def _judged(
    lessons: Sequence[Lesson], begin: float, end: float, houses: Houses, teacher: Teacher
) -> _Judged | None:
    first, last = int(len(lessons) * begin), int(len(lessons) * end)
    if last - first < LEAST:
        return None
    taught, held = lessons[:first], lessons[first:last]
    knows = knowledge.learn(taught, houses, teacher)
    return _Judged(held, knows, [knows.scores(one.case) for one in held])


def _blend(judged: Sequence[_Judged], houses: Houses, experts: Sequence[str]) -> Blend:
    scores = [scores for part in judged for scores in part.scores]
    right = [houses.house_of[one.agency] for part in judged for one in part.lessons]
    first = LINEAR_FIRST if "linear" in experts else FIRST
    mine, theirs = ({name: start[name] for name in experts} for start in (first, OTHERS))
    if not scores:
        return Blend(dict.fromkeys(experts, 1.0), mine, theirs)
    return blending.learn(scores, right, mine, theirs)


def _trials(part: _Judged, blend: Blend) -> list[Trial]:
    found = []
    for one, scores in zip(part.lessons, part.scores, strict=True):
        mixed = blend.of(scores)
        (agency, first, house), *others = part.knows.agencies(mixed.shares, one.case, LOOKED_AT)
        known = part.knows.reader.known(one.case)
        signs = sureness.signs_of(blend, scores, (first, house), mixed.next, len(one.case.words), known)
        right = agency == one.agency
        missed = None if right else _missed(first, others, one.agency)
        found.append(Trial(tuple(signs), house, mixed.rival, right, missed))
    return found


def _missed(first: float, others: Sequence[tuple[str, float, int]], right: str) -> Missed:
    named = [agency for agency, _, _ in others]
    place = named.index(right) if right in named else -1
    return Missed(following.parts_of(first, [share for _, share, _ in others]), place)
