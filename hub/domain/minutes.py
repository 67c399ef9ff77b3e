"""What minutes of a public consultation can be, and must not tell.

They are public: kinds and numbers of participants and names of organisations, never of persons.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hub.domain.consultations import (
    ENDED,
    Agreement,
    AgreementState,
    ConsultationParty,
    NewAgreement,
    NewConsultation,
    NewFollowUp,
    PartyKind,
)
from hub.domain.redaction import masked
from hub.errors import RuleViolation

SHORTEST_KEY, LONGEST_KEY = 8, 128
LONGEST_NAME, LONGEST_TEXT, LONGEST_URL = 200, 2_000, 500
MOST_PARTIES, MOST_AGREEMENTS, MOST_FOLLOW_UPS, MOST_PEOPLE = 50, 50, 50, 100_000
OLDEST = timedelta(days=5 * 366)
LATEST_DUE = timedelta(days=5 * 366)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"https://[^\s/@:?#]+(:\d{1,5})?([/?#]\S*)?")
_PERSON = re.compile(
    r"(bapak|bpk|ibu|sdr|sdri|saudara|saudari|tn|ny|prof|drs?|dra|ir|h|hj)\b\.?\s", re.IGNORECASE
)
"""How a name of a person begins on an attendance list."""


def check(record: NewConsultation, today: date) -> None:
    """Raises `RuleViolation` INVALID or TOO_LARGE for what minutes cannot be, or must not tell."""
    _check_size("idempotencyKey", record.idempotency_key, SHORTEST_KEY, LONGEST_KEY)
    _check_day(
        record.held_on, today - OLDEST, today, "heldOn", "the forum was held within the last five years"
    )
    _check_text("subject", record.subject, LONGEST_NAME)
    _check_text("place", record.place, LONGEST_NAME)
    _check_parties(record.parties)
    _check_agreements(record.agreements, record.held_on)
    _check_minutes(record)


def check_follow_up(said: NewFollowUp, before: Agreement) -> None:
    """Raises `RuleViolation` INVALID, TOO_LARGE, or ILLEGAL_TRANSITION where the agreement has ended."""
    _check_text("note", said.note, LONGEST_TEXT)
    _check_url(said.evidence_url, "evidenceUrl")
    if said.action_id is not None:
        _check_size("actionId", said.action_id, SHORTEST_KEY, LONGEST_KEY)
    if before.state in ENDED:
        raise RuleViolation("ILLEGAL_TRANSITION", f"the agreement is {before.state.value} already", "state")
    if said.state is AgreementState.OPEN:
        raise RuleViolation("ILLEGAL_TRANSITION", "whoever reports on it has begun", "state")
    if len(before.follow_ups) >= MOST_FOLLOW_UPS:
        raise RuleViolation("TOO_LARGE", f"an agreement has at most {MOST_FOLLOW_UPS} reports", "agreement")


def _check_parties(parties: Sequence[ConsultationParty]) -> None:
    if not 1 <= len(parties) <= MOST_PARTIES:
        raise RuleViolation("INVALID", f"name 1 to {MOST_PARTIES} parties", "parties")
    for party in parties:
        if not 1 <= party.people <= MOST_PEOPLE:
            raise RuleViolation("INVALID", f"a party is 1 to {MOST_PEOPLE:,} people", "parties.people")
        if party.organisation is not None:
            _check_organisation(party.organisation, party.kind)


def _check_organisation(name: str, kind: PartyKind) -> None:
    _check_text("parties.organisation", name, LONGEST_NAME)
    if kind is PartyKind.PUBLIC or _PERSON.match(name.strip()):
        told = "name organisations only: of people the minutes tell how many came"
        raise RuleViolation("INVALID", told, "parties.organisation")


def _check_agreements(agreements: Sequence[NewAgreement], held_on: date) -> None:
    if len(agreements) > MOST_AGREEMENTS:
        raise RuleViolation("TOO_LARGE", f"minutes hold at most {MOST_AGREEMENTS} agreements", "agreements")
    for one in agreements:
        _check_text("agreements.text", one.text, LONGEST_TEXT)
        told = "the day lies after the forum, by five years at most"
        _check_day(one.due_on, held_on, held_on + LATEST_DUE, "agreements.dueOn", told)


def _check_minutes(record: NewConsultation) -> None:
    if record.minutes_url is None and record.minutes_sha256 is None:
        told = "say where the signed minutes are, or give the SHA-256 of their file"
        raise RuleViolation("INVALID", told, "minutesUrl")
    _check_url(record.minutes_url, "minutesUrl")
    if record.minutes_sha256 is not None and _SHA256.fullmatch(record.minutes_sha256) is None:
        raise RuleViolation("INVALID", "a SHA-256 is written with 64 digits 0-9a-f", "minutesSha256")


def _check_url(url: str | None, field: str) -> None:
    if url is not None and (len(url) > LONGEST_URL or _URL.fullmatch(url) is None):
        told = f"an address begins with https:// and has at most {LONGEST_URL} characters"
        raise RuleViolation("INVALID", told, field)


def _check_day(day: date, first: date, last: date, field: str, told: str) -> None:
    if not first <= day <= last:
        raise RuleViolation("INVALID", told, field)


def _check_text(field: str, text: str, longest: int) -> None:
    _check_size(field, text.strip(), 1, longest)
    if masked(text) != text:
        raise RuleViolation(
            "INVALID", f"{field} holds a national id, e-mail address or telephone number", field
        )


def _check_size(field: str, text: str, shortest: int, longest: int) -> None:
    if not shortest <= len(text) <= longest:
        code = "TOO_LARGE" if len(text) > longest else "INVALID"
        raise RuleViolation(code, f"{field} has {shortest} to {longest} characters", field)
