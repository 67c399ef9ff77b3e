"""Whether a text accuses an oversight body, or only turns to it: "mohon Inspektorat memeriksa ..." does not.

Read clause by clause, around each mention: what stands before it (who is turned to, whose people, which
wrong), then the first telling word behind it. The named respondent of a case is no affair of this rule.
"""

import re
from collections.abc import Iterator, Sequence

from hub.domain import accusing_words as say
from hub.domain.agency import Agency
from hub.domain.wording import fold

REACH = 12
"""Words looked at on either side of a mention; names of places may stand between."""

# A comma ends a clause unless the next one goes on about the same: "Inspektorat, yang menerima suap"
_CLAUSE = re.compile(r"[.!?;:\n]+|,(?!\s*(?:yang|malah|justru|tidak|bahkan)\b)", re.IGNORECASE)


def accused_bodies(texts: Sequence[str], bodies: Sequence[Agency]) -> frozenset[str]:
    """Codes of the bodies that the texts accuse; `bodies` nearest first.

    A mention means the body whose name goes on like it ("Inspektorat Provinsi"), else the nearest one.
    """
    found: set[str] = set()
    for text in texts:
        for clause in _CLAUSE.split(text):
            words = fold(clause).split()
            found |= {
                body for at, body in _mentions(words, bodies) if _is_accused(words[:at], words[at + 1 :])
            }
    return frozenset(found)


def _mentions(words: Sequence[str], bodies: Sequence[Agency]) -> Iterator[tuple[int, str]]:
    names = [(body.code, fold(body.name).split()) for body in bodies]
    for at, word in enumerate(words):
        named = [(code, name) for code, name in names if word.startswith(name[0])]
        then = words[at + 1 : at + 2]
        nearest = [code for code, name in named if then and name[1:2] == then] or [code for code, _ in named]
        if nearest:
            yield at, nearest[0]


def _is_accused(before: Sequence[str], after: Sequence[str]) -> bool:
    behind = list(after[:REACH])
    of_people = False
    for at, word in enumerate(reversed(before[-REACH:])):
        if word == say.ROGUE or word in say.ACCUSING or _begins(word, say.WRONGS):
            return True
        if word in say.TURNING_TO:
            earlier = before[: len(before) - at - 1]
            return (word in say.GIVEN_TO and _is_given(earlier)) or _did_wrong(_which(behind))
        if word not in say.LINKS and word not in say.PEOPLE:
            break
        of_people = of_people or word in say.PEOPLE
    return _did_wrong(behind, otherwise=of_people)


def _did_wrong(words: Sequence[str], *, otherwise: bool = False) -> bool:
    """By the first telling word; `otherwise`: where there is none."""
    should = False
    for at, word in enumerate(words):
        then = words[at + 1] if at + 1 < len(words) else ""
        if word in say.NOT and then not in say.UNKNOWING:
            return True
        if word in say.UNDONE:
            return not then or then in say.AND_WHY
        if _begins(word, say.WRONGS):
            return True
        if word in say.SHOULD:
            should = True
        elif _begins(word, say.DUTIES) and word != say.TAKES:
            if not should:
                return False
            should = False
    return otherwise


def _which(words: list[str]) -> Sequence[str]:
    """What is told of the office itself that somebody turns to: "lapor ke Inspektorat yang malah ..."."""
    for at, word in enumerate(words):
        if word == "yang":
            return words[at + 1 :]
        if word in say.UNDONE:
            return words[at:]
        if _begins(word, say.DUTIES):
            break
    return ()


def _is_given(before: Sequence[str]) -> bool:
    """Money, not a report."""
    for word in reversed(before[-4:]):
        if _begins(word, say.HANDING):
            return True
        if _begins(word, say.REPORTING):
            return False
    return False


def _begins(word: str, beginnings: tuple[str, ...]) -> bool:
    return word.startswith(beginnings)
