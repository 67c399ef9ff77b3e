"""Pushing signed changes to one subscriber, in order, at least once, with a few quick retries."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from sandbox.faults import CONTENT_MODES, Fault, Panel, disturbed
from sandbox.office import Office
from sandbox.records import Event

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)
BATCH = 50
ANSWER_SECONDS = 5.0


@dataclass(frozen=True)
class Push:
    """One signed message."""

    headers: dict[str, str]
    body: bytes


Sign = Callable[[str, Event, str, str, datetime], Push]  # system name, event, fault mode, secret, now


@dataclass(frozen=True)
class Subscriber:
    """Where changes go. `secret` is what the kind signs with."""

    url: str
    secret: str

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("http", "https") or not self.secret:
            raise ValueError("need an http(s) url and a secret")


class Pusher:
    """Reads the events behind its cursor and pushes them; what no retry delivers is given up."""

    def __init__(self, office: Office, panel: Panel, sign: Sign) -> None:
        self.office, self.panel, self.sign = office, panel, sign
        kept = office.store.setting("subscriber")
        self.subscriber = Subscriber(**kept) if kept else None

    def subscribe(self, subscriber: Subscriber) -> None:
        """From now on, push to this one; only what happens after the first subscription is pushed."""
        with self.office.store.batch():
            if self.subscriber is None:
                self.office.store.keep_setting("pushed", self.office.store.last_seq())
            self.office.store.keep_setting("subscriber", {"url": subscriber.url, "secret": subscriber.secret})
        self.subscriber = subscriber
        self.office.wake()

    async def work(self) -> None:
        """Push for ever."""
        changed = self.office.waker()
        while True:
            changed.clear()
            if self.subscriber is None or not await self._push_batch(self.subscriber):
                await changed.wait()

    async def _push_batch(self, subscriber: Subscriber) -> bool:
        cursor = int(self.office.store.setting("pushed") or 0)
        events = self.office.store.events_after(cursor, BATCH)
        if not events:
            return False
        fault = self._fault()
        if fault.mode == "reorder":
            await asyncio.sleep(fault.seconds or 0.3)  # one message cannot be out of order: wait for another
            events = self.office.store.events_after(cursor, BATCH)
        for event in disturbed(events, fault.mode):
            now = datetime.fromtimestamp(self.office.now(), UTC)
            push = self.sign(self.office.name, event, fault.mode, subscriber.secret, now)
            await self._push(subscriber.url, push)
        self.office.store.keep_setting("pushed", events[-1].seq)
        return True

    def _fault(self) -> Fault:
        """Only what spoils content spoils pushes; a path of the fault is matched with "PUSH /webhook"."""
        return self.panel.take("PUSH", "/webhook") if self.panel.fault.mode in CONTENT_MODES else Fault()

    async def _push(self, url: str, push: Push) -> None:
        for pause in (*PAUSES, None):
            if await _delivered(url, push):
                return
            if pause is not None:
                await asyncio.sleep(pause)


async def _delivered(url: str, push: Push) -> bool:
    """One attempt, without proxies or redirects: true after any 2xx."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return 200 <= await _post(urlsplit(url), push) < 300
    except (OSError, TimeoutError, ValueError):
        return False


async def _post(url: SplitResult, push: Push) -> int:
    """Status of the answer. A whole HTTP client would triple the memory of a process that only ever posts.

    Raises:
        OSError: no connection.
        ValueError: what came back is not HTTP.
    """
    port = url.port or (443 if url.scheme == "https" else 80)
    reader, writer = await asyncio.open_connection(url.hostname, port, ssl=url.scheme == "https" or None)
    try:
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        headers = {"host": url.netloc, "content-length": str(len(push.body)), "connection": "close"}
        fields = (f"{name}: {value}" for name, value in {**headers, **push.headers}.items())
        lines = [f"POST {target} HTTP/1.1", *fields, "", ""]
        writer.write("\r\n".join(lines).encode() + push.body)
        await writer.drain()
        version, status = (await reader.readline()).split()[:2]
        return int(status) if version.startswith(b"HTTP/") else 0
    finally:
        writer.close()
