"""The case (laporan) as clients see it."""

from datetime import date, datetime

import strawberry
import strawberry.federation

from hub.domain.paging import CaseFilter
from hub.domain.visible import VisibleCase
from hub.schema import ids
from hub.schema.agencies import Agency
from hub.schema.assignments import Assignment, RoutingReason
from hub.schema.case_links import MergedOutcome, some
from hub.schema.case_parts import Attachment, Clock, ExternalRecord, Oversight, Reporter
from hub.schema.case_words import (
    CaseKind,
    CaseStatus,
    IdentityProtection,
    Maladministration,
    Sensitivity,
    Visibility,
)
from hub.schema.compensation import Compensation
from hub.schema.events import CaseEventConnection
from hub.schema.fields import Info, column, live, nested, reference, rule
from hub.schema.filters import Slice
from hub.schema.node import Node
from hub.schema.officer_notes import OfficerNoteConnection
from hub.schema.paging import After, First, PageInfo
from hub.schema.places import Channel, GeoPoint, Region, Topic
from hub.schema.progress import CaseProgress, spoken
from hub.schema.scalars import Cursor

LOOKALIKE_PRICE = 200  # up to 50 texts are compared word by word for each case


def a_few(first: First = 5) -> int:
    """Arguments of `Case.similar`."""
    return first


def timeline_slice(first: First = 20, after: After = None) -> Slice:
    """Arguments of `Case.timeline` and `Case.officerNotes`."""
    return Slice(first, after)


@strawberry.federation.type(
    name="Case",
    keys=["trackingNumber", "id"],
    description="A complaint, suggestion or information request (laporan).",
)
class CaseType(Node):
    """Made from a `VisibleCase` only: what is not in it reaches no client."""

    row: strawberry.Private[VisibleCase]
    id: strawberry.ID = rule("ids.encode", "Global id (pengenal), opaque.")
    tracking_number: str = column(
        "cases.tracking_number", "Public number (nomor aduan); cannot be guessed from another one."
    )
    kind: CaseKind = column("cases.kind", "What was handed in (jenis laporan).")
    sensitivity: Sensitivity = column(
        "cases.sensitivity", "Whether it concerns misconduct (kadar pengawasan)."
    )
    identity_protection: IdentityProtection = column(
        "cases.identity_protection", "How far the reporter is known (perlindungan identitas)."
    )
    visibility: Visibility = column("cases.visibility", "Who may read the text (keterbukaan).")
    title: str = column("cases.title", "Title (judul).")
    body: str = column("cases.body", "Text (isi laporan).")
    location: GeoPoint | None = column("cases.location", "Where on the map (titik lokasi).")
    occurred_on: date | None = column("cases.occurred_on", "Day it happened (tanggal kejadian).")
    status: CaseStatus = column("cases.status", "Where it stands (status laporan).")
    version: int = column("cases.version", "Counts changes (versi); send it back as `expectedVersion`.")
    answer: str | None = column("cases.answer", "Last answer of the owner (tanggapan), once ANSWERED.")
    maladministration: Maladministration | None = column(
        "cases.maladministration", "What kind of maladministration was found (maladministrasi)."
    )
    oversight: Oversight = column("cases.oversight", "The case at the Ombudsman (eskalasi).")
    rating: int | None = column(
        "cases.rating",
        "What the reporter thinks of the last answer, 1 bad to 5 good (penilaian); for the agency that gave "
        "it, the coordinator and the reporter.",
    )
    created_at: datetime = column("cases.created_at", "When it was handed in (diterima pada).")
    updated_at: datetime = column("cases.updated_at", "When it last changed (diubah pada).")

    assignments: list[Assignment] = nested("Case.assignments", "Its hops (disposisi), oldest first.", rows=4)
    timeline: CaseEventConnection = nested(
        "Case.timeline", "What happened (riwayat), oldest first.", arguments=timeline_slice
    )
    compensation: Compensation | None = nested(
        "Case.compensation", "A claim for compensation (ganti rugi); null while there is none."
    )
    progress: CaseProgress | None = nested(
        "Case.progress",
        "How it stands in plain words (perkembangan laporan), as its reporter is told; null for an echo.",
        arguments=spoken,
    )
    clocks: list[Clock] = nested("Case.clocks", "Its legal deadlines (tenggat), oldest first.", rows=4)
    officer_notes: OfficerNoteConnection = nested(
        "Case.officerNotes",
        "What officers tell each other about it (catatan internal), oldest first; what you may read.",
        arguments=timeline_slice,
    )
    attachments: list[Attachment] = nested("Case.attachments", "Its files (lampiran).", rows=5)
    records: list[ExternalRecord] = live(
        "Case.records",
        "The same case in the agencies' own systems (data di sistem instansi).",
        calls=2,
        rows=2,
    )
    reporter: Reporter | None = nested(
        "Case.reporter", "Who reports (pelapor); null unless you are entitled and the case is NAMED."
    )

    actions: list[str] = nested(
        "Case.actions", "Changes that are open to you now (tindakan yang mungkin), as names of mutations."
    )
    merged_into: "CaseType | None" = nested(
        "Case.mergedInto", "The case it follows (laporan induk), for officials who may see that one."
    )
    outcome: MergedOutcome | None = nested(
        "Case.outcome", "What became of the case it follows (hasil laporan induk); null unless MERGED."
    )
    followers: "list[CaseType]" = nested(
        "Case.followers",
        "Cases about the same matter that follow it (laporan yang digabungkan), eldest first; for verifiers.",
        rows=20,
        arguments=some,
    )
    similar: "list[SimilarCase]" = nested(
        "Case.similar",
        "Cases of the same place and time in nearly the same words (laporan serupa), most alike first; for "
        "whoever verifies. Nothing is joined by itself.",
        rows=5,
        arguments=a_few,
        price=LOOKALIKE_PRICE,
    )
    predecessor: "CaseType | None" = nested(
        "Case.predecessor", "The ended case it takes up again (laporan terdahulu), if you may see it."
    )
    successors: "list[CaseType]" = nested(
        "Case.successors",
        "Cases that take it up again (laporan lanjutan), eldest first.",
        rows=20,
        arguments=some,
    )

    @reference("directory.topics", "What it is about (topik).", keyed="topic")
    def topic(self, info: Info) -> Topic | None:
        """By its code."""
        return Topic.maybe(info.context.directory, self.row.topic)

    @reference("directory.regions", "Where it happened (wilayah).", keyed="region")
    def region(self, info: Info) -> Region:
        """By its code."""
        return Region.known(info.context.directory, self.row.region)

    @reference("directory.channels", "The portal or system it entered by (kanal).", keyed="channel")
    def channel(self, info: Info) -> Channel:
        """By its code."""
        return Channel.known(info.context.directory, self.row.channel)

    @reference("directory.agencies", "Who holds it now (instansi penanggung jawab).", keyed="owner")
    def owner(self, info: Info) -> Agency | None:
        """By its code."""
        return Agency.known(info.context.directory, self.row.owner) if self.row.owner else None

    @reference(
        "directory.agencies",
        "Who acts as well because a legal deadline passed at the owner (dinaikkan ke); null otherwise.",
        keyed="raised_to",
    )
    def raised_to(self, info: Info) -> Agency | None:
        """By its code."""
        return Agency.known(info.context.directory, self.row.raised_to) if self.row.raised_to else None

    @reference("directory.agencies", "Who may read along without a duty (tembusan).", rows=4)
    def copied_agencies(self, info: Info) -> list[Agency]:
        """By their codes."""
        return [Agency.known(info.context.directory, code) for code in self.row.copied]

    @classmethod
    def of(cls, row: VisibleCase) -> "CaseType":
        """From what this viewer may see."""
        return cls(
            row=row,
            id=strawberry.ID(ids.encode("Case", row.id)),
            tracking_number=row.tracking_number,
            kind=row.kind,
            sensitivity=row.sensitivity,
            identity_protection=row.identity_protection,
            visibility=row.visibility,
            title=row.title,
            body=row.body,
            location=GeoPoint.of(row.location) if row.location else None,
            occurred_on=row.occurred_on,
            status=row.status,
            version=row.version,
            answer=row.answer,
            maladministration=row.maladministration,
            oversight=Oversight(state=row.oversight, reference=row.oversight_reference),
            rating=row.rating,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


@strawberry.type(description="A case that may tell of the same thing (laporan serupa).")
class SimilarCase:
    """Offered to the verifier."""

    case: CaseType = rule("Case.of", "The other case (laporan).")
    score: float = rule("similarity.likeness", "How alike the words are (tingkat kemiripan), 0.6 to 1.")
    reasons: list[RoutingReason] = rule(
        "similarity.likeness", "Why it is offered: wording, place and time (alasan).", rows=3
    )


Case = CaseType  # under its public name, for the types that refer to it lazily


@strawberry.type(description="A case and its place in the list (laporan dalam daftar).")
class CaseEdge:
    """Relay's edge."""

    cursor: Cursor = rule("CursorSeal.seal", "Place of this case in this list (penanda posisi).")
    node: CaseType = rule("Case.of", "The case (laporan).")


@strawberry.type(description="A page of cases (daftar laporan).")
class CaseConnection:
    """Relay's connection. `filter` and `agency` say of what, for the count."""

    filter: strawberry.Private[CaseFilter]
    agency: strawberry.Private[str | None]
    edges: list[CaseEdge] = rule("page.edges", "The cases of this page (isi halaman).", rows=1)
    page_info: PageInfo = rule("PageInfo.of", "Where this page lies (halaman).")
    total_count: int | None = nested(
        "CaseConnection.totalCount", "How many there are on all pages (jumlah seluruhnya)."
    )
