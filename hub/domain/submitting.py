"""Handing in a case: what a submission must be, and the case it becomes."""

from datetime import datetime

from hub.domain.acts import verify
from hub.domain.case import Case, CaseEventType, CaseStatus, IdentityProtection, Sensitivity
from hub.domain.commands import ReporterDetails, Submission, Verify
from hub.domain.custody import ROUTER, Setting, known_agency, offer
from hub.domain.decision import Decision, facts_of
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution
from hub.domain.known import Known
from hub.domain.protection import at_birth
from hub.domain.region import is_code
from hub.domain.respondents import custodian
from hub.domain.routing import route
from hub.domain.status import Party
from hub.domain.taking_up import linked, tell_former_owner
from hub.errors import RuleViolation

LENGTHS = {"title": (5, 200), "body": (10, 10_000), "idempotencyKey": (8, 128)}
REPORTER_LENGTH = 200
NATIONAL_ID_DIGITS = 16


def check(submission: Submission, directory: Directory, now: datetime) -> None:
    """Everything a caller can mend, before anything is stored.

    Raises:
        RuleViolation: INVALID with the field, UNKNOWN_REGION, UNKNOWN_TOPIC, UNKNOWN_AGENCY.
    """
    check_key(submission)
    check_matter(submission.title, submission.body, submission.region, submission.topic, directory)
    if submission.agency is not None:
        known_agency(submission.agency, directory, "agency")
    if submission.attachments:
        raise RuleViolation("INVALID", "there is no attachment of that id", "attachments")
    _check_place_and_day(submission, directory, now)
    _check_reporter(submission)


def check_matter(title: str, body: str, region: str, topic: str | None, directory: Directory) -> None:
    """What it is about and where: all that routing needs.

    Raises:
        RuleViolation: INVALID or TOO_LARGE with the field, UNKNOWN_REGION, UNKNOWN_TOPIC.
    """
    _check_length("title", title)
    _check_length("body", body)
    if not is_code(region) or region not in directory.regions:
        raise RuleViolation("UNKNOWN_REGION", "there is no region of that Kemendagri code", "region")
    if topic is not None and topic not in directory.topics:
        raise RuleViolation("UNKNOWN_TOPIC", "there is no topic of that code", "topic")


def check_key(submission: Submission) -> None:
    """The key alone: checked before anything is looked up by it. Raises `RuleViolation`."""
    _check_length("idempotencyKey", submission.idempotency_key)


def _check_length(field: str, text: str) -> None:
    least, most = LENGTHS[field]
    if not least <= len(text.strip()) or len(text) > most:
        code = "TOO_LARGE" if len(text) > most else "INVALID"
        raise RuleViolation(code, f"{field} has {least} to {most} characters", field)


def _check_place_and_day(submission: Submission, directory: Directory, now: datetime) -> None:
    at = submission.location
    if at is not None and not (-90 <= at.latitude <= 90 and -180 <= at.longitude <= 180):
        raise RuleViolation("INVALID", "latitude is -90 to 90, longitude -180 to 180", "location")
    day = submission.occurred_on
    if day is not None and day > now.astimezone(directory.zone_of(submission.region)).date():
        raise RuleViolation("INVALID", "the day lies in the future", "occurredOn")


def _check_reporter(submission: Submission) -> None:
    reporter = submission.reporter
    if submission.identity_protection is IdentityProtection.NAMED and (reporter is None or not reporter.name):
        raise RuleViolation("INVALID", "a named case needs the reporter's name", "reporter")
    if reporter is None:
        return
    if submission.identity_protection is IdentityProtection.NONE:
        raise RuleViolation("INVALID", "a case without identity takes no reporter", "reporter")
    _check_details(reporter)


def _check_details(reporter: ReporterDetails) -> None:
    for text in (reporter.name, reporter.email, reporter.phone):
        if text is not None and not 0 < len(text) <= REPORTER_LENGTH:
            raise RuleViolation(
                "INVALID", f"a reporter's detail has 1 to {REPORTER_LENGTH} characters", "reporter"
            )
    digits = reporter.national_id
    if digits is not None and not (
        len(digits) == NATIONAL_ID_DIGITS and digits.isascii() and digits.isdigit()
    ):
        raise RuleViolation("INVALID", "a NIK has 16 digits", "reporter")


def take(
    submission: Submission,
    case_id: str,
    number: str,
    channel: str,
    directory: Directory,
    now: datetime,
    *,
    waits: bool = False,
    known: Known | None = None,
    earlier: Case | None = None,
) -> Evolution:
    """The new case with its first events; assigned at once when the rules name one owner beyond doubt.

    Whatever they do not decide waits in RECEIVED for the coordinator of the region. So does one that `waits`
    for something to be looked up; `route_now` decides about it later. `known` as for that.
    `earlier`: an ended case that this one takes up again; see `hub.domain.taking_up.linked`.
    """
    case = _newborn(submission, case_id, number, channel, directory, now)
    if earlier is not None:
        case = linked(case, earlier)
    change = Evolution(case, now, birth=True)
    change.happen(CaseEventType.SUBMITTED, "reporter")
    if not waits:
        route_now(change, directory, known)
    if earlier is not None:
        tell_former_owner(change, earlier)
    return change


def _newborn(
    submission: Submission, case_id: str, number: str, channel: str, directory: Directory, now: datetime
) -> Case:
    level = at_birth(submission.identity_protection, submission.visibility, submission.sensitivity)
    agency = directory.agency_of(submission.agency) if submission.agency is not None else None
    named = agency.code if agency else None
    accuses = named if submission.sensitivity is not Sensitivity.ORDINARY else None
    return Case(
        id=case_id,
        tracking_number=number,
        kind=submission.kind,
        sensitivity=submission.sensitivity,
        identity_protection=level.identity,
        visibility=level.visibility,
        title=submission.title.strip(),
        body=submission.body.strip(),
        topic=submission.topic,
        region=submission.region,
        location=submission.location,
        occurred_on=submission.occurred_on,
        channel=channel,
        status=CaseStatus.RECEIVED,
        version=1,
        owner=custodian(submission.region, accuses, directory, directory.day_at(submission.region, now)),
        assignee=None,
        hop=0,
        answer=None,
        maladministration=None,
        copied=(),
        resume_status=None,
        created_at=now,
        updated_at=now,
        respondent=named,
    )


def route_now(change: Evolution, directory: Directory, known: Known | None = None) -> None:
    """The router's decision about a case in RECEIVED; assigned where it is beyond doubt.

    `known`: the licence that the text names, where the case has been, and the model in force.
    """
    case, known = change.case, known or Known()
    today = directory.day_at(case.region, change.now)
    decision = route(facts_of(case, known.licence, known.passed), directory, today, advise=known.advise)
    change.happen(CaseEventType.ROUTED, ROUTER, agency=decision.agency, note=summary(decision, directory))
    if decision.agency is None:
        return
    around = Setting(ROUTER, frozenset({Party.HUB}), directory, change.now)
    verify(change, Verify(case.sensitivity, topic=decision.topic), around)
    best = decision.candidates[0]
    offer(change, directory.agencies[decision.agency], around, None, best.reasons)


def summary(decision: Decision, directory: Directory) -> str:
    """One sentence for the timeline, in the reporter's language."""
    if decision.agency is not None:
        return f"Diteruskan ke {directory.agencies[decision.agency].name}."
    names = ", ".join(directory.agencies[one.agency].name for one in decision.candidates[:3])
    return f"Perlu ditelaah koordinator. Calon: {names}." if names else "Perlu ditelaah koordinator."
