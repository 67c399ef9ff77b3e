"""Claims for compensation (ganti rugi): recorded with their preconditions and dates; the hub pays nobody.

Source: UU 25/2009 Art. 50 (R11, R12): due where the recipient met his duties, the provider was at fault, and
the recipient did not cause the loss. The decision is due 60 days after the file is complete, the reporter is
told within 14, and it names amount and day of payment. The numbers of days are not verified in the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hub.domain import commands as ask
from hub.domain.calendar import due_on_calendar
from hub.domain.case import CaseEventType, CaseKind, CompensationState, Sensitivity
from hub.domain.custody import Setting
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution, NoteCompensation
from hub.domain.status import Act, check
from hub.errors import RuleViolation

DAYS_TO_DECIDE, DAYS_TO_TELL = 60, 14
SOURCE = "UU 25/2009 pasal 50"
MOST = 2_000_000_000
"""Rupiah. GraphQL's Int carries little more; nothing of that size is paid without a court."""


@dataclass(frozen=True, slots=True)
class Compensation:
    """One claim as the store holds it; its state stands in the case. Amounts in rupiah."""

    case_id: str
    claimed_at: datetime
    claimed: int
    decide_by: datetime  # the midnight that ends the last day
    decided_at: datetime | None
    tell_by: datetime | None
    granted: int | None
    payment_due_on: date | None
    paid_on: date | None


def claim(change: Evolution, command: ask.ClaimCompensation, around: Setting) -> None:
    """The reporter claims, once per case.

    Raises:
        RuleViolation: ILLEGAL_TRANSITION (claimed before), INVALID (amount), NOT_ALLOWED (no complaint, or a
            precondition is not met: the message names it).
    """
    check(Act.CLAIM_COMPENSATION, change.case.status, around.parties)
    case = change.case
    if case.compensation is not CompensationState.NONE:
        raise RuleViolation("ILLEGAL_TRANSITION", "compensation was claimed before")
    if case.kind is not CaseKind.COMPLAINT or case.sensitivity is not Sensitivity.ORDINARY:
        raise RuleViolation("NOT_ALLOWED", "compensation is claimed in an ordinary complaint")
    for met, field, told in _preconditions(command):
        if not met:
            raise RuleViolation("NOT_ALLOWED", f"{SOURCE}: {told}", field)
    _check_amount(command.amount)
    due = decide_by(around.now, case.region, around.directory)
    change.effects.append(
        NoteCompensation((("claimed_at", around.now), ("claimed", command.amount), ("decide_by", due)))
    )
    change.happen(
        CaseEventType.COMPENSATION_CLAIMED,
        around.actor,
        note=command.note,
        compensation=CompensationState.CLAIMED,
    )


def decide_by(claimed_at: datetime, region: str, directory: Directory) -> datetime:
    """The midnight, at the place of the case, that ends the last day: the claim completes the file."""
    return due_on_calendar(claimed_at.astimezone(directory.zone_of(region)), DAYS_TO_DECIDE)


def decide(change: Evolution, command: ask.DecideCompensation, around: Setting) -> None:
    """The provider decides. The reporter reads it in the timeline at once.

    Raises:
        RuleViolation: ILLEGAL_TRANSITION (nothing to decide), INVALID (amount without day or the reverse, a
            day that has passed).
    """
    check(Act.DECIDE_COMPENSATION, change.case.status, around.parties)
    if change.case.compensation is not CompensationState.CLAIMED:
        raise RuleViolation("ILLEGAL_TRANSITION", "there is no claim that waits for a decision")
    zone = around.directory.zone_of(change.case.region)
    here = around.now.astimezone(zone)
    known: list[tuple[str, datetime | date | int]] = [
        ("decided_at", around.now),
        ("tell_by", due_on_calendar(here, DAYS_TO_TELL)),
    ]
    state = CompensationState.DENIED
    if command.amount is not None or command.payment_due_on is not None:
        known += _terms(command, here.date())
        state = CompensationState.GRANTED
    change.effects.append(NoteCompensation(tuple(known)))
    change.happen(
        CaseEventType.COMPENSATION_DECIDED,
        around.actor,
        agency=change.case.assignee,
        note=command.note,
        compensation=state,
    )


def pay(change: Evolution, command: ask.PayCompensation, around: Setting) -> None:
    """It was paid. Raises `RuleViolation`: ILLEGAL_TRANSITION (nothing granted), INVALID (a day to come)."""
    check(Act.PAY_COMPENSATION, change.case.status, around.parties)
    if change.case.compensation is not CompensationState.GRANTED:
        raise RuleViolation("ILLEGAL_TRANSITION", "no compensation is granted and unpaid")
    zone = around.directory.zone_of(change.case.region)
    if (
        not change.case.created_at.astimezone(zone).date()
        <= command.paid_on
        <= around.now.astimezone(zone).date()
    ):
        raise RuleViolation("INVALID", "the day of payment lies before the case or after today", "paidOn")
    change.effects.append(NoteCompensation((("paid_on", command.paid_on),)))
    change.happen(
        CaseEventType.COMPENSATION_PAID,
        around.actor,
        agency=change.case.assignee,
        note=command.note,
        compensation=CompensationState.PAID,
    )


def _preconditions(command: ask.ClaimCompensation) -> Iterable[tuple[bool, str, str]]:
    yield command.met_duties, "metDuties", "whoever claims has met his own duties"
    yield command.provider_at_fault, "providerAtFault", "the provider's fault can be shown"
    yield command.not_caused_by_reporter, "notCausedByReporter", "the loss was not caused by whoever claims"


def _terms(command: ask.DecideCompensation, today: date) -> list[tuple[str, datetime | date | int]]:
    if command.amount is None:
        raise RuleViolation("INVALID", "a decision that grants names the amount", "amount")
    if command.payment_due_on is None:
        raise RuleViolation("INVALID", "a decision that grants names the day of payment", "paymentDueOn")
    _check_amount(command.amount)
    if command.payment_due_on < today:
        raise RuleViolation("INVALID", "the day of payment has passed", "paymentDueOn")
    return [("granted", command.amount), ("payment_due_on", command.payment_due_on)]


def _check_amount(amount: int) -> None:
    if not 1 <= amount <= MOST:
        raise RuleViolation("INVALID", f"an amount is 1 to {MOST} rupiah", "amount")
