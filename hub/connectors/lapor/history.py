"""The course of a complaint at SP4N-LAPOR!: its log, its follow-ups and its words; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from hub.connectors.lapor.mapping import succeeded
from hub.connectors.wild import (
    LARGEST,
    LONGEST_NOTE,
    LONGEST_WORD,
    Wild,
    id_at,
    moment,
    need_int,
    need_list,
    need_text,
    need_word,
    text_at,
)
from hub.connectors.words import Words, fold
from hub.domain.case import CaseStatus
from hub.domain.exchange import Change, ExternalRef, RemoteCase

STAMP = "%d-%m-%Y %H:%M:%S"
TIMER = "selesai otomatis dalam"
BY_AGENCY = "Ditindaklanjuti oleh Instansi"
WORDS: Mapping[str, CaseStatus] = {
    "Belum Terverifikasi": CaseStatus.RECEIVED,
    "Verifikasi": CaseStatus.VERIFIED,
    "Terverifikasi": CaseStatus.VERIFIED,
    "Tunda": CaseStatus.NEEDS_INFORMATION,
    "Terdisposisi ke *": CaseStatus.ASSIGNED,
    "Belum Ditindaklanjuti": CaseStatus.ASSIGNED,
    "Dalam Proses": CaseStatus.IN_PROGRESS,
    f"{BY_AGENCY}*": CaseStatus.IN_PROGRESS,
    "Ditanggapi oleh Pelapor": CaseStatus.IN_PROGRESS,
    "Bukan Wewenang": CaseStatus.RETURNED,
    "Ditolak": CaseStatus.ARCHIVED,
    "Diarsipkan": CaseStatus.ARCHIVED,
    "Arsipkan": CaseStatus.ARCHIVED,
    "Selesai": CaseStatus.CLOSED,
}
REJECTED = fold("Ditolak")
ENDS = frozenset({CaseStatus.ANSWERED, CaseStatus.CLOSED})
STEP = 1000  # between the places of two logs: room for the follow-ups between them
LAST = LARGEST // STEP  # number of a log or follow-up


@dataclass(frozen=True, slots=True)
class Site:
    """What reading needs to know of an instance."""

    name: str
    zone: str
    words: Words


def to_remote_case(
    detail: Wild, followups: Iterable[Wild], ref: ExternalRef, site: Site, as_of: datetime
) -> RemoteCase:
    """A complaint with its whole history: status logs and the institutions' follow-ups."""
    word = need_word(succeeded(detail), "results", "data", "status_name")
    logs = _unique(_log(entry, ref, site) for entry in need_list(detail, "results", "data_logs"))
    told = [entry for entry in followups if text_at(entry, "institution_from_name")]
    answers = _placed(_unique(_followup(entry, ref, site) for entry in told), logs)
    closing = [_with_answer(log, answers) for log in logs]
    changes = tuple(sorted([*answers, *closing], key=lambda change: change.order))
    last = changes[-1] if changes else None
    status = site.words.status_of(word)
    if last is not None and fold(last.status_text) == fold(word):
        status = last.status  # the log knows more: a rejection that names an institution is a return
    wanted = last.proposed_owner if last and status is CaseStatus.RETURNED else None
    return RemoteCase(ref, word, status, as_of, last.note if last else None, wanted, changes)


def _log(entry: Wild, ref: ExternalRef, site: Site) -> Change:
    number, word = need_int(entry, "id", largest=LAST), need_word(entry, "status_new", "name")
    status, institution = site.words.status_of(word), id_at(entry, "institution_to", "id")
    if fold(word) == REJECTED and (institution or text_at(entry, "template_code") == "not_authority"):
        status = CaseStatus.RETURNED
    if TIMER in fold(word):
        status = CaseStatus.ANSWERED
    return Change(
        event_id=f"{ref.id}:log:{number}",
        ref=ref,
        status_text=word,
        status=status,
        order=number * STEP,
        note=text_at(entry, "content") or (None if status in ENDS else _filled(entry)),
        proposed_owner=institution if status is CaseStatus.RETURNED else None,
        claimed_at=_when(entry, site),
    )


def _followup(entry: Wild, ref: ExternalRef, site: Site) -> Change:
    """An institution's message. Others are the reporter's or our own: their effect shows in the logs."""
    number = need_int(entry, "id", largest=LAST)
    status, note = site.words.status_of(BY_AGENCY), text_at(entry, "content")
    event_id = f"{ref.id}:followup:{number}"
    return Change(event_id, ref, BY_AGENCY, status, number, note, claimed_at=_when(entry, site))


def _when(entry: Wild, site: Site) -> datetime:
    stamp = text_at(entry, "date") or need_text(entry, "created_at")
    return moment(stamp, STAMP, site.zone)


def _filled(entry: Wild) -> str | None:
    """The template's text with its placeholders, written with and without inner spaces."""
    text = text_at(entry, "template_content")
    if text is None:
        return None
    values = {
        "institution_from": text_at(entry, "institution_from_name"),
        "institution_to": text_at(entry, "institution_to_name"),
        "status_old": text_at(entry, "status_old", "name"),
        "status_new": text_at(entry, "status_new", "name"),
    }
    for name, value in values.items():
        for placeholder in (f"{{{{{name}}}}}", f"{{{{ {name} }}}}"):
            text = text.replace(placeholder, (value or "-")[:LONGEST_WORD])
    return text[:LONGEST_NOTE]


def _unique(changes: Iterable[Change]) -> list[Change]:
    """By the peer's own numbers: a page may repeat or turn round its entries."""
    return sorted({change.event_id: change for change in changes}.values(), key=lambda change: change.order)


def _placed(answers: list[Change], logs: list[Change]) -> list[Change]:
    """Follow-ups have numbers of their own: each takes its place behind the last log before its time.

    Of one second the message comes first and the status it led to second. A place never changes when the
    history grows.
    """
    placed: list[Change] = []
    for answer in answers:
        before = max((log.order for log in logs if _time(log) < _time(answer)), default=0)
        same = sum(1 for other in placed if before < other.order < before + STEP)
        placed.append(replace(answer, order=before + 1 + same))
    return placed


def _with_answer(log: Change, answers: list[Change]) -> Change:
    """A log that ends the work without saying anything is told with the institution's last message."""
    earlier = [answer for answer in answers if _time(answer) <= _time(log)]
    if log.status not in ENDS or log.note is not None or not earlier:
        return log
    return replace(log, note=earlier[-1].note)


def _time(change: Change) -> datetime:
    return change.claimed_at or datetime.min.replace(tzinfo=UTC)
