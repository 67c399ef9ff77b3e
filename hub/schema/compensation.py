"""Claims for compensation as clients see them (ganti rugi, UU 25/2009 Art. 50)."""

from datetime import date, datetime

import strawberry

from hub.domain import compensation as rules
from hub.schema.case_words import CompensationState
from hub.schema.fields import column, constant


@strawberry.type(
    description="A claim for compensation and its dates (permohonan ganti rugi), status included."
)
class Compensation:
    """Amounts in rupiah."""

    state: CompensationState = column("cases.compensation", "How far it has come (status ganti rugi).")
    claimed_at: datetime = column("compensations.claimed_at", "When it was claimed (tanggal permohonan).")
    claimed: int = column("compensations.claimed", "What is claimed, in rupiah (nilai permohonan).")
    decide_by: datetime = column(
        "compensations.decide_by", "When the provider has to have decided (batas keputusan)."
    )
    decided_at: datetime | None = column(
        "compensations.decided_at",
        "When it decided (tanggal keputusan); told to the reporter by the timeline.",
    )
    tell_by: datetime | None = column(
        "compensations.tell_by", "Until when the reporter has to be told (batas pemberitahuan)."
    )
    granted: int | None = column("compensations.granted", "What is granted, in rupiah (nilai dikabulkan).")
    payment_due_on: date | None = column(
        "compensations.payment_due_on", "Day of payment (tanggal pembayaran)."
    )
    paid_on: date | None = column("compensations.paid_on", "When it was paid (dibayar pada).")
    source: str = constant("The legal rule (dasar hukum).")

    @classmethod
    def of(cls, row: rules.Compensation, state: CompensationState) -> "Compensation":
        """From the store's row and the case's state."""
        return cls(
            state=state,
            claimed_at=row.claimed_at,
            claimed=row.claimed,
            decide_by=row.decide_by,
            decided_at=row.decided_at,
            tell_by=row.tell_by,
            granted=row.granted,
            payment_due_on=row.payment_due_on,
            paid_on=row.paid_on,
            source=rules.SOURCE,
        )
