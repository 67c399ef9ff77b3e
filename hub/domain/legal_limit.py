"""How long the law gives for each duty."""

from dataclasses import dataclass
from datetime import date

SHORT_LIMIT = 5
"""Up to this allowance one day left is near, above it three: a proposal, unless the limit says it itself."""


@dataclass(frozen=True, slots=True)
class LegalLimit:
    """One dated legal rule: how long a clock runs (R1 to R10 of docs/clocks.md)."""

    id: str
    clock: str  # VERIFICATION, FIRST_RESPONSE, RESOLUTION, REPORTER_REPLY
    starts: str  # the CaseEventType that starts it
    kind: str | None  # CaseKind it applies to, None = every
    sensitivity: str | None  # Sensitivity it applies to, None = every
    amount: int
    unit: str  # wd = working days, cd = calendar days
    source: str
    certainty: str  # READ in the text itself, SECONDARY sources agree, UNVERIFIED, PROPOSAL of this project
    valid_from: date
    near: int | None = None  # days left at which the deadline is near, in `unit`; None: see `warning`

    @property
    def warning(self) -> int:
        """Days left, after the day itself, at which the deadline is near."""
        if self.near is not None:
            return self.near
        return 1 if self.amount <= SHORT_LIMIT else 3
