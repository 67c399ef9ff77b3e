"""GeoReport shapes to ours and back; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.connectors.open311.lists import REQUESTS, SERVICES, items
from hub.connectors.open311.options import Endpoint
from hub.connectors.ticket import ticket
from hub.connectors.wild import Wild, as_text, at, id_at, moment, need_id, need_word, text_at
from hub.connectors.words import Words
from hub.domain.case import CaseStatus
from hub.domain.exchange import (
    Change,
    ExternalRef,
    Forwarded,
    OutgoingCase,
    Queued,
    Registered,
    RemoteCase,
    Untracked,
)
from hub.errors import Misunderstood, Refused

LONGEST_DESCRIPTION = 4000  # characters; the specification's bound
_WORDS = {
    "open": CaseStatus.ASSIGNED,
    "for_triage": CaseStatus.ASSIGNED,
    "internal_referral": CaseStatus.ASSIGNED,
    "investigating": CaseStatus.IN_PROGRESS,
    "in_progress": CaseStatus.IN_PROGRESS,
    "planned": CaseStatus.IN_PROGRESS,
    "action_scheduled": CaseStatus.IN_PROGRESS,
    "reopen": CaseStatus.IN_PROGRESS,
    "closed": CaseStatus.CLOSED,
    "fixed": CaseStatus.CLOSED,
    "no_further_action": CaseStatus.CLOSED,
    "duplicate": CaseStatus.MERGED,
    "not_councils_responsibility": CaseStatus.RETURNED,
}
WORDS: Mapping[str, CaseStatus] = _WORDS | {word.replace("_", " "): status for word, status in _WORDS.items()}
"""Core and extended words; some endpoints write spaces for the underscores."""


_FURTHER: Mapping[CaseStatus | None, int] = {
    CaseStatus.IN_PROGRESS: 1,
    CaseStatus.RETURNED: 2,
    CaseStatus.CLOSED: 3,
}
"""Milliseconds: of two states in one second the later one counts, and times are whole seconds here."""


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of request the endpoint takes."""

    code: str
    name: str | None
    mode: str  # realtime, batch or blackbox
    needs_attributes: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What answers are read by."""

    name: str  # of the instance
    zone: str
    words: Words
    state_is_change: bool  # no update of its own tells of a change: the present state is the change


def to_request(case: OutgoingCase, endpoint: Endpoint) -> dict[str, str]:
    """The fields of POST requests, without the key; nobody's name is among them.

    Requests are public at most endpoints. A restricted case is sent only where the endpoint has an attribute
    that keeps it back, else it is `Refused` before anything leaves. So is one without a word of text.
    """
    if case.restricted and not endpoint.restricted:
        raise Refused("RESTRICTED_NOT_SUPPORTED")
    text = "\n\n".join(part for part in (case.title, case.body) if part.strip())
    if not text:
        raise Refused("NO_TEXT")
    place = case.region_name
    mark = f"[{ticket(case)}]"
    if endpoint.ticket == "description":
        text = f"{text[: LONGEST_DESCRIPTION - len(mark) - 2]}\n\n{mark}"
    elif endpoint.ticket == "address":
        place = f"{place} {mark}"
    form = {
        "jurisdiction_id": endpoint.jurisdiction,
        "service_code": _service(case.topic or "", endpoint),
        "description": text[:LONGEST_DESCRIPTION],
        "address_string": place,
    }
    if case.location is not None:
        form |= {"lat": str(case.location.latitude), "long": str(case.location.longitude)}
    if endpoint.ticket == "attribute":
        form[f"attribute[{endpoint.attribute}]"] = ticket(case)
    if case.restricted:
        form[f"attribute[{endpoint.restricted}]"] = "true"
    return {name: value for name, value in form.items() if value}


def _service(topic: str, endpoint: Endpoint) -> str:
    own = endpoint.services.get(topic)
    return own or endpoint.services.get(topic.split(".")[0], endpoint.service)


def forwarded(answer: Wild, name: str, blackbox: bool) -> Forwarded:
    """What the endpoint made of a request: an id (0 is one), a token, or in blackbox mode nothing."""
    listed = [] if blackbox and answer is None else items(answer, REQUESTS)
    first = listed[0] if listed else None
    number, token = id_at(first, "service_request_id"), id_at(first, "token")
    if number is not None:
        return Registered(ExternalRef(name, number))
    if blackbox:
        return Untracked()
    if token is None:
        raise Misunderstood("NEITHER_ID_NOR_TOKEN")
    return Queued(token)


def id_of_token(answer: Wild, name: str) -> ExternalRef | None:
    """The record behind a token; None while the endpoint has not given it a number."""
    number = id_at(next(iter(items(answer, REQUESTS)), None), "service_request_id")
    return ExternalRef(name, number) if number is not None else None


def services(answer: Wild) -> tuple[Service, ...]:
    """The service list; booleans may be the words "true" and "false"."""
    return tuple(
        Service(
            code=need_id(item, "service_code"),
            name=text_at(item, "service_name"),
            mode=text_at(item, "type") or "realtime",
            needs_attributes=as_flag(at(item, "metadata")),
        )
        for item in items(answer, SERVICES)
    )


def as_flag(value: Wild) -> bool:
    """A boolean, also as a word. Anything that does not say yes is no."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def found(item: Wild, wanted: str, endpoint: Endpoint) -> bool:
    """Whether a request carries this very ticket."""
    if endpoint.ticket == "attribute":
        places = [at(item, name, endpoint.attribute) for name in ("extended_attributes", "attributes")]
        return wanted in (as_text(place) for place in (*places, at(item, endpoint.attribute)))
    written = text_at(item, "description" if endpoint.ticket == "description" else "address")
    return f"[{wanted}]" in (written or "")


def one_of(answer: Wild, ref: ExternalRef) -> Wild:
    """The request of that id. `Refused` where the list is empty, `Misunderstood` where it is another's."""
    listed = items(answer, REQUESTS)
    if not listed:
        raise Refused("NO_SUCH_RECORD")
    for item in listed:
        if id_at(item, "service_request_id") == ref.id:
            return item
    raise Misunderstood("ANOTHER_RECORD")


def to_remote_case(item: Wild, ref: ExternalRef, site: Site, as_of: datetime) -> RemoteCase:
    """A request as it stands."""
    word, note = need_word(item, "status"), text_at(item, "status_notes")
    status = site.words.status_of(word)
    wanted = id_at(item, "agency_responsible") if status is CaseStatus.RETURNED else None
    changes = (state_change(item, site),) if site.state_is_change else ()
    return RemoteCase(ref, word, status, as_of, note, wanted, changes)


def state_change(item: Wild, site: Site) -> Change:
    """The present state of a request as the change that led to it."""
    ref = ExternalRef(site.name, need_id(item, "service_request_id"))
    word, when = need_word(item, "status"), _time(item, site)
    status = site.words.status_of(word)
    wanted = id_at(item, "agency_responsible") if status is CaseStatus.RETURNED else None
    moment_ms = int(when.timestamp() * 1000)
    order = moment_ms + _FURTHER.get(status, 0)
    return Change(
        f"{ref.id}:{moment_ms}:{word}", ref, word, status, order, text_at(item, "status_notes"), wanted, when
    )


def update_change(item: Wild, site: Site) -> Change:
    """One entry of servicerequestupdates."""
    ref = ExternalRef(site.name, need_id(item, "service_request_id"))
    number, word, when = need_id(item, "update_id"), need_word(item, "status"), _time(item, site)
    order = int(when.timestamp() * 1000)
    note = text_at(item, "description")
    return Change(f"{ref.id}:{number}", ref, word, site.words.status_of(word), order, note, None, when)


def to_update(ref: ExternalRef, text: str, key: str, now: datetime, endpoint: Endpoint) -> dict[str, str]:
    """The fields of POST servicerequestupdates, without the key; the status stays what it is."""
    form = {
        "jurisdiction_id": endpoint.jurisdiction,
        "service_request_id": ref.id,
        "update_id": key,
        "status": "OPEN",
        "updated_datetime": stamp(now),
        "description": text[:LONGEST_DESCRIPTION],
    }
    return {name: value for name, value in form.items() if value}


def stamp(moment: datetime) -> str:
    """A time as the specification wants it: whole seconds, UTC, with its Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(item: Wild, site: Site) -> datetime:
    written = text_at(item, "updated_datetime") or text_at(item, "requested_datetime")
    if written is None:
        raise Misunderstood("NO_TIME")
    return moment(written, "iso", site.zone)
