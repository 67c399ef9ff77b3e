"""Many changes at once, each by itself: one that fails does not fail the others."""

import strawberry

from hub.schema.cases import CaseType
from hub.schema.fields import rule
from hub.schema.problems import Problem

MOST_ROWS = 50


@strawberry.type(description="What came of one row of `assignCases` (hasil disposisi per baris).")
class AssignRow:
    """Exactly one of `case` and `problem` is given."""

    tracking_number: str = rule("AssignCaseInput.trackingNumber", "As you wrote it (nomor aduan).")
    case: CaseType | None = rule("Case.of", "The case as it is now (laporan).")
    problem: Problem | None = rule("Problem.of", "Why it was not assigned (kendala).")
