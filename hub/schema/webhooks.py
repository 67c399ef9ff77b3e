"""Endpoints of partners to which the hub sends events."""

from datetime import datetime
from typing import Annotated

import strawberry

from hub.domain.webhook import VisibleWebhook
from hub.schema import ids
from hub.schema.fields import column, nested, rule
from hub.schema.filters import EventFilter, Slice
from hub.schema.node import Node
from hub.schema.paging import After, First
from hub.schema.problems import Problem
from hub.schema.webhook_log import WebhookAttemptConnection
from hub.schema.work_words import WebhookState


def _slice(first: First = 20, after: After = None) -> Slice:
    return Slice(first, after)


@strawberry.type(description="An endpoint that gets events (webhook).")
class Webhook(Node):
    """A partner's address."""

    key: strawberry.Private[str]
    id: strawberry.ID = rule("ids.encode", "Global id (pengenal), opaque.")
    url: str = column("webhooks.url", "Where events are sent (alamat tujuan).")
    description: str = column("webhooks.description", "What it is for (keterangan).")
    state: WebhookState = column("webhooks.state", "Whether it is served (status).")
    last_delivery_at: datetime | None = column(
        "webhooks.last_delivery_at", "Last accepted message (terakhir terkirim)."
    )
    failing_since: datetime | None = column(
        "webhooks.failing_since",
        "First failure of the event that fails longest (gagal sejak); null while all is well.",
    )
    attempts: WebhookAttemptConnection = nested(
        "Webhook.attempts",
        "What became of each sending (log pengiriman), newest first; the newest 1,000 are kept.",
        arguments=_slice,
    )

    @classmethod
    def of(cls, row: VisibleWebhook) -> "Webhook":
        """From what its owner may see."""
        return cls(
            key=row.id,
            id=strawberry.ID(ids.encode("Webhook", row.id)),
            url=row.url,
            description=row.description,
            state=row.state,
            last_delivery_at=row.last_delivery_at,
            failing_since=row.failing_since,
        )


@strawberry.type(description="The endpoint is registered, or has a new secret (webhook terdaftar).")
class WebhookRegistered:
    """Answer with the secret."""

    webhook: Webhook = rule("Webhook.of", "The endpoint (webhook).")
    secret: str = rule("webhooks.secret", "Signing secret (kunci rahasia), `whsec_...`; shown once.")

    def __repr__(self) -> str:
        """Never the secret."""
        return "WebhookRegistered(...)"


@strawberry.type(description="The endpoint is removed (webhook dihapus).")
class WebhookDeleted:
    """Answer of `deleteWebhook`."""

    id: strawberry.ID = rule("ids.encode", "Its id (pengenal).")


@strawberry.type(description="Past events are queued again (pengiriman ulang).")
class WebhookReplay:
    """Answer of `replayWebhook`."""

    queued: int = rule("webhooks.replay", "How many events (jumlah peristiwa).")


@strawberry.input(description="An endpoint to register (pendaftaran webhook).")
class RegisterWebhookInput:
    """Input of `registerWebhook`."""

    url: str = strawberry.field(description="Public https address (alamat tujuan).")
    description: str = strawberry.field(description="What it is for (keterangan).")
    filter: EventFilter | None = strawberry.field(
        default=None, description="Which events (saringan); all that the caller may see when absent."
    )


RegisterWebhookResult = Annotated[
    WebhookRegistered | Problem,
    strawberry.union(
        "RegisterWebhookResult", description="Registered, or what has to be mended (hasil atau kendala)."
    ),
]
DeleteWebhookResult = Annotated[
    WebhookDeleted | Problem,
    strawberry.union(
        "DeleteWebhookResult", description="Removed, or what has to be mended (hasil atau kendala)."
    ),
]
ReplayWebhookResult = Annotated[
    WebhookReplay | Problem,
    strawberry.union(
        "ReplayWebhookResult", description="Queued, or what has to be mended (hasil atau kendala)."
    ),
]
