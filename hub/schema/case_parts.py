"""What hangs on a case: deadlines, files, the reporter, the copies in agencies' systems."""

from datetime import datetime

import strawberry

from hub.domain import sla
from hub.domain.visible import VisibleRecord, VisibleReporter
from hub.schema.agencies import Connector
from hub.schema.case_words import CaseStatus, OversightState
from hub.schema.fields import Info, column, computed, reference, rule
from hub.schema.problems import SourceFailed
from hub.schema.work_words import ClockKind, ClockState


@strawberry.type(description="A legal deadline of a case (tenggat).")
class Clock:
    """Computed from the timeline by the dated legal limits."""

    kind: ClockKind = rule("sla.clocks", "Which duty it measures (jenis tenggat).")
    started_at: datetime = rule("sla.clocks", "When it started (mulai).")
    due_at: datetime = rule("sla.clocks", "When the time is up (jatuh tempo); moves while the clock rests.")
    paused_at: datetime | None = rule("sla.clocks", "Since when it rests (tunda sejak).")
    stopped_at: datetime | None = rule("sla.clocks", "When the duty was done (selesai pada).")
    state: ClockState = rule("sla.clocks", "How it stands (status tenggat).")
    working_days_left: int = rule(
        "sla.clocks", "Working days left after today (sisa hari kerja); 0 on the last day and when late."
    )
    source: str = rule("sla.clocks", "The legal rule (dasar hukum).")
    near_at: datetime | None = rule(
        "sla.clocks", "From when on a warning is due (mendekati tenggat); null for very short limits."
    )
    calendar: str = rule(
        "sla.clocks", "Version of the working days and limits behind the dates (versi kalender kerja)."
    )

    @classmethod
    def of(cls, row: sla.Clock) -> "Clock":
        """From the rule's answer."""
        return cls(
            kind=row.kind,
            started_at=row.started_at,
            due_at=row.due_at,
            paused_at=row.paused_at,
            stopped_at=row.stopped_at,
            state=row.state,
            working_days_left=row.working_days_left,
            source=row.source,
            near_at=row.near_at,
            calendar=row.calendar,
        )


@strawberry.type(description="The case at the Ombudsman (eskalasi).")
class Oversight:
    """Orthogonal to the status."""

    state: OversightState = column("cases.oversight", "How far it has come (tahap).")
    reference: str | None = column(
        "cases.oversight_reference", "The Ombudsman's own number (nomor laporan), once it is known."
    )


@strawberry.type(description="A file that belongs to a case (lampiran).")
class Attachment:
    """No upload is served yet, so no case has one."""

    id: strawberry.ID = rule("ids.encode", "Id (pengenal) of the file.")
    filename: str = column("attachments.filename", "Name as uploaded (nama berkas).")
    media_type: str = column("attachments.media_type", "What it was recognised as (jenis berkas).")
    bytes: int = column("attachments.bytes", "Size (ukuran) in bytes.")
    url: str = rule("attachments.url", "Where to fetch it (tautan); short-lived.")


@strawberry.type(description="Who reports (pelapor); only of NAMED cases and only for entitled viewers.")
class Reporter:
    """Kept apart from the case and encrypted."""

    name: str | None = column("reporters.name", "Full name (nama).")
    email: str | None = column("reporters.email", "E-mail address (surel).")
    phone: str | None = column("reporters.phone", "Telephone number (nomor telepon).")
    identity_verified: bool = column(
        "reporters.identity_verified",
        "Whether the civil registry confirmed the identity (identitas terverifikasi).",
    )

    @classmethod
    def of(cls, row: VisibleReporter) -> "Reporter":
        """From what this viewer is entitled to."""
        return cls(name=row.name, email=row.email, phone=row.phone, identity_verified=row.identity_verified)


@strawberry.type(
    description="The same case in an agency's own system (data di sistem instansi), read at query time."
)
class ExternalRecord:
    """A stale record is what the hub last heard; `asOf` says when. Its error stands at `statusText`."""

    row: strawberry.Private[VisibleRecord]
    external_id: str = column(
        "external_records.external_id", "The agency's own number (nomor di sistem instansi)."
    )
    url: str | None = column("external_records.url", "Where a citizen can see it (tautan).")
    status: CaseStatus | None = rule(
        "connector mapping", "What that word means here (padanan status); null when it is unknown."
    )
    as_of: datetime = column("external_records.as_of", "When the hub read it (data per).")
    stale: bool = column(
        "external_records.stale", "The system did not answer now, or is being asked (data tidak terkini)."
    )

    @computed(
        "external_records.status_text",
        "The agency's own word (status asli), untranslated; null with an error when its system does not "
        "answer and never did.",
    )
    def status_text(self) -> str | None:
        """Where a failure shows: the other fields of the record, and the case, are answered all the same."""
        if self.row.failure is not None:
            raise SourceFailed(self.row.connector, self.row.failure, self.row.as_of)
        return self.row.status_text

    @reference("connectors.manifests", "Through which system (konektor).")
    def connector(self, info: Info) -> Connector:
        """By its name."""
        return Connector.known(info, self.row.connector)

    @classmethod
    def of(cls, row: VisibleRecord) -> "ExternalRecord":
        """From what was read, now or earlier."""
        return cls(
            row=row,
            external_id=row.external_id,
            url=row.url,
            status=row.status,
            as_of=row.as_of,
            stale=row.stale,
        )
