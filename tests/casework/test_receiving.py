"""What systems push: only genuine messages, each once, stored sealed before it is acknowledged."""

import base64
import hmac

import pytest
from sqlalchemy import select

from hub.domain.case import CaseStatus
from hub.domain.exchange import Change, ExternalRef
from hub.errors import CredentialFault, NotAvailable, StoreFault
from hub.store import tables
from tests.casework.steps import delivered, inbox, row
from tests.casework.systems import SECRET, Pushing, body_of, install
from tests.harness import START, Hub

NAME = "kobar-disdukcapil"
WORD = Change(
    "event-1",
    ExternalRef(NAME, "0"),
    "Proses",
    CaseStatus.IN_PROGRESS,
    1,
    "Kata rahasia petugas",
    None,
    START,
)


def signed(body: bytes, hub: Hub, message_id: str = "message-1", age: float = 0.0) -> dict[str, str]:
    """Headers of a genuine message, sent `age` seconds ago."""
    stamp = str(int(hub.now().timestamp() - age))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    proof = base64.b64encode(hmac.digest(key, f"{message_id}.{stamp}.".encode() + body, "sha256"))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{proof.decode()}",
    }


async def test_a_genuine_message_is_stored_once_and_then_applied(hub: Hub) -> None:
    install(hub, NAME, Pushing(hub.agencies[NAME]))
    number = (await delivered(hub)).case.tracking_number
    body = body_of([WORD])
    headers = signed(body, hub)
    assert await hub.services.inbox.receive(NAME, body, headers) is True
    assert await hub.services.inbox.receive(NAME, body, headers) is False
    while await hub.updates.process():
        pass
    assert (await row(hub, number)).status is CaseStatus.IN_PROGRESS
    assert await inbox(hub) == [("APPLIED", "unpacked"), ("APPLIED", "applied")]


async def test_what_is_not_genuine_or_not_fresh_is_refused_and_leaves_no_trace(hub: Hub) -> None:
    install(hub, NAME, Pushing(hub.agencies[NAME]))
    body = body_of([WORD])
    forged = [
        (body, signed(body, hub) | {"webhook-signature": "v1,bm90IGdlbnVpbmU="}),
        (body, signed(body, hub) | {"webhook-id": "message-2"}),
        (body + b" ", signed(body, hub)),
        (body, signed(body, hub, age=301)),
        (body, signed(body, hub, age=-301)),
        (body, {}),
    ]
    for content, headers in forged:
        with pytest.raises(CredentialFault):
            await hub.services.inbox.receive(NAME, content, headers)
    assert await inbox(hub) == []


async def test_a_bad_payload_with_a_good_signature_is_taken_and_does_not_hurt_the_sender(hub: Hub) -> None:
    install(hub, NAME, Pushing(hub.agencies[NAME]))
    body = b"<html>maintenance</html>"
    assert await hub.services.inbox.receive(NAME, body, signed(body, hub)) is True
    await hub.updates.process()
    assert await inbox(hub) == [("QUARANTINED", "MISUNDERSTOOD")]


async def test_only_systems_that_push_have_a_door(hub: Hub) -> None:
    for name in (NAME, "kobar-tidak-ada"):  # the loopback agency takes no webhooks
        with pytest.raises(NotAvailable):
            await hub.services.inbox.receive(name, b"[]", {})


async def test_messages_lie_sealed_in_the_inbox_and_bound_to_their_place(hub: Hub) -> None:
    install(hub, NAME, Pushing(hub.agencies[NAME]))
    body = body_of([WORD])
    await hub.services.inbox.receive(NAME, body, signed(body, hub))
    async with hub.tools.db.reading() as conn:
        [box] = (await conn.scalars(select(tables.inbox.c.body))).all()
    assert b"rahasia" not in box
    with pytest.raises(StoreFault):
        hub.tools.sealer.open_bytes(box, f"inbox.body.{NAME}.webhook:message-2")
    await hub.services.inbox.ready()
