"""Failures a caller can mend, as data."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from hub.errors import ConnectorError, RuleViolation
from hub.schema.fields import rule
from hub.schema.work_words import ProblemCode

if TYPE_CHECKING:  # hub.schema.cases imports this module
    Case = Any
else:
    Case = Annotated["Case", strawberry.lazy("hub.schema.cases")]


@strawberry.type(description="Why nothing was changed, and what to mend (kendala).")
class Problem:
    """The public face of a `RuleViolation`."""

    code: ProblemCode = rule("RuleViolation.code", "What kind of problem (kode kendala).")
    field: str | None = rule(
        "RuleViolation.field", "The input field at fault (isian yang salah), in this schema's spelling."
    )
    message: str = rule("RuleViolation.message", "For developers (pesan); holds no personal data.")

    current: Case | None = rule(
        "Reading.current",
        "With CONFLICT: the case as it is now (laporan terkini), if you may see it.",
        default=None,
    )
    allowed: list[str] = rule(
        "permitted",
        "With CONFLICT and ILLEGAL_TRANSITION: changes that are open to you now (tindakan yang mungkin).",
        default_factory=list,
    )

    @classmethod
    def of(cls, broken: RuleViolation, current: Case | None = None, allowed: Sequence[str] = ()) -> "Problem":
        """From the rule that was broken, with how the case stands where that helps."""
        return cls(
            code=ProblemCode(broken.code),
            field=broken.field,
            message=broken.message,
            current=current,
            allowed=list(allowed),
        )


class SourceFailed(Exception):
    """One field could not be answered because an agency's system failed; `source` is the connector.

    `as_of`: how old is what stands around the field, where it is not of now.
    """

    def __init__(self, source: str, failure: ConnectorError, as_of: datetime | None = None) -> None:
        super().__init__(failure.code)
        self.source, self.failure, self.as_of = source, failure, as_of
