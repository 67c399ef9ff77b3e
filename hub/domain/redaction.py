"""What may leave of a case: to a viewer (`VisibleCase`), to an agency's system (`OutgoingCase`).

Nothing else makes either of a case; `hub.domain.rehearsal` makes an `OutgoingCase` of invented words.
"""

import re
from dataclasses import dataclass, replace

from hub.domain import notices
from hub.domain.agency import Agency, AgencyRole, Tier
from hub.domain.caller import Caller, Role, Scope
from hub.domain.case import (
    Case,
    CaseEvent,
    CaseEventType,
    CaseStatus,
    IdentityProtection,
    Sensitivity,
    Visibility,
)
from hub.domain.directory import Directory
from hub.domain.exchange import OutgoingCase
from hub.domain.origin import Origin
from hub.domain.parties import REPORTER, answers_for, coordinates, is_national
from hub.domain.region import covers
from hub.domain.respondents import accused, kept_from
from hub.domain.visible import VisibleCase, VisibleEvent

WORDS = ("title", "body", "answer")
"""Free text of a case: `masked_for` stands between it and every viewer."""

# Linear in the text, also for hostile ones: each run is entered at its start only and never given back.
_MASKS = (
    (re.compile(r"(?<!\d)\d{4}(?:[ .-]?\d{4}){3}(?!\d)"), "[NIK disamarkan]"),
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+"), "[surel disamarkan]"),
    (
        re.compile(r"(?<![\d+])(?:\+62|62|0)[ .)-]{0,2}8\d(?:[ .)-]{0,2}\d){7,10}(?!\d)"),
        "[telepon disamarkan]",
    ),
)
_OFFICIALS = frozenset({Role.OFFICER, Role.COORDINATOR, Role.ADMIN})
_PRIVATE_NOTES = frozenset(
    {
        CaseEventType.INFORMATION_PROVIDED,
        CaseEventType.CONTESTED,
        CaseEventType.ESCALATED,
        CaseEventType.COMPENSATION_CLAIMED,
    }
)


def masked(text: str) -> str:
    """The text with national ids, e-mail addresses and mobile numbers blotted out."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


def masked_for(role: Role, text: str | None) -> str | None:
    """Free text as somebody in this role may read it: outsiders get it masked."""
    return masked(text) if text is not None and role is Role.PARTNER else text


def reads_plainly(role: Role) -> bool:
    """Whether `masked_for` and `note_for` change nothing for this role: what is stored is what it reads."""
    return role in _OFFICIALS


def words_for(caller: Caller, text: str | None) -> str | None:
    """Free text as this caller may read it."""
    return masked_for(caller.role, text)


def note_for(role: Role, type: CaseEventType, actor: str, note: str | None) -> str | None:
    """The note of a timeline row for somebody in this role: partners read no words of the reporter.

    Why a case was merged may name the other case: that is for officials.
    """
    spoken = type in _PRIVATE_NOTES or actor == REPORTER
    told = None if role is Role.PARTNER and spoken else note
    if type is CaseEventType.MERGED and role not in _OFFICIALS:
        told = notices.MERGED
    return masked_for(role, told)


@dataclass(frozen=True, slots=True)
class CaseScope:
    """Which cases a caller may see at all, as alternatives; the store makes a row predicate of it."""

    everything: bool = False
    channel: str | None = None
    agency: str | None = None  # live assignment, copy, custody, or a past one of a public ordinary case
    region: str | None = None  # all but whistle-blowing under an owner; "" is the whole country
    public_region: str | None = None  # PUBLIC and ORDINARY only; "" is the whole country
    kept_from: frozenset[str] = frozenset()  # cases that accuse one of these are outside of all of it
    former: frozenset[str] = frozenset()  # codes the agency had before a re-organisation

    @property
    def agencies(self) -> frozenset[str]:
        """Today's code of the agency and its former ones; none for whoever is no officer."""
        return self.former | {self.agency} if self.agency is not None else frozenset()


EVERYTHING = CaseScope(everything=True)
"""The hub's own sight, and an operator's; never a request's way around its caller's scope."""


def scope_of(caller: Caller, directory: Directory) -> CaseScope:
    """The caller's row scope. Roles without case rights see nothing, the accused nothing of their case."""
    return replace(_scope_of(caller, directory), kept_from=kept_from(caller, directory))


def _scope_of(caller: Caller, directory: Directory) -> CaseScope:
    if not caller.may(Scope.CASES_READ):
        return CaseScope()
    if caller.role is Role.ADMIN:
        return EVERYTHING
    if caller.role in (Role.PORTAL, Role.PEER):
        return CaseScope(channel=caller.channel)
    if caller.role is Role.OFFICER:
        return CaseScope(agency=caller.agency, former=caller.former)
    if caller.role is Role.COORDINATOR:
        whole = "" if is_national(caller, directory) else None
        return CaseScope(agency=caller.agency, former=caller.former, region=caller.region or whole)
    return CaseScope(public_region=caller.region or "")


def sees(scope: CaseScope, case: Case, past_holder: bool = False) -> bool:
    """The same predicate for one case at hand; `past_holder`: the scope's agency once had it."""
    if accused(case) in scope.kept_from:
        return False
    public = case.visibility is Visibility.PUBLIC and case.sensitivity is Sensitivity.ORDINARY
    own = scope.agencies
    held = case.assignee in own or not own.isdisjoint(case.copied) or (bool(own) and past_holder and public)
    # a whistle-blowing case leaves the coordinator's sight once the inspectorate has it
    open_to_region = case.sensitivity is not Sensitivity.WHISTLEBLOWING or case.assignee is None
    keeps = (case.owner in own and open_to_region) or case.raised_to in own  # custody; see `worklist`
    return (
        scope.everything
        or (scope.channel is not None and scope.channel == case.channel)
        or held
        or keeps
        or (scope.region is not None and covers(scope.region or None, case.region) and open_to_region)
        or (scope.public_region is not None and public and covers(scope.public_region or None, case.region))
    )


def visible(case: Case, caller: Caller, *, by_receipt: bool = False) -> VisibleCase:
    """The case as this caller may see it; the row must already be in the caller's scope.

    `by_receipt`: the caller has shown the receipt. The side of the reporter never learns whom a merged case
    follows, only what became of it: `hub.domain.merging.outcome`.
    """
    merged = case.status is CaseStatus.MERGED and caller.role in _OFFICIALS
    return VisibleCase(
        id=case.id,
        tracking_number=case.tracking_number,
        kind=case.kind,
        sensitivity=case.sensitivity,
        identity_protection=case.identity_protection,
        visibility=case.visibility,
        title=words_for(caller, case.title) or "",
        body=words_for(caller, case.body) or "",
        topic=case.topic,
        region=case.region,
        location=None if caller.role is Role.PARTNER else case.location,
        occurred_on=case.occurred_on,
        channel=case.channel,
        status=case.status,
        version=case.version,
        owner=case.owner,
        copied=case.copied,
        answer=words_for(caller, case.answer),
        maladministration=case.maladministration,
        created_at=case.created_at,
        updated_at=case.updated_at,
        reporter_visible=identity_visible(case, caller),
        oversight=case.oversight,
        oversight_reference=case.oversight_reference,
        raised_to=case.raised_to,
        compensation=case.compensation,
        rating=case.rating if _reads_rating(case, caller, by_receipt) else None,
        by_receipt=by_receipt,
        merged_into=case.merged_into if merged else None,
        predecessor=case.predecessor if caller.role is not Role.PARTNER else None,
    )


def _reads_rating(case: Case, caller: Caller, by_receipt: bool) -> bool:
    """The agency that answered, the coordinator of the place, and the reporter's side."""
    if caller.role in (Role.PORTAL, Role.PEER):
        return by_receipt or caller.channel == case.channel
    return caller.is_of(case.assignee) or answers_for(caller, case.region)


def identity_visible(case: Case, caller: Caller) -> bool:
    """Only a NAMED reporter, only to the officer of the assignee and to the region's coordinator."""
    if case.identity_protection is not IdentityProtection.NAMED or not caller.may(Scope.REPORTER_READ):
        return False
    if caller.role is Role.OFFICER:
        return caller.is_of(case.assignee)
    return coordinates(caller, case)


def visible_event(event: CaseEvent, cursor: str, caller: Caller) -> VisibleEvent:
    """A timeline row as this caller may see it."""
    return VisibleEvent(
        id=event.id,
        case_id=event.case_id,
        cursor=cursor,
        sequence=event.sequence,
        type=event.type,
        actor=event.actor,
        agency=event.agency,
        status=event.status,
        note=note_for(caller.role, event.type, event.actor, event.note),
        occurred_at=event.occurred_at,
        claimed_at=event.claimed_at,
    )


def outgoing(case: Case, owner: Agency, directory: Directory, trail: Origin | None = None) -> OutgoingCase:
    """What travels to the owner's system: never an identity, text with personal numbers masked.

    `trail` says where the case began and whom it has passed, this hub included.
    """
    topic = directory.topics.get(case.topic) if case.topic else None
    named = _accused_for(owner, case, directory)
    return OutgoingCase(
        tracking_number=case.tracking_number,
        kind=case.kind,
        sensitivity=case.sensitivity,
        sealed=case.identity_protection is not IdentityProtection.NAMED,
        restricted=case.visibility is Visibility.RESTRICTED,
        title=masked(case.title),
        body=masked(case.body),
        topic=case.topic,
        topic_name=topic.name if topic else None,
        sp4n_category=topic.sp4n_category if topic else None,
        region=case.region,
        region_name=directory.regions[case.region].name,
        location=case.location,
        occurred_on=case.occurred_on,
        created_at=case.created_at,
        owner=owner.code,
        owner_name=owner.name,
        owner_external_id=owner.external_id,
        hop=case.hop,
        origin=trail.id if trail else None,
        via=trail.via if trail else (),
        respondent=named.code if named else None,
        respondent_name=named.name if named else None,
    )


def _accused_for(owner: Agency, case: Case, directory: Directory) -> Agency | None:
    """Whom a case accuses is told only to those who may hold it: oversight bodies and national bodies."""
    may_hold = owner.role is AgencyRole.OVERSIGHT or owner.tier is Tier.NATIONAL
    code = accused(case) if may_hold else None
    return directory.agency_of(code) if code is not None else None
