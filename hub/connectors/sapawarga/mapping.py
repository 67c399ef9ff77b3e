"""Sapawarga shapes to ours and back; pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from hub.connectors.ticket import ticket
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
from hub.domain.case import CaseStatus
from hub.domain.exchange import Change, ExternalRef, OutgoingCase, RemoteCase

WORDS: Mapping[str, CaseStatus] = {
    "unverified": CaseStatus.RECEIVED,
    "verified": CaseStatus.VERIFIED,
    "failed": CaseStatus.ARCHIVED,
    "directed_to_hotline_jabar": CaseStatus.ASSIGNED,
    "not_yet_instructed": CaseStatus.VERIFIED,
    "not_yet_coordinated": CaseStatus.VERIFIED,
    "coordinated": CaseStatus.ASSIGNED,
    "rejected": CaseStatus.RETURNED,
    "followup": CaseStatus.IN_PROGRESS,
    "postponed": CaseStatus.NEEDS_INFORMATION,
    "review": CaseStatus.IN_PROGRESS,
    "finished": CaseStatus.CLOSED,
    "diverted_to_span": CaseStatus.RETURNED,
}


class Portal(Struct, frozen=True, forbid_unknown_fields=True):
    """The `[sapawarga]` section: what the portal's masters call things."""

    category: str  # where `categories` names none
    user_name: str  # shown where a reporter's name would stand; never a person
    authority: str = "pemprov"
    categories: dict[str, str] = {}  # topic code -> category id; holds for the sub-topics too


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys beyond the common ones."""

    sapawarga: Portal


def to_complaint(case: OutgoingCase, portal: Portal) -> dict[str, Any]:
    """The create call's body; our number travels as `sp4n_id`, the field for a partner's number."""
    return {
        "title": case.title,
        "description": case.body,
        "user_name": portal.user_name,
        "category_id": _category(case.topic or "", portal),
        "city_id": ".".join(case.region.split(".")[:2]),
        "district_id": case.region if case.region.count(".") == 2 else None,
        "village_id": None,
        "address_detail": case.region_name,
        "authority": portal.authority,
        "disposition": case.owner_external_id,
        "sp4n_id": ticket(case),
        "sp4n_created_at": case.created_at.isoformat(),
        "source_id": "sp4n",
        "type": "private" if case.restricted or case.sealed else "public",
    }


def _category(topic: str, portal: Portal) -> str:
    own = portal.categories.get(topic)
    return own or portal.categories.get(topic.split(".")[0], portal.category)


def complaint_id(answer: Wild) -> str:
    """The new complaint's id."""
    return need_id(answer, "data", "id")


def entries(answer: Wild) -> list[Wild]:
    """The entries of a master list."""
    return need_list(answer, "data")


def search_page(answer: Wild, wanted: str) -> tuple[str | None, int]:
    """The id of the complaint with that ticket if this page holds it, and how many pages there are."""
    items = need_list(answer, "data", "data")
    found = next((need_id(item, "id") for item in items if text_at(item, "sp4n_id") == wanted), None)
    return found, need_int(answer, "data", "total_pages")


def to_remote_case(answer: Wild, ref: ExternalRef, zone: str, words: Words, as_of: datetime) -> RemoteCase:
    """A complaint as it stands. The tracking list names no status, so the present state is the change."""
    item = at(answer, "data")
    word = need_word(item, "complaint_status_id")
    when = moment(need_text(item, "updated_at"), "iso", zone)
    order = int(when.timestamp() * 1000)
    status, note = words.status_of(word), text_at(item, "note")
    wanted = id_at(item, "diverted_to") if status is CaseStatus.RETURNED else None
    change = Change(f"{ref.id}:{order}:{word}", ref, word, status, order, note, wanted, when)
    return RemoteCase(ref, word, status, as_of, note, wanted, (change,))
