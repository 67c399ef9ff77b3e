"""A comparison as the registry wants it, and its answer as an outcome; pure.

Failures come with HTTP 200 and may stand beside verdicts about fields, so they are read first. Nothing but
these words is read: a field's content, should a service send one, ends as "no verdict" and is dropped.
"""

import re
from collections.abc import Mapping

from hub.connectors.dukcapil.options import Names
from hub.connectors.wild import Wild, as_id, as_word, need_list
from hub.connectors.words import fold
from hub.domain.identity import IdentityOutcome, IdentityQuery
from hub.errors import CredentialFault, Misunderstood

Outcomes = Mapping[str, IdentityOutcome]

FOUND = "00"
CODES: Outcomes = {
    "08": IdentityOutcome.NOT_FOUND,  # seen at one consumer
    "11": IdentityOutcome.DECEASED,
    "12": IdentityOutcome.INACTIVE,  # a duplicate: the registry has to settle it first
    "13": IdentityOutcome.NOT_FOUND,
    "14": IdentityOutcome.INACTIVE,
    "15": IdentityOutcome.INVALID,
}
TEXTS: Outcomes = {
    "kuota akses hari ini telah habis": IdentityOutcome.QUOTA_EXHAUSTED,
    "data tidak ditemukan": IdentityOutcome.NOT_FOUND,
}
CREDENTIAL = {
    "login gagal": "LOGIN_FAILED",
    "ip address tidak sesuai": "ADDRESS_DIFFERS",
    "ip client tidak terdaftar": "ADDRESS_NOT_LISTED",
    "user id tidak aktif": "USER_INACTIVE",
}
VERDICT = re.compile(r"(?P<no>tidak )?sesuai(?: ?\((?P<score>[0-9]{1,3}(?:[.,][0-9]{1,4})?)\))?")
LONGEST_VERDICT = 40
MOST_PER_CENT, DIFFERENT = 100.0, -1.0


def to_request(query: IdentityQuery, names: Names, threshold: int) -> dict[str, str]:
    """The least fields that tell a person: number, name, day of birth; never the purpose."""
    return {
        names.national_id: query.national_id,
        names.full_name: " ".join(query.full_name.split()).upper(),
        names.birth_date: f"{query.birth_date:%d-%m-}{query.birth_date.year:04}",
        names.threshold: str(threshold),
    }


class Answers:
    """Reads answers of one consumer.

    Args:
        codes, texts: its own, beside the known ones; texts are compared folded, by their beginning.
        threshold: a name is the same when it is at least so alike, in per cent.
    """

    def __init__(self, names: Names, threshold: int, codes: Outcomes, texts: Outcomes) -> None:
        self._asked = (names.full_name.upper(), names.birth_date.upper())
        self._number, self._threshold = names.national_id.upper(), threshold
        self._codes = {**CODES, **codes}
        self._texts = {**TEXTS, **{fold(text): outcome for text, outcome in texts.items()}}

    def outcome(self, answer: Wild) -> IdentityOutcome:
        """What the registry said.

        Raises:
            CredentialFault: it does not take our user, password or address.
            Misunderstood: not an answer to a comparison; the message names the place, never a value.
        """
        row = _row(answer)
        said = _said(row)
        _refuse(said)
        told = self._by_text(said)
        code = _code(row.get("RESPONSE_CODE"))
        if told is not None:
            return told
        if code not in (None, FOUND):
            return self._by_code(code)
        if said and code is None:
            raise Misunderstood("UNKNOWN_RESPONSE")
        return self._compared(row)

    def _by_text(self, said: list[str]) -> IdentityOutcome | None:
        hits = (outcome for text in said for start, outcome in self._texts.items() if text.startswith(start))
        return next(hits, None)

    def _by_code(self, code: str | None) -> IdentityOutcome:
        told = self._codes.get(code or "")
        if told is None:
            raise Misunderstood("UNKNOWN_RESPONSE_CODE")
        return told

    def _compared(self, row: Mapping[str, Wild]) -> IdentityOutcome:
        verdicts = [_verdict(row.get(field)) for field in self._asked]
        if None in verdicts:
            raise Misunderstood("NO_VERDICT")
        number = _verdict(row.get(self._number))  # some leave it out, some repeat it, some compare it
        same = all(score >= self._threshold for score in (*verdicts, number) if score is not None)
        return IdentityOutcome.MATCH if same else IdentityOutcome.MISMATCH


def _row(answer: Wild) -> dict[str, Wild]:
    """The one answer of the envelope, its keys in upper case."""
    rows = need_list(answer, "content")
    if not rows or not isinstance(rows[0], dict):
        raise Misunderstood("NO_OBJECT_AT content.0")
    return {str(key).upper(): value for key, value in rows[0].items()}


def _said(row: Mapping[str, Wild]) -> list[str]:
    """What it says instead of verdicts, folded: some runs of spaces in these texts are doubled."""
    words = (as_word(row.get(key)) for key in ("RESPON", "RESPONSE"))
    return [fold(word) for word in words if word is not None]


def _refuse(said: list[str]) -> None:
    for text in said:
        for start, fault in CREDENTIAL.items():
            if text.startswith(start):
                raise CredentialFault(fault)


def _code(value: Wild) -> str | None:
    """Two digits, also where it comes as a number."""
    code = as_id(value)
    return code.zfill(len(FOUND)) if code is not None else None


def _verdict(value: Wild) -> float | None:
    """How alike a field is, in per cent; None for anything that is no verdict."""
    short = isinstance(value, str) and len(value) <= LONGEST_VERDICT
    found = VERDICT.fullmatch(fold(str(value))) if short else None
    if found is None:
        return None
    score = float((found["score"] or "100").replace(",", "."))
    if score > MOST_PER_CENT:
        return None
    return DIFFERENT if found["no"] else score
