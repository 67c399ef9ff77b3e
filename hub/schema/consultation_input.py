"""What an agency sends of its public consultations."""

from datetime import date

import strawberry

from hub.domain import consultations as minutes
from hub.errors import RuleViolation
from hub.schema import ids
from hub.schema.consultations import AgreementState, PartyKind


@strawberry.input(description="Participants of one kind (peserta forum, jenis dan jumlah).")
class ConsultationPartyInput:
    """Never a person."""

    kind: PartyKind = strawberry.field(description="Whom they stand for (jenis peserta).")
    people: int = strawberry.field(description="How many came (jumlah peserta).")
    organisation: str | None = strawberry.field(
        default=None, description="Their organisation (nama organisasi); never a person, and none for PUBLIC."
    )


@strawberry.input(description="What an agency is to do (kesepakatan, tindakan yang disepakati).")
class AgreementInput:
    """One line of the minutes."""

    text: str = strawberry.field(description="What is to be done (isi kesepakatan), up to 2,000 characters.")
    agency: str = strawberry.field(description="Who has to do it (kode instansi).")
    due_on: date = strawberry.field(description="Last day for it (batas waktu).")


@strawberry.input(description="Minutes of a forum (catatan forum konsultasi publik, FKP).")
class RecordConsultationInput:
    """Input of `recordConsultation`."""

    idempotency_key: str = strawberry.field(
        description="Your own key for this record (kunci idempotensi), 8 to 128 characters."
    )
    agency: str = strawberry.field(description="Whose forum it was (kode instansi).")
    held_on: date = strawberry.field(description="Day of the forum (tanggal).")
    subject: str = strawberry.field(description="What it was about (pokok bahasan), up to 200 characters.")
    place: str = strawberry.field(description="Where it was held (tempat), up to 200 characters.")
    parties: list[ConsultationPartyInput] = strawberry.field(
        description="Who came (peserta), 1 to 50 entries."
    )
    agreements: list[AgreementInput] = strawberry.field(
        default_factory=list, description="What was agreed (kesepakatan), at most 50."
    )
    topic: str | None = strawberry.field(default=None, description="Which service it was about (kode topik).")
    minutes_url: str | None = strawberry.field(
        default=None, description="Where the signed minutes are (tautan berita acara), https; or the SHA-256."
    )
    minutes_sha256: str | None = strawberry.field(
        default=None, description="SHA-256 of the file of the minutes (sidik berkas), in hexadecimal."
    )

    def to_domain(self) -> minutes.NewConsultation:
        """As casework takes it."""
        return minutes.NewConsultation(
            idempotency_key=self.idempotency_key,
            agency=self.agency,
            held_on=self.held_on,
            subject=self.subject,
            place=self.place,
            parties=tuple(
                minutes.ConsultationParty(one.kind, one.people, one.organisation) for one in self.parties
            ),
            agreements=tuple(
                minutes.NewAgreement(one.text, one.agency, one.due_on) for one in self.agreements
            ),
            topic=self.topic,
            minutes_url=self.minutes_url,
            minutes_sha256=self.minutes_sha256,
        )


@strawberry.input(description="What became of an agreement (laporan tindak lanjut kesepakatan).")
class ConsultationFollowUpInput:
    """Input of `reportConsultationFollowUp`."""

    agreement: strawberry.ID = strawberry.field(description="Which agreement (pengenal kesepakatan).")
    state: AgreementState = strawberry.field(description="How far it has come (status).")
    note: str = strawberry.field(description="What was done (catatan), up to 2,000 characters.")
    evidence_url: str | None = strawberry.field(
        default=None, description="Where that can be seen (tautan bukti), https."
    )
    action_id: str | None = strawberry.field(
        default=None,
        description="Your own name for this report (pengenal tindakan): sent again, it changes nothing.",
    )

    def to_domain(self) -> minutes.NewFollowUp:
        """As casework takes it. Raises `RuleViolation` NOT_FOUND for an id the hub never gave."""
        key = ids.decode_as("Agreement", self.agreement)
        if key is None:
            raise RuleViolation("NOT_FOUND", "no agreement of that id is yours to report on", "agreement")
        return minutes.NewFollowUp(key, self.state, self.note, self.evidence_url, self.action_id)
