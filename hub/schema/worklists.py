"""Work lists (daftar kerja) as officers see them."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from hub.domain.desk_claim import VisibleClaim
from hub.domain.visible import VisibleCase
from hub.domain.worklist import Place, WorkQuery
from hub.schema.agencies import Agency
from hub.schema.cases import CaseType
from hub.schema.desk_words import Desk, WaitingFor, WorkReason
from hub.schema.fields import Info, column, nested, reference, rule
from hub.schema.paging import PageInfo
from hub.schema.problems import Problem
from hub.schema.scalars import Cursor


@strawberry.type(
    description="Somebody works on the case (tindakan sedang dikerjakan). Advisory: no act asks for it."
)
class CaseClaim:
    """Name and label are seen inside the agency only."""

    claimed_by: str | None = column(
        "desk_claims.name", "Name of the credential (nama kredensial); null outside the agency."
    )
    label: str | None = column(
        "desk_claims.label", "Initials of the person (paraf), if given; null outside the agency."
    )
    since: datetime = column("desk_claims.since", "When it was taken (sejak).")
    until: datetime = column("desk_claims.until", "When the claim runs out by itself (sampai).")
    mine: bool = rule("desk_claim.shown", "Taken with your own credential (milik sendiri).")

    @classmethod
    def of(cls, row: VisibleClaim) -> "CaseClaim":
        """From what this viewer may see."""
        return cls(claimed_by=row.name, label=row.label, since=row.since, until=row.until, mine=row.mine)


@strawberry.type(description="A case in the one work list it stands in (laporan dalam daftar kerja).")
class WorklistItem:
    """`row` is the use case's own value, for the field that is read for many at once."""

    row: strawberry.Private[Any]
    agency_code: strawberry.Private[str]
    case: CaseType = rule("Case.of", "The case (laporan).")
    desk: Desk = rule("worklist.place_of", "What kind of work it is (meja kerja).")
    reason: WorkReason = rule("worklist.place_of", "What comes next (alasan).")
    raised: bool = rule(
        "worklist.place_of", "A legal deadline passed at an agency below, so it is yours now (dinaikkan)."
    )
    due_at: datetime | None = column(
        "cases.due_at", "Its next legal deadline (tenggat); null while none runs."
    )
    claim: CaseClaim | None = rule("desk_claim.shown", "Who works on it (sedang dikerjakan oleh).")
    waiting_for: WaitingFor | None = nested(
        "WorklistItem.waitingFor", "Whom it waits for (menunggu); null when it waits for you."
    )

    @reference("directory.agencies", "Whose list it is (instansi).")
    def agency(self, info: Info) -> Agency:
        """By its code."""
        return Agency.known(info.context.directory, self.agency_code)

    @classmethod
    def of(
        cls, row: Any, case: VisibleCase, place: Place, due_at: datetime | None, claim: VisibleClaim | None
    ) -> "WorklistItem":
        """From the parts of a work item; the schema does not know the use cases."""
        return cls(
            row=row,
            agency_code=place.agency,
            case=CaseType.of(case),
            desk=place.desk,
            reason=place.reason,
            raised=place.raised,
            due_at=due_at,
            claim=CaseClaim.of(claim) if claim else None,
        )


@strawberry.type(description="A case and its place in the work list (laporan dalam daftar kerja).")
class WorklistEdge:
    """Relay's edge."""

    cursor: Cursor = rule("CursorSeal.seal", "Place of this case in this list (penanda posisi).")
    node: WorklistItem = rule("WorklistItem.of", "The case and what to do (laporan).")


@strawberry.type(description="A page of a work list (daftar kerja), most urgent first.")
class WorklistConnection:
    """Relay's connection. `query` says of what, for the count."""

    query: strawberry.Private[WorkQuery]
    edges: list[WorklistEdge] = rule("page.edges", "The cases of this page (isi halaman).", rows=1)
    page_info: PageInfo = rule("PageInfo.of", "Where this page lies (halaman).")
    total_count: int | None = nested(
        "WorklistConnection.totalCount", "How many there are on all pages (jumlah seluruhnya)."
    )


@strawberry.input(description="Which cases of the work lists (saringan); all that are given must hold.")
class WorklistFilter:
    """Input of `worklist`."""

    overdue: bool | None = strawberry.field(
        default=None, description="Whether a legal deadline has passed (terlambat)."
    )
    unclaimed: bool = strawberry.field(
        default=False, description="Only what nobody works on (belum diambil)."
    )
    mine: bool = strawberry.field(
        default=False, description="Only what was taken with your credential (milik sendiri)."
    )
    topic: list[str] | None = strawberry.field(
        default=None, description="Any of these topic codes (kode topik)."
    )


@strawberry.input(description="Take a case from the shared list (mengambil laporan, tindakan).")
class ClaimCaseInput:
    """Input of `claimCase`."""

    tracking_number: str = strawberry.field(description="Which case (nomor aduan).")
    label: str | None = strawberry.field(
        default=None,
        description="Your initials (paraf), at most 40 characters; they never leave your agency.",
    )


@strawberry.type(description="The claim is as you wanted (perubahan tersimpan).")
class CaseClaimChanged:
    """Answer of `claimCase` and `releaseCase`."""

    item: WorklistItem = rule("WorklistItem.of", "The case in its list (laporan).")


ClaimResult = Annotated[
    CaseClaimChanged | Problem,
    strawberry.union("ClaimResult", description="Taken or put back, or why not (hasil atau kendala)."),
]
