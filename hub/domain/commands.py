"""What callers may ask the hub to do with a case: one frozen value per mutation of the public schema."""

from dataclasses import dataclass
from datetime import date

from hub.domain.case import (
    CaseKind,
    GeoPoint,
    IdentityProtection,
    Maladministration,
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.domain.origin import Origin


@dataclass(frozen=True, slots=True)
class ReporterDetails:
    """Who reports, as handed in. Lives only between the door and the encrypted store."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    national_id: str | None = None

    def __repr__(self) -> str:
        """Never the content: a stray log line must not name a reporter."""
        return "ReporterDetails(...)"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An ended case that a submission takes up again, and its receipt where another portal hands it in."""

    number: str
    receipt: str | None = None

    def __repr__(self) -> str:
        """Never the receipt."""
        return f"Earlier({self.number})"


@dataclass(frozen=True, slots=True)
class Submission:
    """`submitCase`."""

    idempotency_key: str
    kind: CaseKind
    title: str
    body: str
    region: str
    identity_protection: IdentityProtection | None  # None means the most protective
    visibility: Visibility | None  # None means the most protective
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    topic: str | None = None
    agency: str | None = None  # the reporter's guess; a hint, never an order
    occurred_on: date | None = None
    location: GeoPoint | None = None
    reporter: ReporterDetails | None = None
    attachments: tuple[str, ...] = ()
    origin: Origin | None = None  # a peer says so: another hub or system had the case before
    predecessor: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Which case at which version, and the reporter's receipt where the act is the reporter's."""

    tracking_number: str
    expected_version: int
    receipt: str | None = None
    action_id: str | None = None  # the caller's own name for the act, so that it can be said again


@dataclass(frozen=True, slots=True)
class Verify:
    """`verifyCase`: class, topic and kind after triage."""

    sensitivity: Sensitivity
    topic: str | None = None
    kind: CaseKind | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RequestInformation:
    """`requestInformation` (tunda)."""

    note: str


@dataclass(frozen=True, slots=True)
class ProvideInformation:
    """`provideInformation`: the reporter's reply."""

    note: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assign:
    """`assignCase` (disposisi). `binding` ends a bounce: the agency cannot return it."""

    agency: str
    copies: tuple[str, ...] = ()
    note: str | None = None
    binding: bool = False


@dataclass(frozen=True, slots=True)
class Accept:
    """`acceptCase`."""

    note: str


@dataclass(frozen=True, slots=True)
class Return:
    """`returnCase` (bukan kewenangan): whose it is, or that nobody there knows."""

    reason: str
    proposed_agency: str | None = None
    owner_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """`reportProgress` (tindak lanjut)."""

    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`answerCase`."""

    answer: str
    maladministration: Maladministration | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """`contestAnswer`: the reporter does not accept the answer. `wrong_owner`: nor who gave it."""

    note: str
    wrong_owner: bool = False


@dataclass(frozen=True, slots=True)
class Confirm:
    """`confirmAnswer`: the reporter accepts; rating 1 to 5."""

    rating: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """`rateAnswer`: the reporter rates the answer of a case that was closed without a rating; 1 to 5."""

    rating: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """`withdrawCase`."""

    note: str


@dataclass(frozen=True, slots=True)
class RaiseProtection:
    """`raiseProtection`: can only rise."""

    identity_protection: IdentityProtection
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class Close:
    """`closeCase`, with what the coordinator found to be wrong, where anything was."""

    note: str
    maladministration: Maladministration | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """`archiveCase`."""

    note: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`mergeCase`: into the head of another case, named by its tracking number."""

    into: str
    note: str


@dataclass(frozen=True, slots=True)
class Release:
    """The hub's: the head ended without an answer, and its eldest follower is a case of its own again."""


@dataclass(frozen=True, slots=True)
class Reopen:
    """`reopenCase`."""

    note: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """`escalateCase`: before the Ombudsman."""

    note: str


@dataclass(frozen=True, slots=True)
class Refer:
    """`hub escalation reference`: the Ombudsman's own number has come."""

    reference: str


@dataclass(frozen=True, slots=True)
class Conclude:
    """`hub escalation conclude`: what came of it there, RECOMMENDED or DISCHARGED."""

    state: OversightState
    note: str


@dataclass(frozen=True, slots=True)
class ClaimCompensation:
    """`claimCompensation` (ganti rugi). The preconditions of UU 25/2009 Art. 50 are the reporter's word."""

    note: str
    amount: int  # rupiah
    met_duties: bool
    provider_at_fault: bool
    not_caused_by_reporter: bool


@dataclass(frozen=True, slots=True)
class DecideCompensation:
    """`decideCompensation`: with amount and day of payment it is granted, without both denied."""

    note: str
    amount: int | None = None  # rupiah
    payment_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PayCompensation:
    """`recordCompensationPayment`."""

    note: str
    paid_on: date


Command = (
    Verify
    | RequestInformation
    | ProvideInformation
    | Assign
    | Accept
    | Return
    | Progress
    | Answer
    | Contest
    | Confirm
    | Rate
    | Withdraw
    | RaiseProtection
    | Close
    | Archive
    | Merge
    | Release
    | Reopen
    | Escalate
    | Refer
    | Conclude
    | ClaimCompensation
    | DecideCompensation
    | PayCompensation
)
