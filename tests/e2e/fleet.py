"""Hub processes and simulated agencies of one deployment, to be killed and started again at will."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.launch import Running, control, kill, restart, start_all

ROOT = Path(__file__).parents[2]
READY_S = 30.0
LAPOR = "lapornurani"
REST = "kobar-disdukcapil"
SEARCHED = "ntb-portal"
INSTITUTION = "110101"
QUICK = {
    "HUB_PROFILE": "development",
    "HUB_LOG_LEVEL": "WARNING",
    "HUB_DRAIN_FACTOR": "20",
    "HUB_SETTLE_FACTOR": "0.002",
    "HUB_POLL_FACTOR": "0.05",
    "HUB_QUEUE_POLL_S": "0.2",
    "HUB_RETRY_WAITS_S": "0.3,0.6,1",
    "HUB_BREAKER_COOLDOWN_S": "0.3",
    "HUB_WORKER_TIMEOUT_S": "3",
    "HUB_SWEEP_S": "0.5",
    "HUB_INBOX_S": "0.5",
    "HUB_FOLD_S": "1",
}


@dataclass
class Program:
    """One process of the hub: `arguments` of `python -m hub`, and the words it says when it is ready."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready: str
    works: bool  # forwards to agencies
    process: asyncio.subprocess.Process | None = None
    said: str = ""
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def bounce(self, pause: float) -> None:
        """kill -9, and start it again after a while."""
        async with self.changing:
            await self.kill()
            await asyncio.sleep(pause)
            await self.start()

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        with self.log.open("ab") as errors:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "hub",
                *self.arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                env=dict(self.environment),
            )
        assert self.process.stdout is not None
        async with asyncio.timeout(READY_S):
            self.said = (await self.process.stdout.readline()).decode()
        assert self.said.startswith(self.ready), self.log.read_text()[-3000:]

    async def kill(self) -> None:
        """kill -9."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM; its exit status."""
        assert self.process is not None
        self.process.terminate()
        async with asyncio.timeout(10):
            return await self.process.wait()


@dataclass
class Agency:
    """One simulated system. Its calls run in threads: the loop of the test goes on."""

    running: Running
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Its control port."""
        return await asyncio.to_thread(control, self.running, path, body)

    async def records(self) -> list[Any]:
        """Everything it holds."""
        found: list[Any] = await self.ask("/records")
        return found

    async def bounce(self, pause: float) -> None:
        """kill -9, and start it again after a while."""
        async with self.changing:
            await asyncio.to_thread(kill, self.running)
            await asyncio.sleep(pause)
            await asyncio.to_thread(restart, self.running)


def agencies(folder: Path) -> dict[str, Agency]:
    """A system that honours our key, one that can be searched, one that does neither; officers sit still."""
    still = {"officers": {"enabled": False}}
    account = {"institution_id": INSTITUTION, "auth_header_value": "Bearer lapor", "token": "{lapor}"}
    wanted: list[tuple[str, str, dict[str, Any] | None]] = [
        ("rest", REST, {"api_key": "rest-key", **still}),
        ("oauth", SEARCHED, {"client_id": "hub", "client_secret": "oauth-secret", **still}),
        ("lapor", LAPOR, {"accounts": [account], "institutions": _institutions(), **still}),
    ]
    return {one.name: Agency(one) for one in start_all(wanted, folder)}


def _institutions() -> list[dict[str, str]]:
    return [{"id": f"1101{number:02}", "name": f"Instansi {number}"} for number in range(1, 20)]


def environment(systems: Mapping[str, Agency], url: str, folder: Path, byte_code: Path) -> dict[str, str]:
    """What a process of the hub is told. Byte code is kept: a restart takes no longer than it must."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    if clean.pop("PYTHONDONTWRITEBYTECODE", None):
        clean["PYTHONPYCACHEPREFIX"] = str(byte_code)
    return (
        clean
        | QUICK
        | {
            "HUB_DATABASE_URL": url,
            "HUB_KEYS_FILE": str(folder / "hub.keys"),
            "HUB_KOBAR_DISDUKCAPIL_URL": systems[REST].running.url,
            "HUB_SECRET_KOBAR_DISDUKCAPIL_KEY": "rest-key",
            "HUB_SECRET_KOBAR_DISDUKCAPIL_WEBHOOK": "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cw==",
            "HUB_NTB_PORTAL_URL": systems[SEARCHED].running.url,
            "HUB_SECRET_NTB_PORTAL_ID": "hub",
            "HUB_SECRET_NTB_PORTAL_KEY": "oauth-secret",
            "HUB_SECRET_NTB_PORTAL_WEBHOOK": "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cw==",
            "HUB_LAPORNURANI_URL": f"{systems[LAPOR].running.url}/lapor/3.0.0",
            "HUB_SECRET_LAPORNURANI_AUTH": "Bearer lapor",
            "HUB_SECRET_LAPORNURANI_TOKEN": "{lapor}",
        }
    )
