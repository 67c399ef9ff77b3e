"""Recognising our own case when a system to which we handed it over brings it back to us.

Ids get lost on the way; case, spacing, punctuation and the written form of letters change, ends are cut off.
What is left is the sequence of letters and digits, with personal numbers masked as they were when it left.
"""

import re
import unicodedata
from datetime import timedelta

from hub.domain.case import Case
from hub.domain.redaction import masked
from hub.domain.region import covers
from hub.domain.tracking import fold_code

HEAD = 48  # letters and digits of the text that are hashed to look for it
ENOUGH = 60  # so much of a text that was cut off is taken for the text
PIECE = 5  # letters
ALIKE = 0.6  # share of the shorter text's pieces that the longer one has too
LEAST = 30  # pieces: whoever writes less beside our number asks about the case, or guesses
WINDOW = timedelta(days=180)  # after it was handed over; a system that was away for weeks still fits in

_GAP = r"[\W_]*"
_NUMBER = rf"h{_GAP}" + _GAP.join(["[0-9a-z]"] * 12)
_TICKET = re.compile(rf"nomor{_GAP}tiket{_GAP}({_NUMBER})(?:{_GAP}\d{{1,3}}\b)?{_GAP}", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{9,}|nikdisamarkan|telepondisamarkan")
_OPEN_END = 60  # letters and digits behind a bracket that nobody closed: cut inside our ticket or a mask


def essence(text: str) -> str:
    """Letters and digits only, lower case, without accents, our ticket, personal numbers and their masks."""
    plain = unicodedata.normalize("NFKD", masked(_without_ticket(text))).casefold()
    folded = "".join(one for one in unicodedata.normalize("NFKD", plain) if one.isalnum())
    return _NUMBERS.sub("", folded)  # whether one was masked may depend on the signs between its digits


def head(body: str) -> str:
    """The beginning by which a text is looked for."""
    return essence(body)[:HEAD]


def heads(title: str, body: str) -> tuple[str, ...]:
    """Where to look for a text that was brought in: its title may stand before it, or have been cut out."""
    theirs, named, below = map(essence, (body, title, body.partition("\n")[2]))
    found = (theirs, theirs.removeprefix(named), named + theirs, below)
    return tuple(dict.fromkeys(one[:HEAD] for one in found if one))


def tickets(text: str) -> tuple[str, ...]:
    """Our numbers where they stand as we write them into a text, mended as far as retyping spoils them."""
    found = _TICKET.findall(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(_number(one) for one in found))


def is_same(case: Case, title: str, body: str, region: str) -> bool:
    """Whether a text is this case's, as far as words can tell. The place may be told more or less exactly."""
    if not _near(case.region, region):
        return False
    ours, theirs, name, named = map(essence, (case.body, body, case.title, title))
    spoken = (theirs, theirs.removeprefix(named), theirs.removeprefix(name), named + theirs)
    if any(_cut(ours, one) for one in spoken):
        return True
    titled = name.startswith(named) or named.startswith(name)
    return ours in spoken and (titled or ours.startswith(named) or theirs.startswith(name))


def resembles(case: Case, body: str) -> bool:
    """Whether a text that carries our number, or an id we know, is about the same matter.

    A citizen who only quotes a number writes something else.
    """
    ours, theirs = _pieces(case.body), _pieces(body)
    least = min(len(ours), len(theirs))
    enough = min(LEAST, ALIKE * len(ours))
    return least > 0 and least >= enough and len(ours & theirs) / least >= ALIKE


def _without_ticket(text: str) -> str:
    return _without_open_end(_TICKET.sub(" ", unicodedata.normalize("NFKC", text)))


def _without_open_end(text: str) -> str:
    """Counts letters only: signs and spaces may have changed on the way."""
    end, letters = len(text), 0
    for at in range(len(text) - 1, -1, -1):
        letters += text[at].isalnum()
        if text[at] in ")]" or letters > _OPEN_END:
            break
        if text[at] in "([":
            end = at
    return text[:end]


def _number(written: str) -> str:
    code = fold_code("".join(one for one in written if one.isalnum()))
    return f"{code[0]}-{code[1:5]}-{code[5:9]}-{code[9:]}"


def _near(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)


def _cut(ours: str, theirs: str) -> bool:
    """The same text, long enough to be no coincidence; the end may be missing."""
    return len(theirs) >= ENOUGH and ours.startswith(theirs)


def _pieces(text: str) -> set[str]:
    plain = essence(text)
    return {plain[at : at + PIECE] for at in range(len(plain) - PIECE + 1)}
