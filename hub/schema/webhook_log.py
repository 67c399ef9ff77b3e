"""What the attempts to deliver events came to, for the owner of an endpoint."""

from datetime import datetime

import strawberry

from hub.domain.webhook import VisibleAttempt
from hub.schema import ids
from hub.schema.fields import column, rule
from hub.schema.paging import PageInfo
from hub.schema.scalars import Cursor
from hub.schema.work_words import AttemptOutcome


@strawberry.type(description="One attempt to deliver an event to an endpoint (percobaan pengiriman).")
class WebhookAttempt:
    """A row of the log."""

    at: datetime = column("webhook_attempts.at", "When it ended (waktu).")
    event_id: strawberry.ID = rule(
        "ids.encode", "Id of the event (pengenal peristiwa), as in `CaseEvent.id`."
    )
    outcome: AttemptOutcome = column("webhook_attempts.outcome", "What it came to (hasil).")
    code: str = column(
        "webhook_attempts.code",
        "Why (kode): `HTTP_<status>`, or NO_ADDRESS, ADDRESS_REFUSED, URL_REFUSED, NO_CONNECTION, "
        "TLS_FAILED, TIMEOUT, NO_ANSWER.",
    )
    http_status: int | None = column(
        "webhook_attempts.http_status", "Status of the answer (status HTTP); null when there was none."
    )
    duration_ms: int = column("webhook_attempts.duration_ms", "How long it took (lama), in milliseconds.")

    @classmethod
    def of(cls, row: VisibleAttempt) -> "WebhookAttempt":
        """From what its owner may see."""
        return cls(
            at=row.at,
            event_id=strawberry.ID(ids.encode("CaseEvent", row.event_id)),
            outcome=row.outcome,
            code=row.code,
            http_status=row.http_status,
            duration_ms=row.duration_ms,
        )


@strawberry.type(description="An attempt and its place in the log (percobaan dalam daftar).")
class WebhookAttemptEdge:
    """Relay's edge."""

    cursor: Cursor = rule("CursorSeal.seal", "Place of this attempt in this log (penanda posisi).")
    node: WebhookAttempt = rule("WebhookAttempt.of", "The attempt (percobaan).")


@strawberry.type(description="A page of an endpoint's log (daftar percobaan), newest first.")
class WebhookAttemptConnection:
    """Relay's connection."""

    edges: list[WebhookAttemptEdge] = rule("page.edges", "The attempts of this page (isi halaman).", rows=1)
    page_info: PageInfo = rule("PageInfo.of", "Where this page lies (halaman).")
