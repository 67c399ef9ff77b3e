"""SP4N-LAPOR!: what we send and what its answers say; pure. `history` reads a complaint's course."""

from collections.abc import Iterable
from typing import Any

from hub.connectors.lapor.options import Account
from hub.connectors.ticket import ticket
from hub.connectors.wild import Wild, at, id_at, need_id, need_int, need_list, need_text, text_at
from hub.domain.exchange import ExternalRef, OutgoingCase
from hub.errors import Misunderstood, Refused

DATE = "%d-%m-%Y"


def to_complaint(case: OutgoingCase, account: Account, attachments: Iterable[int] = ()) -> dict[str, Any]:
    """The create call's body: at our own institution, no reporter, our number at the end of `content`."""
    ids = ",".join(str(one) for one in attachments)
    return {
        "title": case.title,
        "content": f"{case.body}\n\n[Nomor Tiket {ticket(case)}]",
        "channel": account.channel,
        "is_new_user_slider": False,
        "user_id": account.user,
        "is_inbox": False,
        "is_disposisi_slider": True,
        "classification_id": account.classifications.get(case.kind.value, account.classification),
        "disposition_id": account.institution,
        "category_id": case.sp4n_category or account.category,
        "priority_program_id": None,
        "location_id": account.location,
        "community_id": None,
        "date_of_incident": case.occurred_on and case.occurred_on.strftime(DATE),
        "copy_externals": None,
        "info_disposition": None,
        "info_attachments": None,
        "tags_raw": account.tags,
        "is_approval": False,
        "is_anonymous": case.sealed,
        "is_secret": case.restricted,
        "is_priority": False,
        "attachments": f"[{ids}]" if ids else False,
    }


def complaint_id(answer: Wild) -> str:
    """The new complaint's id, from either place it may stand at.

    An answer that says it failed is `Refused`, whatever its HTTP status; one that says nothing is
    `Misunderstood`, for LAPOR may hold the complaint.
    """
    found = id_at(answer, "complaint_id") or id_at(answer, "results", "complaint", "id")
    if found is None:
        succeeded(answer)
        raise Misunderstood("NO_COMPLAINT_ID")
    return found


def succeeded(answer: Wild) -> Wild:
    """The answer, unless it tells of a failure: LAPOR does so with HTTP 200."""
    if at(answer, "status") in (False, "error", "failed"):
        raise Refused("REFUSED_IN_BODY")
    return answer


def to_rejection(owner: str) -> dict[str, Any]:
    """Handing over is a rejection that names the new owner as its reason."""
    return {
        "is_request": 1,
        "not_authority": 1,
        "reason": owner,
        "reason_description": "Diteruskan kepada instansi yang berwenang",
    }


def was_handed_over(answer: Wild, owner: str) -> bool:
    """Whether `owner` holds the complaint or has held it since it was created."""
    if text_at(succeeded(answer), "results", "data", "disposition_id") == owner:
        return True
    logs = need_list(answer, "results", "data_logs")
    handed = [log for log in logs if text_at(log, "template_code") == "disposition"]
    return any(text_at(log, "institution_to", "id") == owner for log in handed)


def holder(detail: Wild) -> str:
    """The institution that holds the complaint."""
    return need_id(succeeded(detail), "results", "data", "disposition_id")


def followup_page(answer: Wild) -> tuple[list[Wild], bool]:
    """Entries of one page, and whether there is another."""
    entries = need_list(succeeded(answer), "results", "data")
    return entries, text_at(answer, "results", "next_page_url") is not None


def to_followup(ref: ExternalRef, text: str, to: str, account: Account) -> dict[str, str]:
    """The fields of a follow-up from our own institution to the one that holds the complaint."""
    return {
        "user_id": str(account.user),
        "institution_from_id": account.institution,
        "institution_to_id": to,
        "complaint_id": ref.id,
        "info_disposition": "",
        "template_code": "followup",
        "rating": "",
        "is_secret": "0",
        "content": text,
    }


def file_ids(answer: Wild) -> tuple[int, ...]:
    """Ids of uploaded files. LAPOR sorts them into pictures and documents: both count."""
    found = succeeded(answer)
    kinds = [at(found, "results", kind) for kind in ("images", "docs")]
    return tuple(need_int(file, "id") for files in kinds if isinstance(files, list) for file in files)


def master(answer: Wild, key: str, value: str) -> dict[str, str]:
    """A master list as a table."""
    rows = need_list(succeeded(answer), "results", "data")
    return {need_text(row, key): need_text(row, value) for row in rows}
