"""Failures a caller can mend, as data."""

from datetime import datetime

import strawberry

from hub.errors import ConnectorError, RuleViolation
from hub.schema.fields import rule
from hub.schema.work_words import ProblemCode


@strawberry.type(description="Why nothing was changed, and what to mend (kendala).")
class Problem:
    """The public face of a `RuleViolation`."""

    code: ProblemCode = rule("RuleViolation.code", "What kind of problem (kode kendala).")
    field: str | None = rule(
        "RuleViolation.field", "The input field at fault (isian yang salah), in this schema's spelling."
    )
    message: str = rule("RuleViolation.message", "For developers (pesan); holds no personal data.")

    @classmethod
    def of(cls, broken: RuleViolation) -> "Problem":
        """From the rule that was broken."""
        return cls(code=ProblemCode(broken.code), field=broken.field, message=broken.message)


class SourceFailed(Exception):
    """One field could not be answered because an agency's system failed; `source` is the connector.

    `as_of`: how old is what stands around the field, where it is not of now.
    """

    def __init__(self, source: str, failure: ConnectorError, as_of: datetime | None = None) -> None:
        super().__init__(failure.code)
        self.source, self.failure, self.as_of = source, failure, as_of
