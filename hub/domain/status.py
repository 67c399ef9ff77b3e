"""The status table: which act is legal in which status, where it leads, and whose act it is.

Source: state machine of the case; words and deadlines of SP4N-LAPOR! (PermenPANRB 62/2018).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from hub.domain.case import CaseEventType, CaseStatus
from hub.errors import RuleViolation


class NotInThisStatus(RuleViolation):
    """ILLEGAL_TRANSITION by the table. `hub.domain.acts.perform` adds what is open instead."""

    def __init__(self, act: "Act", status: CaseStatus) -> None:
        super().__init__("ILLEGAL_TRANSITION", f"{act.value} is not possible in {status.value}")


class Party(Enum):
    """In what capacity somebody acts on a case."""

    REPORTER = "REPORTER"  # by receipt, or through the portal that handed the case in
    VERIFIER = "VERIFIER"
    COORDINATOR = "COORDINATOR"
    OWNER = "OWNER"  # officer or system of the agency that has the live assignment
    HUB = "HUB"  # router, clock, delivery


class Act(Enum):
    """What can be done to a case."""

    VERIFY = "verifyCase"
    REQUEST_INFORMATION = "requestInformation"
    PROVIDE_INFORMATION = "provideInformation"
    ASSIGN = "assignCase"
    DELIVER = "deliver"
    ACCEPT = "acceptCase"
    RETURN = "returnCase"
    PROGRESS = "reportProgress"
    ANSWER = "answerCase"
    CONTEST = "contestAnswer"
    CONFIRM = "confirmAnswer"
    RATE = "rateAnswer"
    CLOSE = "closeCase"
    REOPEN = "reopenCase"
    ARCHIVE = "archiveCase"
    MERGE = "mergeCase"
    RELEASE = "release"
    WITHDRAW = "withdrawCase"
    RAISE_PROTECTION = "raiseProtection"
    ESCALATE = "escalateCase"
    REFER = "refer"
    CONCLUDE = "conclude"
    CLAIM_COMPENSATION = "claimCompensation"
    DECIDE_COMPENSATION = "decideCompensation"
    PAY_COMPENSATION = "recordCompensationPayment"


@dataclass(frozen=True, slots=True)
class Edge:
    """One row of the table. `target` None: the status stays, or the case says where it goes.

    `only`: parties that may act in some of the sources only, because the case is in their hands there.
    """

    act: Act
    event: CaseEventType
    sources: frozenset[CaseStatus]
    target: CaseStatus | None
    parties: frozenset[Party]
    only: Mapping[Party, frozenset[CaseStatus]] = field(default_factory=dict)

    def permits(self, status: CaseStatus, parties: frozenset[Party]) -> bool:
        """Whether one of these parties may do it in that status."""
        acting = self.parties & parties
        return status in self.sources and any(status in self.only.get(one, self.sources) for one in acting)


FINAL = frozenset({CaseStatus.CLOSED, CaseStatus.ARCHIVED, CaseStatus.MERGED, CaseStatus.WITHDRAWN})
LIVE = frozenset(CaseStatus) - FINAL
PURSUED = frozenset(CaseStatus) - {CaseStatus.MERGED, CaseStatus.WITHDRAWN}
DECIDABLE = frozenset({CaseStatus.IN_PROGRESS, CaseStatus.ANSWERED, CaseStatus.CLOSED, CaseStatus.ARCHIVED})
UNDER_OWNER = frozenset(
    {CaseStatus.ASSIGNED, CaseStatus.IN_PROGRESS, CaseStatus.NEEDS_INFORMATION, CaseStatus.ANSWERED}
)


def _edge(
    act: Act,
    event: CaseEventType,
    sources: set[CaseStatus] | frozenset[CaseStatus],
    target: CaseStatus | None,
    *parties: Party,
    only: Mapping[Party, frozenset[CaseStatus]] | None = None,
) -> Edge:
    return Edge(act, event, frozenset(sources), target, frozenset(parties), only or {})


S, E, P = CaseStatus, CaseEventType, Party

TABLE: tuple[Edge, ...] = (
    _edge(Act.VERIFY, E.VERIFIED, {S.RECEIVED}, S.VERIFIED, P.VERIFIER, P.HUB),
    _edge(
        Act.REQUEST_INFORMATION,
        E.INFORMATION_REQUESTED,
        {S.RECEIVED, S.IN_PROGRESS},
        S.NEEDS_INFORMATION,
        P.VERIFIER,
        P.OWNER,
        only={P.VERIFIER: frozenset({S.RECEIVED}), P.OWNER: frozenset({S.IN_PROGRESS})},
    ),
    _edge(Act.PROVIDE_INFORMATION, E.INFORMATION_PROVIDED, {S.NEEDS_INFORMATION}, None, P.REPORTER),
    _edge(
        Act.ASSIGN,
        E.ASSIGNED,
        {S.VERIFIED, S.RETURNED, S.ADJUDICATION, S.ASSIGNED},
        S.ASSIGNED,
        P.COORDINATOR,
        P.HUB,
    ),
    _edge(Act.DELIVER, E.DELIVERED, UNDER_OWNER, None, P.HUB),
    _edge(Act.ACCEPT, E.ACCEPTED, {S.ASSIGNED}, S.IN_PROGRESS, P.OWNER),
    _edge(Act.RETURN, E.RETURNED, {S.ASSIGNED, S.IN_PROGRESS}, S.RETURNED, P.OWNER),
    _edge(Act.PROGRESS, E.PROGRESSED, {S.IN_PROGRESS}, None, P.OWNER),
    _edge(Act.ANSWER, E.ANSWERED, {S.IN_PROGRESS}, S.ANSWERED, P.OWNER),
    _edge(Act.CONTEST, E.CONTESTED, {S.ANSWERED}, None, P.REPORTER),
    _edge(Act.CONFIRM, E.CLOSED, {S.ANSWERED}, S.CLOSED, P.REPORTER),
    _edge(Act.RATE, E.RATED, {S.CLOSED}, None, P.REPORTER),
    _edge(Act.CLOSE, E.CLOSED, {S.ANSWERED}, S.CLOSED, P.COORDINATOR, P.HUB),
    _edge(Act.REOPEN, E.REOPENED, {S.CLOSED, S.ARCHIVED}, None, P.REPORTER),
    _edge(
        Act.ARCHIVE,
        E.ARCHIVED,
        {S.RECEIVED, S.VERIFIED, S.ADJUDICATION, S.NEEDS_INFORMATION},
        S.ARCHIVED,
        P.VERIFIER,
        P.HUB,
    ),
    _edge(Act.MERGE, E.MERGED, {S.RECEIVED, S.VERIFIED}, S.MERGED, P.VERIFIER),
    _edge(Act.RELEASE, E.REOPENED, {S.MERGED}, S.RECEIVED, P.HUB),
    _edge(Act.WITHDRAW, E.WITHDRAWN, LIVE, S.WITHDRAWN, P.REPORTER),
    _edge(Act.RAISE_PROTECTION, E.PROTECTION_RAISED, frozenset(S), None, P.REPORTER, P.VERIFIER),
    _edge(Act.ESCALATE, E.ESCALATED, PURSUED, None, P.REPORTER, P.COORDINATOR, P.HUB),
    _edge(Act.REFER, E.ESCALATED, frozenset(S), None, P.HUB),
    _edge(Act.CONCLUDE, E.ESCALATED, frozenset(S), None, P.HUB),
    _edge(
        Act.CLAIM_COMPENSATION, E.COMPENSATION_CLAIMED, PURSUED - {S.RECEIVED, S.ARCHIVED}, None, P.REPORTER
    ),
    _edge(Act.DECIDE_COMPENSATION, E.COMPENSATION_DECIDED, DECIDABLE, None, P.OWNER, P.COORDINATOR),
    _edge(Act.PAY_COMPENSATION, E.COMPENSATION_PAID, DECIDABLE, None, P.OWNER, P.COORDINATOR),
)

EDGES = {edge.act: edge for edge in TABLE}


def allowed(status: CaseStatus, parties: frozenset[Party]) -> tuple[Act, ...]:
    """Every act that is legal now for somebody acting in these capacities, in table order."""
    return tuple(edge.act for edge in TABLE if edge.permits(status, parties))


def check(act: Act, status: CaseStatus, parties: frozenset[Party]) -> Edge:
    """The row of the table that permits the act.

    Raises:
        RuleViolation: NOT_ALLOWED when it is never this party's act; ILLEGAL_TRANSITION when it is not legal
            in this status.
    """
    edge = EDGES[act]
    if not edge.parties & parties:
        raise RuleViolation("NOT_ALLOWED", f"{act.value} is not yours to do on this case")
    if not edge.permits(status, parties):
        raise NotInThisStatus(act, status)
    return edge
