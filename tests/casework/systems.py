"""Agencies' systems with a peculiarity, each around the loopback agency."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

import msgspec

from hub.connectors.loopback import Loopback
from hub.connectors.signature import Signature, WebhookKeys
from hub.domain.exchange import (
    Change,
    ChangePage,
    ExternalRef,
    Forwarded,
    Health,
    Manifest,
    OutgoingCase,
    Registered,
    Untracked,
)
from hub.errors import ConnectorError, Misunderstood
from tests.harness import Hub

SECRET = "whsec_cmFoYXNpYS11bnR1ay11amktY29iYQ=="


class TwoSteps:
    """Creates a record first and hands it over in a second call, which fails as told."""

    def __init__(self, inner: Loopback) -> None:
        self.inner, self.manifest = inner, inner.manifest
        self.failures: deque[ConnectorError] = deque()
        self.handed: list[str] = []

    async def health(self) -> Health:
        return await self.inner.health()

    async def aclose(self) -> None:
        return None

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        answer = await self.inner.forward(case, key)
        assert isinstance(answer, Registered)
        return Registered(answer.ref, needs_hand_over=True)

    async def search(self, tracking_number: str, key: str) -> ExternalRef | None:
        return await self.inner.search(tracking_number, key)

    async def hand_over(self, ref: ExternalRef, case: OutgoingCase) -> None:
        if self.failures:
            raise self.failures.popleft()
        self.handed.append(ref.id)

    async def send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        await self.inner.send_note(ref, text, key)


class Calling:
    """Does something while it is called: looks at the hub, moves the clock, crashes the worker."""

    def __init__(self, inner: Loopback, during: Callable[[], Awaitable[None]]) -> None:
        self.inner, self.manifest, self.during = inner, inner.manifest, during

    async def health(self) -> Health:
        return await self.inner.health()

    async def aclose(self) -> None:
        return None

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        answer = await self.inner.forward(case, key)
        await self.during()
        return answer

    async def search(self, tracking_number: str, key: str) -> ExternalRef | None:
        return await self.inner.search(tracking_number, key)

    async def send_note(self, ref: ExternalRef, text: str, key: str) -> None:
        await self.inner.send_note(ref, text, key)
        await self.during()


class BlackBox:
    """Takes cases and never says which number they got."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.taken: list[str] = []

    async def health(self) -> Health:
        raise NotImplementedError

    async def aclose(self) -> None:
        return None

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        self.taken.append(key)
        return Untracked()


class Pushing:
    """Says the same things when it is polled and by signed webhook."""

    def __init__(self, inner: Loopback) -> None:
        self.inner, self.manifest = inner, inner.manifest
        keys = WebhookKeys("standard-webhooks", secret_env="HUB_SECRET_PUSHING")
        self.signature = Signature(keys, [SECRET])

    async def health(self) -> Health:
        return await self.inner.health()

    async def aclose(self) -> None:
        return None

    async def forward(self, case: OutgoingCase, key: str) -> Forwarded:
        return await self.inner.forward(case, key)

    async def changes(self, cursor: str | None) -> ChangePage:
        return await self.inner.changes(cursor)

    def verify_webhook(self, body: bytes, headers: dict[str, str], now: float) -> str:
        return self.signature.delivery_id(body, headers, now)

    def read_webhook(self, body: bytes) -> list[Change]:
        try:
            return msgspec.json.decode(body, type=list[Change])
        except msgspec.MsgspecError:
            raise Misunderstood("NOT_CHANGES") from None


def body_of(changes: Sequence[Change]) -> bytes:
    """What `Pushing` reads."""
    return msgspec.json.encode(list(changes))


def install(hub: Hub, name: str, system: object) -> None:
    """Put a system in the place of the loopback agency of that name."""
    hub.agencies.systems[name] = cast(Loopback, system)
