"""What the Ombudsman gets of a case: the report, what was done about it, and when. Never who reported.

The reporter shows the Ombudsman who he is himself; so an identity is not in here, not even of a NAMED case,
and the words have personal numbers masked as in every message that leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.domain.assignment import Assignment
from hub.domain.case import Case, CaseEvent, OversightState
from hub.domain.directory import Directory
from hub.domain.escalation import YEARS, event_day, without_result
from hub.domain.redaction import masked
from hub.domain.respondents import accused
from hub.domain.sla import Clock, clocks

FORMAT = "lapor-hub escalation 1"


@dataclass(frozen=True, slots=True)
class Report:
    """The report and how it stands. `visibility` and `identity_protection` say how to treat it."""

    tracking_number: str
    kind: str
    sensitivity: str
    visibility: str
    identity_protection: str
    title: str
    body: str
    topic: str | None
    region: str
    region_name: str
    occurred_on: date | None
    received_at: datetime
    channel: str
    status: str
    answer: str | None
    maladministration: str | None
    respondent: str | None
    provider: str | None  # who holds the case, or held it last


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of the timeline."""

    sequence: int
    type: str
    status: str
    actor: str
    agency: str | None
    note: str | None
    occurred_at: datetime
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One legal clock, with the law behind it."""

    kind: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    state: str
    source: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One assignment."""

    hop: int
    agency: str
    state: str
    reason: str | None
    offered_at: datetime
    delivered_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Admissibility:
    """What the hub checked before it took the request, and by which law; the Ombudsman decides anew."""

    without_result: str
    event_day: date
    years: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of the package that is signed."""

    format: str
    hub: str
    made_at: datetime
    requested_at: datetime
    requested_by: str
    grounds: str | None
    report: Report
    admissibility: Admissibility
    timeline: tuple[Happening, ...]
    clocks: tuple[Deadline, ...]
    assignments: tuple[Hop, ...]


SOURCES = (
    "UU 25/2009 Pasal 46 (Ombudsman wajib menerima dan menyelesaikan pengaduan)",
    "UU 37/2008; Peraturan Ombudsman 58/2023 (syarat laporan; batas waktu belum diperiksa pada naskahnya)",
)


def dossier_of(
    case: Case,
    events: Sequence[CaseEvent],
    hops: Sequence[Assignment],
    directory: Directory,
    hub: str,
    now: datetime,
) -> Dossier:
    """The dossier of a case that somebody asked to escalate.

    Raises:
        LookupError: nobody did.
    """
    asked = next((event for event in events if event.facts.get("oversight") == _REQUESTED), None)
    shown = without_result(case)
    if asked is None or shown is None:
        raise LookupError("nobody has asked to bring this case before the Ombudsman")
    found = clocks(events, case.kind, case.sensitivity, case.region, directory, now)
    return Dossier(
        format=FORMAT,
        hub=hub,
        made_at=now,
        requested_at=asked.occurred_at,
        requested_by=asked.actor,
        grounds=_masked(asked.note),
        report=_report(case, hops, directory),
        admissibility=Admissibility(shown, event_day(case, directory), YEARS, SOURCES),
        timeline=tuple(_happening(event, directory) for event in events),
        clocks=tuple(map(_deadline, found)),
        assignments=tuple(_hop(one, directory) for one in sorted(hops, key=lambda one: one.hop)),
    )


_REQUESTED = OversightState.REQUESTED.value


def _masked(text: str | None) -> str | None:
    return masked(text) if text is not None else None


def _name(code: str | None, directory: Directory) -> str | None:
    agency = directory.agency_of(code) if code is not None else None
    return agency.name if agency else code


def _report(case: Case, hops: Sequence[Assignment], directory: Directory) -> Report:
    topic = directory.topics.get(case.topic) if case.topic else None
    last = max(hops, key=lambda one: one.hop, default=None)
    return Report(
        tracking_number=case.tracking_number,
        kind=case.kind.value,
        sensitivity=case.sensitivity.value,
        visibility=case.visibility.value,
        identity_protection=case.identity_protection.value,
        title=masked(case.title),
        body=masked(case.body),
        topic=topic.name if topic else case.topic,
        region=case.region,
        region_name=directory.regions[case.region].name if case.region in directory.regions else case.region,
        occurred_on=case.occurred_on,
        received_at=case.created_at,
        channel=directory.channels.get(case.channel, case.channel),
        status=case.status.value,
        answer=_masked(case.answer),
        maladministration=case.maladministration.value if case.maladministration else None,
        respondent=_name(accused(case), directory),
        provider=_name(case.assignee or (last.agency if last else case.owner), directory),
    )


def _happening(event: CaseEvent, directory: Directory) -> Happening:
    return Happening(
        sequence=event.sequence,
        type=event.type.value,
        status=event.status.value,
        actor=event.actor,
        agency=_name(event.agency, directory),
        note=_masked(event.note),
        occurred_at=event.occurred_at,
        claimed_at=event.claimed_at,
    )


def _deadline(clock: Clock) -> Deadline:
    kind, state = clock.kind.value, clock.state.value
    return Deadline(kind, clock.started_at, clock.due_at, clock.stopped_at, state, clock.source)


def _hop(one: Assignment, directory: Directory) -> Hop:
    return Hop(
        hop=one.hop,
        agency=_name(one.agency, directory) or one.agency,
        state=one.state.value,
        reason=_masked(one.reason),
        offered_at=one.offered_at,
        delivered_at=one.delivered_at,
        accepted_at=one.accepted_at,
        ended_at=one.ended_at,
    )
