"""Every named failure of the hub. For connectors the class decides whether a delivery is tried again."""

from enum import Enum
from typing import ClassVar


class Retry(Enum):
    """What a failed call to an agency permits."""

    SAFE = "SAFE"  # never sent: try again
    IF_IDEMPOTENT = "IF_IDEMPOTENT"  # sent, outcome unknown: look it up before any resend
    NEVER = "NEVER"  # a person or a configuration has to change first


class HubError(Exception):
    """Root of everything the hub raises on purpose."""


class RuleViolation(HubError):
    """The caller can mend it; becomes a `Problem` with the same code.

    Args:
        code: a `ProblemCode` of the public schema.
        message: shown to the caller; never contains personal data.
        field: the input field at fault, in the schema's spelling, or None.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field


class Conflict(RuleViolation):
    """Somebody else changed the case first. `version` is the version it has now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "CONFLICT", f"the case has changed; it is at version {version} now", "expectedVersion"
        )
        self.version = version


class NotEntitled(HubError):
    """The credential does not reach the operation. Becomes a GraphQL error, never a `Problem`."""


class NotAvailable(HubError):
    """Announced in the schema, not served by this release."""


class ResyncRequired(HubError):
    """A feed cursor the hub cannot continue from: forged, foreign or of another feed epoch."""


class FellBehind(HubError):
    """A subscriber took events more slowly than they came, and its queue was full: its stream ends.

    `cursor`: the last event it got, to go on from; None when it got none.
    """

    def __init__(self, cursor: str | None) -> None:
        super().__init__("you read too slowly: subscribe again after the last event you got")
        self.cursor = cursor


class BundleRefused(HubError):
    """A file from an office's stick, or for it, is not taken: nothing of it was done.

    `code`: NOT_A_BUNDLE, BAD_SIGNATURE, NOT_FOR_US, UNKNOWN_SENDER, OTHER_CHAIN, MISSING, OLD, FORKED,
    REWOUND, BUSY. The message says what the person who carries it does next.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class PackageRefused(HubError):
    """A package for the Ombudsman is not genuine. `code`: NOT_A_PACKAGE, BAD_SIGNATURE, CHANGED."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ModelRefused(HubError):
    """A routing model is missing, changed, or does not fit this release. The message says which and why."""


class ConfigError(HubError):
    """Settings or an instance file are wrong: the process does not start."""


class ReferenceError(HubError):
    """A reference file is wrong. `problems` holds one `file:line: what to do` per fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreFault(HubError):
    """The store could not commit; nothing was acknowledged."""


class Busy(StoreFault):
    """Lock or serialisation conflict; the transaction wrapper tries again."""


class ConnectorError(HubError):
    """A call to an agency's system failed. The message names a code, never a URL, body or person."""

    retry: ClassVar[Retry] = Retry.NEVER
    code: ClassVar[str] = "CONNECTOR_ERROR"

    def __init__(self, message: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(message or self.code)
        self.retry_after = retry_after  # seconds, from the peer; None when it said nothing


class Unreachable(ConnectorError):
    """Never sent: DNS, connect, pool timeout, breaker open."""

    retry = Retry.SAFE
    code = "UNREACHABLE"


class Throttled(ConnectorError):
    """The peer said: later (429, 503 with Retry-After, SPLP 9008xx, quota)."""

    retry = Retry.SAFE
    code = "THROTTLED"


class OverBudget(ConnectorError):
    """The caller has used up what it may cost agencies' systems for now: nothing was sent."""

    retry = Retry.SAFE
    code = "UPSTREAM_BUDGET"


class Unconfirmed(ConnectorError):
    """Sent, but no readable answer came: the agency may hold the case. The delivery turns AMBIGUOUS."""

    retry = Retry.IF_IDEMPOTENT
    code = "UNCONFIRMED"


class Refused(ConnectorError):
    """A permanent no: 4xx other than 408, 409, 425, 429, or a business refusal. The delivery turns DEAD."""

    code = "REFUSED"


class CredentialFault(ConnectorError):
    """The peer does not accept our credential (401, 403, SPLP 9009xx, "Login Gagal"): it is held."""

    code = "CREDENTIAL_FAULT"


class Misunderstood(ConnectorError):
    """The answer is not what was agreed: unknown shape or word. Quarantined; counts for the breaker."""

    code = "MISUNDERSTOOD"
