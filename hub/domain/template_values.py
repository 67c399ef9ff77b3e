"""What fills the gaps of a canned answer for one case."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from hub.domain.case import CaseEvent, CaseEventType, CaseStatus
from hub.domain.directory import Directory
from hub.domain.redaction import masked
from hub.domain.sla import Clock, ClockKind, clocks, next_due
from hub.domain.status import UNDER_OWNER
from hub.domain.template import UNKNOWN, TemplateKind
from hub.domain.visible import VisibleCase

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_MOMENT = timedelta(microseconds=1)
_ASKS = {
    TemplateKind.ANSWER: CaseEventType.ANSWERED,
    TemplateKind.INFORMATION_REQUEST: CaseEventType.INFORMATION_REQUESTED,
}


def values_for(
    case: VisibleCase,
    writer: str | None,
    kind: TemplateKind,
    running: tuple[Clock, ...],
    directory: Directory,
    now: datetime,
) -> Mapping[str, str]:
    """Every placeholder of the closed list.

    Args:
        case: as the officer may see it.
        writer: code of the officer's agency; None: the agency that holds the case.
        kind: of the text: an answer and a question give the reporter a time to reply.
        running: the legal clocks of the case.
        directory: names, zone, limits and days off.
        now: hub time, aware.
    """
    zone = directory.zone_of(case.region)
    agency = directory.agency_of(writer or case.owner or "")
    topic = directory.topics.get(case.topic or "")
    region = directory.regions.get(case.region)
    due, reply = next_due(running), reply_until(case, kind, directory, now)
    return {
        "nomor_laporan": case.tracking_number,
        "judul": masked(case.title),
        "nama_instansi": agency.name if agency else UNKNOWN,
        "topik": topic.name if topic else UNKNOWN,
        "wilayah": region.name if region else UNKNOWN,
        "tanggal": day_of(now, zone),
        "tanggal_laporan": day_of(case.created_at, zone),
        "tenggat": _last_day(due, zone),
        "batas_balas": _last_day(reply, zone),
    }


def reply_until(
    case: VisibleCase, kind: TemplateKind, directory: Directory, now: datetime
) -> datetime | None:
    """When the reporter's time would be up, were the act done now; None for acts that ask nothing.

    Counted as the clock will count: where the agency works that has the case.

    Source: rules R7 and R10 of docs/clocks.md, by `hub.domain.sla`.
    """
    asked = _ASKS.get(kind)
    if asked is None:
        return None
    return next(
        (
            clock.due_at
            for clock in clocks(
                [_as_if(case, asked, now)],
                case.kind,
                case.sensitivity,
                case.region,
                directory,
                now,
            )
            if clock.kind is ClockKind.REPORTER_REPLY
        ),
        None,
    )


def _last_day(due: datetime | None, zone: tzinfo) -> str:
    """The last day in time; `due` is a midnight of its own zone, which may be another than the place's."""
    return day_of(due - _MOMENT, due.tzinfo or zone) if due else UNKNOWN


def day_of(moment: datetime, zone: tzinfo) -> str:
    """A day as letters write it: `7 Desember 2026`."""
    local = moment.astimezone(zone)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def _as_if(case: VisibleCase, asked: CaseEventType, now: datetime) -> CaseEvent:
    return CaseEvent(
        id="",
        case_id=case.id,
        sequence=1,
        type=asked,
        status=CaseStatus.ANSWERED if asked is CaseEventType.ANSWERED else CaseStatus.NEEDS_INFORMATION,
        version=case.version,
        actor="",
        agency=None,
        note=None,
        occurred_at=now,
        claimed_at=None,
        facts={"assignee": case.owner} if case.status in UNDER_OWNER else {},
    )
