"""A headless Chromium, spoken to over its debugging protocol: enough to use a page as a person would."""

import asyncio
import itertools
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
EXECUTABLE = next((path for path in map(shutil.which, NAMES) if path), None)


@dataclass
class Page:
    """One page; `requested` holds the address of everything it loaded, `complaints` what its console said."""

    socket: ClientConnection
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """One command and its answer; events that arrive meanwhile are noted."""
        number = next(self._ids)
        await self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(await self.socket.recv())
            if message.get("id") == number:
                return dict(message.get("result", {}))
            self._note(message)

    async def open(self, url: str) -> None:
        """Load an address, with everything it does being noted."""
        for domain in ("Network", "Log", "Runtime", "Page"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=url)

    async def value(self, expression: str) -> Any:
        """What a JavaScript expression gives."""
        reply = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return reply["result"].get("value")

    async def comes(self, expression: str, seconds: float = 20.0) -> Any:
        """The first true value of the expression."""
        async with asyncio.timeout(seconds):
            while not (value := await self.value(expression)):
                await asyncio.sleep(0.05)
        return value

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        if message["method"] == "Network.requestWillBeSent":
            self.requested.append(params["request"]["url"])
        if message["method"] == "Network.webSocketCreated":
            self.requested.append(params["url"])
        if message["method"] == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        if message["method"] == "Runtime.exceptionThrown":
            self.complaints.append(params["exceptionDetails"]["text"])


@asynccontextmanager
async def page(folder: Path) -> AsyncIterator[Page]:
    """A fresh browser with one empty page; `folder` takes its profile."""
    assert EXECUTABLE is not None
    root = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    process = await asyncio.create_subprocess_exec(
        EXECUTABLE,
        *root,
        *("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0"),
        *("--no-first-run", "--disable-background-networking", f"--user-data-dir={folder}", "about:blank"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = await _port(folder)
        async with connect(f"ws://127.0.0.1:{port[0]}{port[1]}", max_size=None) as browser:
            found = await Page(browser).call("Target.getTargets")
        [blank] = [one["targetId"] for one in found["targetInfos"] if one["type"] == "page"]
        async with connect(f"ws://127.0.0.1:{port[0]}/devtools/page/{blank}", max_size=None) as tab:
            yield Page(tab)
    finally:
        process.terminate()
        await process.wait()


async def _port(folder: Path) -> tuple[str, str]:
    note = folder / "DevToolsActivePort"
    for _ in range(400):
        if note.exists() and len(lines := note.read_text().splitlines()) == 2:
            return lines[0], lines[1]
        await asyncio.sleep(0.05)
    raise AssertionError("the browser did not start")
