"""What happened to cases: the timeline of one case and the feed over all of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from hub.domain.visible import VisibleEvent
from hub.schema import ids
from hub.schema.agencies import Agency
from hub.schema.case_words import CaseEventType, CaseStatus
from hub.schema.fields import Info, column, nested, reference, rule
from hub.schema.node import Node
from hub.schema.paging import PageInfo
from hub.schema.scalars import Cursor

if TYPE_CHECKING:  # hub.schema.cases imports this module
    Case = Any
else:
    Case = Annotated["Case", strawberry.lazy("hub.schema.cases")]


@strawberry.type(
    description="Something that happened to a case (peristiwa). Events are never changed or removed."
)
class CaseEvent(Node):
    """One row of the append-only timeline."""

    row: strawberry.Private[VisibleEvent]
    parent: strawberry.Private[
        Any
    ]  # the `CaseType` it was reached by: whoever may see that one may see it here
    id: strawberry.ID = rule(
        "ids.encode", "Global id (pengenal), opaque; the same on every way an event reaches you."
    )
    cursor: Cursor = rule("CursorSeal.seal", "Position in your feed (penanda posisi); use it as `after`.")
    sequence: int = column("case_events.sequence", "1, 2, 3 ... within the case, without a gap (nomor urut).")
    type: CaseEventType = column("case_events.type", "What happened (jenis peristiwa).")
    case: Case = nested("CaseEvent.case", "The case as it is now (laporan).")
    actor: str = column("case_events.actor", "Which role or system acted (pelaku); never a person.")
    status: CaseStatus = column("case_events.status", "Status of the case after it (status laporan).")
    note: str | None = column("case_events.note", "What was written (catatan), when you may read it.")
    occurred_at: datetime = column("case_events.occurred_at", "When the hub learnt of it (waktu peristiwa).")
    claimed_at: datetime | None = column(
        "case_events.claimed_at", "When the agency's system says it happened (waktu menurut instansi)."
    )

    @reference("directory.agencies", "The agency it concerns (instansi).", keyed="agency")
    def agency(self, info: Info) -> Agency | None:
        """By its code."""
        return Agency.known(info.context.directory, self.row.agency) if self.row.agency else None

    @classmethod
    def of(cls, row: VisibleEvent, cursor: Cursor, parent: Case | None = None) -> "CaseEvent":
        """From what this viewer may see. `cursor`: sealed feed position; `parent`: its case, if at hand."""
        return cls(
            row=row,
            parent=parent,
            id=strawberry.ID(ids.encode("CaseEvent", row.id)),
            cursor=cursor,
            sequence=row.sequence,
            type=row.type,
            actor=row.actor,
            status=row.status,
            note=row.note,
            occurred_at=row.occurred_at,
            claimed_at=row.claimed_at,
        )


@strawberry.type(description="An event and its place in the list (peristiwa dalam daftar).")
class CaseEventEdge:
    """Relay's edge."""

    cursor: Cursor = rule("CursorSeal.seal", "Place of this event in this list (penanda posisi).")
    node: CaseEvent = rule("CaseEvent.of", "The event (peristiwa).")


@strawberry.type(description="A page of events (daftar peristiwa), oldest first.")
class CaseEventConnection:
    """Relay's connection."""

    edges: list[CaseEventEdge] = rule("page.edges", "The events of this page (isi halaman).", rows=1)
    page_info: PageInfo = rule("PageInfo.of", "Where this page lies (halaman).")
