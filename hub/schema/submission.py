"""What a portal sends to hand a case in."""

from datetime import date

import strawberry

from hub.domain.case import GeoPoint
from hub.domain.commands import Earlier, ReporterDetails, Submission
from hub.domain.origin import Origin
from hub.schema.case_words import CaseKind, IdentityProtection, Sensitivity, Visibility
from hub.schema.filters import several


@strawberry.input(description="A point on the map (titik lokasi), WGS 84.")
class GeoPointInput:
    """Where it happened."""

    latitude: float = strawberry.field(description="Degrees north (lintang), -90 to 90.")
    longitude: float = strawberry.field(description="Degrees east (bujur), -180 to 180.")

    def to_domain(self) -> GeoPoint:
        """The point as the rules know it."""
        return GeoPoint(latitude=self.latitude, longitude=self.longitude)


@strawberry.input(description="Who reports (pelapor). Never sent to an agency; leave it out for NONE.")
class ReporterInput:
    """Identity, on its way to the encrypted store."""

    name: str | None = strawberry.field(default=None, description="Full name (nama).")
    email: str | None = strawberry.field(default=None, description="E-mail address (surel).")
    phone: str | None = strawberry.field(default=None, description="Telephone number (nomor telepon).")
    national_id: str | None = strawberry.field(default=None, description="National id (NIK), 16 digits.")

    def __repr__(self) -> str:
        """Never the content: a stray log line must not name a reporter."""
        return "ReporterInput(...)"

    def to_domain(self) -> ReporterDetails:
        """The details as casework takes them."""
        return ReporterDetails(self.name, self.email, self.phone, self.national_id)


@strawberry.input(description="Where a case was taken first and whom it has passed (asal laporan).")
class OriginInput:
    """How another hub, or the feed of a system, says that a case is not new."""

    id: str = strawberry.field(
        description="The number that the first of `via` gave the case (nomor asal), 1 to 200 characters."
    )
    via: list[str] = strawberry.field(
        description="Ids of the hubs or systems the case has passed (jalur), at most 6, the one that took it "
        "first at the beginning, the one that hands it in now at the end."
    )

    def to_domain(self) -> Origin:
        """The origin as the rules know it."""
        return Origin(self.id, several(self.via))


@strawberry.input(description="A complaint, suggestion or information request to hand in (laporan baru).")
class SubmitCaseInput:
    """Input of `submitCase`."""

    idempotency_key: str = strawberry.field(
        description="Your own key for this submission (kunci idempotensi), 8 to 128 characters; repeating it "
        "answers the first case for as long as that case lives."
    )
    kind: CaseKind = strawberry.field(description="What it is (jenis laporan).")
    title: str = strawberry.field(description="Title (judul), 5 to 200 characters.")
    body: str = strawberry.field(description="Text (isi laporan), 10 to 10,000 characters.")
    region: str = strawberry.field(description="Where it happened (kode wilayah Kemendagri), dotted.")
    topic: str | None = strawberry.field(
        default=None, description="Topic code (kode topik), when it is known."
    )
    agency: str | None = strawberry.field(
        default=None,
        description="The reporter's own guess of the owner (kode instansi): a hint, no order. Of oversight "
        "and whistle-blowing it is the accused (terlapor), who never sees the case, nor do its superiors.",
    )
    identity_protection: IdentityProtection = strawberry.field(
        description="How far the reporter is known (perlindungan identitas)."
    )
    visibility: Visibility = strawberry.field(description="Who may read the text (keterbukaan).")
    sensitivity: Sensitivity = strawberry.field(
        default=Sensitivity.ORDINARY, description="Whether it concerns misconduct (kadar pengawasan)."
    )
    occurred_on: date | None = strawberry.field(
        default=None, description="Day it happened (tanggal kejadian)."
    )
    location: GeoPointInput | None = strawberry.field(
        default=None, description="Where on the map (titik lokasi)."
    )
    reporter: ReporterInput | None = strawberry.field(default=None, description="Who reports (pelapor).")
    attachments: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Ids of uploaded files (lampiran). Uploads are not served yet: leave it empty.",
    )
    origin: OriginInput | None = strawberry.field(
        default=None,
        description="For `cases:federate` only: where the case was taken first (asal laporan).",
    )

    predecessor: str | None = strawberry.field(
        default=None,
        description="An ended case that this one takes up again (nomor aduan terdahulu), once it cannot be "
        "reopened. Your portal handed it in, or you send its receipt.",
    )
    predecessor_receipt: str | None = strawberry.field(
        default=None, description="Receipt of the earlier case (tanda terima laporan terdahulu)."
    )

    def __repr__(self) -> str:
        """Never the content: it holds a receipt and a reporter."""
        return "SubmitCaseInput(...)"

    def to_domain(self) -> Submission:
        """The submission as casework takes it."""
        return Submission(
            idempotency_key=self.idempotency_key,
            kind=self.kind,
            title=self.title,
            body=self.body,
            region=self.region,
            identity_protection=self.identity_protection,
            visibility=self.visibility,
            sensitivity=self.sensitivity,
            topic=self.topic,
            agency=self.agency,
            occurred_on=self.occurred_on,
            location=self.location.to_domain() if self.location else None,
            reporter=self.reporter.to_domain() if self.reporter else None,
            attachments=several(str(one) for one in self.attachments),
            origin=self.origin.to_domain() if self.origin else None,
            predecessor=Earlier(self.predecessor, self.predecessor_receipt) if self.predecessor else None,
        )
