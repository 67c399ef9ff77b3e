"""What a case has to do with other cases: the one it follows, and what became of that."""

from datetime import datetime

import strawberry

from hub.domain import merging
from hub.schema.case_words import CaseStatus
from hub.schema.fields import rule
from hub.schema.paging import First


def some(first: First = 20) -> int:
    """Arguments of `Case.followers` and `Case.successors`."""
    return first


@strawberry.type(
    description="What became of a merged case (hasil laporan induk). It tells nothing of others who follow."
)
class MergedOutcome:
    """Derived from the head at every reading."""

    status: CaseStatus = rule(
        "merging.outcome",
        "Where the matter stands (status); of a protected one only IN_PROGRESS or CLOSED.",
    )
    answer: str | None = rule(
        "merging.outcome", "The owner's answer (tanggapan), where the other case is public."
    )
    message: str = rule("merging.outcome", "The same in plain words (keterangan), for the reporter.")
    updated_at: datetime | None = rule(
        "merging.outcome", "When the matter last moved (diubah pada); null where it is protected."
    )

    @classmethod
    def of(cls, row: merging.Outcome) -> "MergedOutcome":
        """From the rule's answer."""
        return cls(status=row.status, answer=row.answer, message=row.message, updated_at=row.updated_at)
