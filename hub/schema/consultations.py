"""Minutes of public consultations as clients see and send them."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from hub.domain import consultations as minutes
from hub.domain.consultations import AgreementState, PartyKind
from hub.schema import ids
from hub.schema.agencies import Agency
from hub.schema.enum_values import public
from hub.schema.fields import Info, column, reference, rule
from hub.schema.paging import PageInfo
from hub.schema.places import Topic
from hub.schema.problems import Problem
from hub.schema.scalars import Cursor

__all__ = ["AgreementState", "PartyKind"]

public(
    PartyKind,
    "Whom a participant of a forum stands for (jenis peserta).",
    PUBLIC="Users of the service (masyarakat pengguna layanan).",
    ACADEMICS="Universities and experts (akademisi).",
    MEDIA="Press and broadcasters (media massa).",
    CIVIL_SOCIETY="Associations and NGOs (organisasi masyarakat sipil).",
    BUSINESS="Business and its associations (dunia usaha).",
    GOVERNMENT="Other public bodies (instansi pemerintah).",
    OTHER="Anybody else (lainnya).",
)
public(
    AgreementState,
    "How far an agreement has come (status tindak lanjut).",
    OPEN="Nothing was reported yet (belum ditindaklanjuti).",
    IN_PROGRESS="The agency is at it (sedang ditindaklanjuti).",
    DONE="It is done (selesai).",
    DROPPED="It will not be done, for the reason that was reported (tidak dilanjutkan).",
)


@strawberry.type(description="Participants of one kind (peserta forum, jenis dan jumlah); never a person.")
class ConsultationParty:
    """So many of them."""

    kind: PartyKind = column("consultations.parties", "Whom they stand for (jenis peserta).")
    people: int = column("consultations.parties", "How many came (jumlah peserta).")
    organisation: str | None = column("consultations.parties", "Their organisation (nama organisasi).")


@strawberry.type(description="What an agency said about an agreement (laporan tindak lanjut).")
class ConsultationFollowUp:
    """Never changed afterwards."""

    row: strawberry.Private[minutes.FollowUp]
    state: AgreementState = column("follow_ups.state", "How far it had come (status).")
    note: str = column("follow_ups.note", "What was done (catatan).")
    evidence_url: str | None = column("follow_ups.evidence_url", "Where that can be seen (tautan bukti).")
    reported_at: datetime = column("follow_ups.reported_at", "When it was said (dilaporkan pada).")

    @reference("directory.agencies", "Whose words these are (instansi pelapor).")
    def agency(self, info: Info) -> Agency:
        """By its code."""
        return Agency.known(info.context.directory, self.row.agency)


@strawberry.type(
    description="Something that was agreed on in a forum (kesepakatan, tindakan yang disepakati)."
)
class ConsultationAgreement:
    """With all that was reported about it."""

    row: strawberry.Private[minutes.Agreement]
    id: strawberry.ID = rule("ids.encode", "Id (pengenal), for `reportConsultationFollowUp`.")
    number: int = column("agreements.number", "Its number in the minutes (nomor urut).")
    text: str = column("agreements.text", "What is to be done (isi kesepakatan).")
    due_on: date = column("agreements.due_on", "Last day for it (batas waktu).")
    state: AgreementState = column("agreements.state", "How far it has come (status).")
    overdue: bool = rule("Agreement.overdue", "Its day has passed and it has not ended (terlambat).")
    follow_ups: list[ConsultationFollowUp] = column(
        "follow_ups", "What was reported, oldest first (tindak lanjut).", rows=3
    )

    @reference("directory.agencies", "Who has to do it (instansi penanggung jawab).")
    def agency(self, info: Info) -> Agency:
        """By its code."""
        return Agency.known(info.context.directory, self.row.agency)

    @classmethod
    def of(cls, row: minutes.Agreement, today: date) -> "ConsultationAgreement":
        """From the minutes, as of a day."""
        told = [
            ConsultationFollowUp(
                row=one,
                state=one.state,
                note=one.note,
                evidence_url=one.evidence_url,
                reported_at=one.reported_at,
            )
            for one in row.follow_ups
        ]
        return cls(
            row=row,
            id=strawberry.ID(ids.encode("Agreement", row.id)),
            number=row.number,
            text=row.text,
            due_on=row.due_on,
            state=row.state,
            overdue=row.overdue(today),
            follow_ups=told,
        )


@strawberry.type(
    description="The record of a public forum (forum konsultasi publik, FKP: catatan dan berita acara)."
)
class Consultation:
    """Public: of people it tells kind and number only."""

    row: strawberry.Private[minutes.Consultation]
    id: strawberry.ID = rule("ids.encode", "Id (pengenal).")
    held_on: date = column("consultations.held_on", "Day of the forum (tanggal).")
    subject: str = column("consultations.subject", "What it was about (pokok bahasan).")
    place: str = column("consultations.place", "Where it was held (tempat).")
    people: int = rule("Consultation.people", "How many came (jumlah peserta).")
    parties: list[ConsultationParty] = column("consultations.parties", "Who came (peserta).", rows=7)
    agreements: list[ConsultationAgreement] = column(
        "agreements", "What was agreed (kesepakatan), in order.", rows=5
    )
    minutes_url: str | None = column("consultations.minutes_url", "The signed minutes (tautan berita acara).")
    minutes_sha256: str | None = column(
        "consultations.minutes_sha256", "SHA-256 of their file (sidik berkas)."
    )
    recorded_at: datetime = column("consultations.recorded_at", "When it was entered (dicatat pada).")

    @reference("directory.agencies", "Whose forum it was (instansi penyelenggara).")
    def agency(self, info: Info) -> Agency:
        """By its code."""
        return Agency.known(info.context.directory, self.row.agency)

    @reference("directory.topics", "Which service it was about (topik).")
    def topic(self, info: Info) -> Topic | None:
        """By its code."""
        return Topic.maybe(info.context.directory, self.row.topic)

    @classmethod
    def of(cls, row: minutes.Consultation, today: date) -> "Consultation":
        """From the store, as of a day."""
        return cls(
            row=row,
            id=strawberry.ID(ids.encode("Consultation", row.id)),
            held_on=row.held_on,
            subject=row.subject,
            place=row.place,
            people=row.people,
            parties=[
                ConsultationParty(kind=one.kind, people=one.people, organisation=one.organisation)
                for one in row.parties
            ],
            agreements=[ConsultationAgreement.of(one, today) for one in row.agreements],
            minutes_url=row.minutes_url,
            minutes_sha256=row.minutes_sha256,
            recorded_at=row.recorded_at,
        )


@strawberry.type(description="A record and its place in the list (catatan dalam daftar).")
class ConsultationEdge:
    """Relay's edge."""

    cursor: Cursor = rule("CursorSeal.seal", "Place of this record in this list (penanda posisi).")
    node: Consultation = rule("Consultation.of", "The record (catatan forum).")


@strawberry.type(description="A page of records (daftar forum konsultasi publik).")
class ConsultationConnection:
    """Relay's connection."""

    edges: list[ConsultationEdge] = rule("page.edges", "The records of this page (isi halaman).", rows=1)
    page_info: PageInfo = rule("PageInfo.of", "Where this page lies (halaman).")


@strawberry.type(description="The record is kept (catatan tersimpan).")
class ConsultationRecorded:
    """Answer of both changes."""

    consultation: Consultation = rule("Consultation.of", "The record as it is now (catatan forum).")


ConsultationResult = Annotated[
    ConsultationRecorded | Problem,
    strawberry.union(
        "ConsultationResult", description="Kept, or what has to be mended (hasil atau kendala)."
    ),
]
