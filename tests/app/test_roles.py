import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.e2e.fleet import ROOT, Program


def environment(folder: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return clean | {"HUB_DATABASE_URL": f"sqlite:///{folder / 'data' / 'hub.db'}", "HUB_LOG_LEVEL": "WARNING"}


@asynccontextmanager
async def embedded(folder: Path) -> AsyncIterator[tuple[Program, str]]:
    """A whole hub in one process on a folder with nothing in it, and its address."""
    arguments = ["serve", "--embedded", "--port", "0"]
    program = Program(arguments, environment(folder), folder / "hub.log", "the hub answers at ", works=True)
    await program.start()
    try:
        yield program, program.said.removeprefix(program.ready).strip()
    finally:
        await program.kill()


async def refused(folder: Path, *arguments: str) -> str:
    """What a process says that ends with status 1 instead of getting ready."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder),
        cwd=ROOT,
    )
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    assert (process.returncode, out) == (1, b"")
    return err.decode()


@pytest.mark.long
async def test_one_command_on_an_empty_folder_is_a_whole_hub_that_ends_when_asked(tmp_path: Path) -> None:
    async with embedded(tmp_path) as (program, address), httpx.AsyncClient(trust_env=False) as client:
        query = {"query": "{ topics { code } }"}
        answer = await client.post(address, json=query)
        ready = await client.get(address.replace("/graphql", "/readyz"))
        second = await refused(tmp_path, "serve", "--port", "0")
        begun = time.monotonic()
        status = await program.stop()
        took = time.monotonic() - begun

    assert answer.status_code == ready.status_code == 200
    assert len(answer.json()["data"]["topics"]) > 10
    assert second == "hub: another hub works on this database already\n"
    assert status == 0
    assert took < 3.0
    assert (tmp_path / "hub.log").read_text() == ""


@pytest.mark.long
async def test_a_port_that_is_taken_stops_the_start_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        said = await refused(tmp_path, "serve", "--port", str(port))

    assert said.startswith(f"hub: cannot listen on 127.0.0.1:{port}")
    assert said.count("\n") == 1
    assert not (tmp_path / "data").exists()
