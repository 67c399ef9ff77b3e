"""The hub in the words of Open311 GeoReport v2: values for the door, without its formats."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.domain.case import CaseEventType, CaseStatus
from hub.domain.directory import Directory
from hub.domain.status import FINAL
from hub.domain.visible import VisibleCase, VisibleEvent

MOST_KEYWORDS = 20
LONGEST_DESCRIPTION = 4000  # characters; the specification's bound
MOST_REQUESTS = 1000  # of one question, all pages together; the specification's bound
OPEN = tuple(status for status in CaseStatus if status not in FINAL)
CLOSED = tuple(status for status in CaseStatus if status in FINAL)
NOTES: Mapping[CaseStatus, str] = {
    CaseStatus.RECEIVED: "Laporan diterima dan menunggu verifikasi.",
    CaseStatus.NEEDS_INFORMATION: "Menunggu keterangan tambahan dari pelapor.",
    CaseStatus.VERIFIED: "Laporan terverifikasi dan akan diteruskan.",
    CaseStatus.ASSIGNED: "Laporan diteruskan kepada instansi yang berwenang.",
    CaseStatus.IN_PROGRESS: "Laporan sedang ditindaklanjuti.",
    CaseStatus.RETURNED: "Laporan dikembalikan dan dicarikan instansi yang berwenang.",
    CaseStatus.ADJUDICATION: "Koordinator menentukan instansi yang berwenang.",
    CaseStatus.ANSWERED: "Instansi telah memberi tanggapan.",
    CaseStatus.CLOSED: "Laporan selesai.",
    CaseStatus.ARCHIVED: "Laporan diarsipkan.",
    CaseStatus.MERGED: "Laporan digabungkan dengan laporan lain.",
    CaseStatus.WITHDRAWN: "Laporan dicabut oleh pelapor.",
}
TOLD = (
    CaseEventType.VERIFIED,
    CaseEventType.ASSIGNED,
    CaseEventType.ACCEPTED,
    CaseEventType.RETURNED,
    CaseEventType.INFORMATION_REQUESTED,
    CaseEventType.PROGRESSED,
    CaseEventType.ANSWERED,
    CaseEventType.CONTESTED,
    CaseEventType.CLOSED,
    CaseEventType.REOPENED,
    CaseEventType.ARCHIVED,
    CaseEventType.MERGED,
    CaseEventType.WITHDRAWN,
)
"""Events that are updates of a request; the others are the hub's own affairs."""


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """A kind of request: a topic."""

    code: str
    name: str
    description: str
    keywords: tuple[str, ...]
    group: str


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """A case. Of one that is not public only the status, for the portal that handed it in."""

    id: str  # tracking number
    is_open: bool
    notes: str
    service_code: str | None
    service_name: str | None
    description: str | None
    agency: str | None
    requested_at: datetime
    updated_at: datetime
    address: str | None
    address_id: str | None  # region code


@dataclass(frozen=True, slots=True)
class RequestUpdate:
    """One thing that happened to a case."""

    id: str
    request_id: str
    is_open: bool
    at: datetime
    description: str


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a list between two moments, both included; aware. `offset + limit` is at most 1000."""

    start: datetime
    end: datetime
    limit: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """Which public requests; empty means no condition. `region` includes everything below it."""

    span: Span
    codes: tuple[str, ...] = ()
    statuses: tuple[CaseStatus, ...] = ()
    region: str | None = None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A request that was taken: its number, and the reporter's receipt."""

    id: str
    receipt: str

    def __repr__(self) -> str:
        """Never the receipt."""
        return f"HandedIn({self.id})"


def services(directory: Directory) -> tuple[ServiceKind, ...]:
    """Every topic in order of the reference data; `group` is the topic above it."""
    words: dict[str, list[str]] = {}
    for rule in directory.keyword_rules:
        words.setdefault(rule.topic, []).extend(rule.words)
    found = []
    for topic in directory.topics.values():
        above = directory.topics.get(topic.parent or "")
        said = f"{above.name}: {topic.name}" if above else topic.name
        keywords = tuple(dict.fromkeys(words.get(topic.code, [])))[:MOST_KEYWORDS]
        found.append(ServiceKind(topic.code, topic.name, said, keywords, above.name if above else topic.name))
    return tuple(found)


def request_of(case: VisibleCase, directory: Directory, *, public: bool) -> ServiceRequest:
    """A case as a service request; `public`: whether everybody may read it."""
    topic = directory.topics.get(case.topic or "")
    agency = directory.agency_of(case.owner) if case.owner else None
    region = directory.regions.get(case.region)
    answer = case.answer if public else None
    return ServiceRequest(
        id=case.tracking_number,
        is_open=case.status not in FINAL,
        notes=answer or NOTES[case.status],
        service_code=case.topic,
        service_name=topic.name if topic else None,
        description=_text(case)[:LONGEST_DESCRIPTION] if public else None,
        agency=agency.name if agency else None,
        requested_at=case.created_at,
        updated_at=case.updated_at,
        address=region.name if region and public else None,
        address_id=case.region if public else None,
    )


def _text(case: VisibleCase) -> str:
    """Title and body; a title that is only the beginning of the body is not said twice."""
    return case.body if case.body.startswith(case.title.rstrip("…")) else f"{case.title}\n\n{case.body}"


def update_of(event: VisibleEvent, number: str, *, public: bool) -> RequestUpdate:
    """An event as an update; without words of its own, or where they aren't public, the status speaks."""
    words = event.note if public else None
    return RequestUpdate(
        id=event.id,
        request_id=number,
        is_open=event.status not in FINAL,
        at=event.occurred_at,
        description=(words or NOTES[event.status])[:LONGEST_DESCRIPTION],
    )
