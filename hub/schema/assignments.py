"""The hops of a case: who was asked to own it, why, and how the message got there."""

from datetime import datetime

import strawberry

from hub.domain.reasons import Reason
from hub.domain.visible import VisibleAssignment, VisibleDelivery
from hub.schema import ids
from hub.schema.agencies import Agency
from hub.schema.fields import Info, column, reference, rule
from hub.schema.language import InLanguage, Language
from hub.schema.work_words import AssignmentState, DeliveryState


@strawberry.type(
    description="One reason why an agency is competent (alasan kewenangan), in words for citizens."
)
class RoutingReason:
    """Written by the routing rules."""

    row: strawberry.Private[Reason]
    rule: str = column("assignments.explanation", "Which rule spoke (aturan).")
    weight: float = column("assignments.explanation", "Its share in the confidence (bobot), 0 to 1.")

    @reference(
        "assignments.explanation",
        "What it found (penjelasan). Names of places, topics and agencies stay Indonesian; so does a reason "
        "from before there was English.",
    )
    def detail(self, info: Info, language: InLanguage = Language.ID) -> str:
        """One sentence."""
        return self.row.told(language)

    @classmethod
    def of(cls, row: Reason) -> "RoutingReason":
        """From the rules' answer, now or as it was kept."""
        return cls(row=row, rule=row.rule, weight=row.weight)


@strawberry.type(description="The message that carries a case to its owner's system (pengiriman).")
class Delivery:
    """What the operator sees."""

    state: DeliveryState = column("deliveries.state", "Where it stands (status pengiriman).")
    attempts: int = column("deliveries.attempts", "How often it was tried (jumlah percobaan).")
    last_error: str | None = column(
        "deliveries.last_error", "Code of the last failure (kode galat terakhir)."
    )
    next_attempt_at: datetime | None = column(
        "deliveries.next_attempt_at", "When it is tried again (percobaan berikut)."
    )
    waiting_since: datetime | None = column(
        "deliveries.waiting_since", "Since when it is stuck (menunggu sejak)."
    )

    @classmethod
    def of(cls, row: VisibleDelivery) -> "Delivery":
        """From the delivery."""
        return cls(
            state=row.state,
            attempts=row.attempts,
            last_error=row.last_error,
            next_attempt_at=row.next_attempt_at,
            waiting_since=row.waiting_since,
        )


@strawberry.type(description="One hop of a case (disposisi): an agency is asked to own it.")
class Assignment:
    """Never changed into another; a new owner is a new assignment."""

    row: strawberry.Private[VisibleAssignment]
    id: strawberry.ID = rule("ids.encode", "Id (pengenal) of this assignment, for `redeliver`.")
    state: AssignmentState = column("assignments.state", "Where it stands (status disposisi).")
    hop: int = column("assignments.hop", "1 for the first owner, then 2, 3 ... (urutan disposisi).")
    reason: str | None = column("assignments.reason", "Why routed, returned or recalled (alasan).")
    explanation: list[RoutingReason] = column(
        "assignments.explanation", "Why this agency (penjelasan kewenangan).", rows=4
    )
    offered_at: datetime = column(
        "assignments.offered_at", "When it was sent towards the agency (ditawarkan pada)."
    )
    delivered_at: datetime | None = column(
        "assignments.delivered_at", "When the agency's system acknowledged it (tersampaikan pada)."
    )
    accepted_at: datetime | None = column(
        "assignments.accepted_at", "When the agency accepted it (diterima pada)."
    )
    ended_at: datetime | None = column("assignments.ended_at", "When it ended (berakhir pada).")
    delivery: Delivery | None = column(
        "deliveries",
        "The message to the agency's system (pengiriman); null when the agency works in the hub.",
    )

    @reference("directory.agencies", "The agency that was asked (instansi).", keyed="agency")
    def agency(self, info: Info) -> Agency:
        """By its code."""
        return Agency.known(info.context.directory, self.row.agency)

    @classmethod
    def of(cls, row: VisibleAssignment) -> "Assignment":
        """From what this viewer may see."""
        return cls(
            id=strawberry.ID(ids.encode("Assignment", row.id)),
            row=row,
            state=AssignmentState(row.state),
            hop=row.hop,
            reason=row.reason,
            explanation=[RoutingReason.of(one) for one in row.explanation],
            offered_at=row.offered_at,
            delivered_at=row.delivered_at,
            accepted_at=row.accepted_at,
            ended_at=row.ended_at,
            delivery=Delivery.of(row.delivery) if row.delivery else None,
        )
