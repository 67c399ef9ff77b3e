"""Our own shapes, seen from outside: what another hub is sent, and what its answers say; pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from hub.connectors.salvage import salvaged
from hub.connectors.wild import (
    Wild,
    at,
    id_at,
    moment,
    need_id,
    need_int,
    need_list,
    need_text,
    need_word,
    text_at,
)
from hub.connectors.words import Words
from hub.domain import notices
from hub.domain.case import CaseEventType, CaseStatus, Sensitivity
from hub.domain.exchange import Change, ChangePage, ExternalRef, OutgoingCase, RemoteCase, StatusCount
from hub.errors import Misunderstood, Refused

WORDS: Mapping[str, CaseStatus] = {
    **{status.value: status for status in CaseStatus},
    "RETURNED": CaseStatus.ASSIGNED,  # inside the peer: it still has the case and looks for an owner
    "ADJUDICATION": CaseStatus.ASSIGNED,
}
OURS = "reporter"  # actor of what we passed on to the peer ourselves: our own words coming back
LONGEST_TITLE, LONGEST_BODY = 200, 10_000
SILENT = frozenset(  # events that say nothing about the work on the case
    kind.value
    for kind in (
        CaseEventType.SUBMITTED,
        CaseEventType.ROUTED,
        CaseEventType.COPIED,
        CaseEventType.ESCALATED,
        CaseEventType.PROTECTION_RAISED,
        CaseEventType.DEADLINE_NEAR,
        CaseEventType.DEADLINE_BREACHED,
        CaseEventType.DELIVERY_FAILED,
        CaseEventType.DEADLINE_MOVED,
        CaseEventType.COMPENSATION_CLAIMED,
        CaseEventType.COMPENSATION_DECIDED,
        CaseEventType.COMPENSATION_PAID,
    )
)
REPLIES = {
    CaseStatus.NEEDS_INFORMATION.value: "provideInformation",
    CaseStatus.ANSWERED.value: "contestAnswer",
    CaseStatus.CLOSED.value: "reopenCase",
}


class Peer(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[hub]` section. `id`: the peer's own, as its `viewer { hub }` tells it."""

    id: str
    path: str = "/graphql"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys beyond the common ones."""

    hub: Peer


def to_submission(case: OutgoingCase, key: str) -> dict[str, Any]:
    """Input of the peer's `submitCase`. Never named: an identity does not travel, so nobody can be shown."""
    return {
        "idempotencyKey": key,
        "kind": case.kind.value,
        "title": case.title[:LONGEST_TITLE],
        "body": case.body[:LONGEST_BODY],
        "region": case.region,
        "topic": case.topic,
        "agency": _agency(case),
        "identityProtection": "SEALED",
        "visibility": "RESTRICTED" if case.restricted else "PUBLIC",
        "sensitivity": case.sensitivity.value,
        "occurredOn": case.occurred_on.isoformat() if case.occurred_on else None,
        "location": _place(case),
        "origin": {"id": case.origin or case.tracking_number, "via": list(case.via)},
    }


def _agency(case: OutgoingCase) -> str | None:
    """Our guess of the owner there; of a case of oversight the respondent, whom the peer keeps out."""
    return case.owner_external_id if case.sensitivity is Sensitivity.ORDINARY else case.respondent


def _place(case: OutgoingCase) -> dict[str, float] | None:
    point = case.location
    return {"latitude": point.latitude, "longitude": point.longitude} if point else None


def taken(answered: Wild) -> str:
    """The number the peer gave the case. Its receipt is not even asked for."""
    return need_id(answered, "case", "trackingNumber")


def to_remote_case(found: Wild, ref: ExternalRef, words: Words, as_of: datetime) -> RemoteCase:
    """A case as the peer shows it. Raises `Refused` where it shows none."""
    if found is None:
        raise Refused("NOT_THERE")
    told = at(found, "timeline", "edges")
    changes = () if told is None else history(told, ref, words)
    word = need_word(found, "status")
    status = words.status_of(word)
    note = next((one.note for one in reversed(changes) if one.note and one.status_text == word), None)
    if status in (CaseStatus.ANSWERED, CaseStatus.CLOSED):
        note = text_at(found, "answer") or note
    return RemoteCase(ref, word, status, as_of, note, changes=changes)


def history(edges: Wild, ref: ExternalRef, words: Words) -> tuple[Change, ...]:
    """A timeline as changes in the peer's order, each once."""
    found = [
        change for edge in need_list(edges) if (change := to_change(at(edge, "node"), ref.connector, words))
    ]
    once = {change.event_id: change for change in found}
    return tuple(sorted(once.values(), key=lambda change: change.order))


def to_change(node: Wild, connector: str, words: Words) -> Change | None:
    """An event as a change; None for one that says nothing new to us, or is our own act coming back."""
    kind, word = need_word(node, "type"), need_word(node, "status")
    ref = ExternalRef(connector, need_id(node, "case", "trackingNumber"))
    if kind in SILENT or text_at(node, "actor") == OURS:
        return None
    order, note = need_int(node, "sequence"), text_at(node, "note")
    when = moment(need_text(node, "occurredAt"), "iso", "UTC")
    return Change(need_id(node, "id"), ref, word, words.status_of(word), order, note, None, when)


def page(found: Wild, since: str, connector: str, words: Words) -> tuple[ChangePage, int, int]:
    """A page of the feed, how many of its events nobody can read, and how many of those are lost."""
    edges = need_list(found, "events", "edges")
    changes: list[Change] = []
    broken = lost = 0
    for place, edge in enumerate(edges):
        try:
            changes += _all(to_change(at(edge, "node"), connector, words))
        except Misunderstood:
            kept = _all(_rest(at(edge, "node"), connector, f"{since}:{place}"))
            broken, lost, changes = broken + 1, lost + (not kept), changes + kept
    cursor = text_at(found, "events", "pageInfo", "endCursor") or since
    more = at(found, "events", "pageInfo", "hasNextPage") is True and cursor != since
    return ChangePage(tuple(dict.fromkeys(changes)), cursor, more), broken, lost


def counted(found: Wild, statuses: Iterable[str], words: Words) -> list[StatusCount]:
    """What a document of `documents.counts` answered; statuses without a case are left out."""
    told = [(word, need_int(found, word, "totalCount")) for word in statuses]
    return [StatusCount(word, words.status_of(word), cases) for word, cases in told if cases]


def day_begins(day: date, zone: str) -> str:
    """The first moment of a day in an IANA zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).isoformat()


def _all(change: Change | None) -> list[Change]:
    return [] if change is None else [change]


def _rest(node: Wild, connector: str, place: str) -> Change | None:
    number = id_at(node, "case", "trackingNumber")
    return salvaged(ExternalRef(connector, number), id_at(node, "id"), node, place) if number else None


def entities(found: Wild, refs: Iterable[ExternalRef]) -> dict[ExternalRef, Wild]:
    """The answers of a batch by the record they are about; None: the peer shows none."""
    shown = {id_at(one, "trackingNumber"): one for one in need_list(found, "_entities") if one is not None}
    return {ref: shown.get(ref.id) for ref in refs}


def to_act(found: Wild, ref: ExternalRef, text: str) -> tuple[str, dict[str, Any]]:
    """Which mutation tells the peer so, and its input; by the status its case has now.

    Raises:
        Refused: the peer takes no such message in that status, or shows no case.
    """
    if found is None:
        raise Refused("NOT_THERE")
    target = {"trackingNumber": ref.id, "expectedVersion": need_int(found, "version")}
    if text == notices.PROTECTED:
        return "raiseProtection", {**target, "identityProtection": "SEALED", "visibility": "RESTRICTED"}
    if text in (notices.WITHDRAWN, notices.RECALLED):
        return "withdrawCase", {**target, "note": text}
    mutation = REPLIES.get(need_word(found, "status"))
    if mutation is None:
        raise Refused("NOT_ASKED")
    return mutation, {**target, "note": text}
