"""Endpoints of partners to which the hub sends events."""

from datetime import datetime
from typing import Annotated

import strawberry

from hub.schema.fields import column, rule
from hub.schema.filters import EventFilter
from hub.schema.node import Node
from hub.schema.problems import Problem
from hub.schema.work_words import WebhookState


@strawberry.type(description="An endpoint that gets events (webhook).")
class Webhook(Node):
    """A partner's address."""

    id: strawberry.ID = rule("ids.encode", "Global id (pengenal), opaque.")
    url: str = column("webhooks.url", "Where events are sent (alamat tujuan).")
    description: str = column("webhooks.description", "What it is for (keterangan).")
    state: WebhookState = column("webhooks.state", "Whether it is served (status).")
    last_delivery_at: datetime | None = column(
        "webhooks.last_delivery_at", "Last accepted message (terakhir terkirim)."
    )
    failing_since: datetime | None = column("webhooks.failing_since", "Since when it fails (gagal sejak).")


@strawberry.type(description="The endpoint is registered, or has a new secret (webhook terdaftar).")
class WebhookRegistered:
    """Answer with the secret."""

    webhook: Webhook = rule("Webhook.of", "The endpoint (webhook).")
    secret: str = rule("webhooks.secret", "Signing secret (kunci rahasia), `whsec_...`; shown once.")


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
