"""Real simulated systems for the tests: a process each, with a client and a hand on the control port."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from sandbox.launch import Running, control, kill, start

T = TypeVar("T")
STILL: dict[str, Any] = {"officers": {"enabled": False}}
PATIENCE = 5.0


@dataclass
class System:
    """A running system. `headers` are the credentials its client sends."""

    running: Running
    client: httpx.Client
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: str | int) -> httpx.Response:
        return self.client.get(path, params=query, headers=self.headers)

    def post(self, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        return self.client.post(path, json=body, headers={**self.headers, **headers})

    def patch(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return self.client.patch(path, json=body, headers=self.headers)

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return control(self.running, path, body)

    def act(self, record: object, do: str, **details: str) -> Any:
        return self.control(f"/records/{record}/act", {"do": do, **details})

    def held(self, ticket: str) -> list[Any]:
        """What the system holds under the partner's number."""
        records: list[Any] = self.control(f"/records?ticket={ticket}")
        return records

    @contextmanager
    def fault(self, mode: str, **details: object) -> Iterator[None]:
        """Misbehave for a while."""
        self.control("/fault", {"mode": mode, **details})
        try:
            yield
        finally:
            self.control("/fault", {"mode": "none"})


@contextmanager
def system(kind: str, directory: Path, config: dict[str, Any] | None = None) -> Iterator[System]:
    """Start one; its officers sit still unless the config wakes them."""
    running = start(kind, kind, directory, {**STILL, **(config or {})})
    try:
        with httpx.Client(base_url=running.url, timeout=PATIENCE, trust_env=False) as client:
            yield System(running, client)
        assert running.log.read_text() == ""  # no traceback, no warning
    finally:
        kill(running)


def eventually(look: Callable[[], T | None]) -> T:
    """The first answer that is not false; fails after five seconds."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")
