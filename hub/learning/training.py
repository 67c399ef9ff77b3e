"""Training: experts are taught by older cases and judged by newer ones, then taught by all."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.domain.example import Example
from hub.learning import blending, knowledge, sureness
from hub.learning.blending import Blend, Scores
from hub.learning.grams import seen
from hub.learning.knowledge import REFUSED_COUNTS, Houses, Knowledge, Lesson, Separate
from hub.learning.model import LOOKED_AT, Model
from hub.learning.sureness import Trial

PARTS = ((0.6, 0.8), (0.8, 1.0))  # taught up to the first share of the time, judged up to the second
LEAST = 40  # cases of a part that is worth judging by
START = {"linear": 1.0, "bayes": 0.1, "fields": 0.1, "prior": 0.0}
START_PLAIN = {"bayes": 1.0, "fields": 0.35, "prior": 0.2}


@dataclass(frozen=True, slots=True)
class _Judged:
    lessons: Sequence[Lesson]
    knows: Knowledge
    scores: Sequence[Scores]


def lesson(example: Example) -> Lesson:
    """A case as the experts are taught it."""
    case = seen(example.text, example.topic, example.region)
    return Lesson(case, example.agency, REFUSED_COUNTS if example.refused else 1.0)


def train(name: str, version: int, examples: Sequence[Example], separate: Separate | None) -> Model:
    """A model of these cases; the same cases give the same model.

    Args:
        name: of the model.
        version: of it.
        examples: cleaned, oldest first.
        separate: teaches the linear expert; None leaves it out.
    """
    lessons = [lesson(one) for one in examples]
    houses = Houses.of(lessons)
    judged = [
        part for begin, end in PARTS if (part := _judged(lessons, begin, end, houses, separate)) is not None
    ]
    blend = _blend(judged, houses, START if separate else START_PLAIN)
    proof = sureness.prove([_trials(part, blend) for part in judged]) if judged else None
    return Model(name, version, knowledge.learn(lessons, houses, separate), blend, proof)


def _judged(
    lessons: Sequence[Lesson], begin: float, end: float, houses: Houses, separate: Separate | None
) -> _Judged | None:
    first, last = int(len(lessons) * begin), int(len(lessons) * end)
    if last - first < LEAST:
        return None
    taught, held = lessons[:first], lessons[first:last]
    knows = knowledge.learn(taught, houses, separate)
    return _Judged(held, knows, [knows.scores(one.case) for one in held])


def _blend(judged: Sequence[_Judged], houses: Houses, start: dict[str, float]) -> Blend:
    if not judged:
        return Blend(dict.fromkeys(start, 1.0), start)
    return blending.learn(
        [scores for part in judged for scores in part.scores],
        [houses.house_of[one.agency] for part in judged for one in part.lessons],
        start,
    )


def _trials(part: _Judged, blend: Blend) -> list[Trial]:
    found = []
    for one, scores in zip(part.lessons, part.scores, strict=True):
        ranked = part.knows.agencies(blend.of(scores), one.case, LOOKED_AT)
        agency, first, house = ranked[0]
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        signs = sureness.signs_of(
            blend, scores, (first, house), second, len(one.case.words), part.knows.known(one.case)
        )
        found.append(Trial(tuple(signs), house, agency == one.agency))
    return found
