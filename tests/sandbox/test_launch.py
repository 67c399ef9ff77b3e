import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.launch import NotReady, Running, control, kill, restart, start, start_all, stop
from tests.sandbox.harness import STILL, eventually, system

BASE = "/api/v1/pengaduan"
KEY = {"X-API-Key": "sandbox-api-key"}


def holds(running: Running, wanted: int) -> bool:
    return bool(control(running, "/state")["records"] >= wanted)


def hammer(running: Running, name: str) -> list[str]:
    """Hand in complaints until the connection breaks; those that were acknowledged."""
    acknowledged: list[str] = []
    with httpx.Client(trust_env=False, timeout=2, headers=KEY) as client:
        while True:
            ticket = f"{name}-{len(acknowledged)}"
            body = {"nomor_tiket": ticket, "judul": "Laporan", "isi": "Isi."}
            try:
                assert client.post(f"{running.url}{BASE}", json=body).json()["status"]
            except httpx.TransportError:
                return acknowledged
            acknowledged.append(ticket)


def test_what_was_acknowledged_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    running = start("rest", "durable", tmp_path, STILL)
    acknowledged: list[str] = []
    try:
        for life in range(3):
            wanted = control(running, "/state")["records"] + 20
            with ThreadPoolExecutor(3) as pool:
                hands = [pool.submit(hammer, running, f"K-{life}-{hand}") for hand in range(3)]
                eventually(partial(holds, running, wanted))
                kill(running)
            acknowledged += [ticket for hand in hands for ticket in hand.result()]
            restart(running)
        held = {record["ticket"] for record in control(running, "/records")}
    finally:
        kill(running)

    assert len(acknowledged) >= 50
    assert set(acknowledged) <= held


def test_a_killed_system_remembers_its_script_keys_and_unfinished_work(tmp_path: Path) -> None:
    with system("rest", tmp_path) as office:
        office.headers.update(KEY)
        body = {"nomor_tiket": "K", "judul": "Laporan", "isi": "Isi."}
        first = office.post(BASE, body, **{"Idempotency-Key": "key-k"}).json()
        office.control("/officers", {"enabled": True, "delay": 0.3})
        kill(office.running)

        restart(office.running)

        again = office.post(BASE, body, **{"Idempotency-Key": "key-k"}).json()
        assert again["duplikat"] is True
        assert again["data"]["nomor"] == first["data"]["nomor"]
        eventually(lambda: office.held("K")[0]["status"] == "Selesai")
        assert [event["do"] for event in office.held("K")[0]["events"]] == [
            "created",
            "accept",
            "progress",
            "answer",
        ]


def test_stop_ends_it_fast_and_in_order_and_restart_takes_the_same_ports(tmp_path: Path) -> None:
    running = start("wbs", "orderly", tmp_path, STILL)
    urls = (running.url, running.control_url)
    control(running, "/fault", {"mode": "slow", "seconds": 30})
    with httpx.Client(trust_env=False) as client, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.get, f"{running.url}/api/laporan")
        eventually(lambda: not waiting.done())
        started = time.monotonic()
        stop(running)
        assert time.monotonic() - started < 2
        assert running.process.returncode == 0
        with pytest.raises(httpx.TransportError):
            waiting.result()

    restart(running)
    assert (running.url, running.control_url) == urls
    assert control(running, "/state") == {
        "name": "orderly",
        "kind": "wbs",
        "fault": "none",
        "fault_left": None,
        "records": 0,
        "officers": False,
    }
    stop(running)


def test_several_start_side_by_side_each_on_ports_of_its_own(tmp_path: Path) -> None:
    systems = start_all([("rest", "one", None), ("oauth", "two", None), ("lapor", "three", None)], tmp_path)
    try:
        assert [control(running, "/state")["name"] for running in systems] == ["one", "two", "three"]
        assert len({url for running in systems for url in (running.url, running.control_url)}) == 6
    finally:
        for running in systems:
            kill(running)


@pytest.mark.parametrize(
    ("kind", "config", "said"),
    [
        ("rest", {"api_keys": "x"}, "api_keys"),
        ("lapor", {"accounts": [{"institution_id": "1"}]}, "auth_header_value"),
        ("rest", {"officers": {"rules": [{"do": "dance"}]}}, "dance"),
        ("rest", {"webhook": {"url": "nowhere", "secret": "x"}}, "http"),
    ],
)
def test_a_wrong_config_stops_the_start_and_says_why(
    tmp_path: Path, kind: str, config: dict[str, Any], said: str
) -> None:
    with pytest.raises(NotReady, match=said):
        start(kind, "wrong", tmp_path, config)


def test_a_port_that_is_taken_stops_the_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "sandbox", "rest", "--name", "late", "--port", port]
        command += ["--control-port", "0", "--db", str(tmp_path / "late.db")]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)

    assert ended.returncode == 2
    assert "in use" in ended.stderr


def test_a_system_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    starter = (
        "import sys, time; from pathlib import Path; from sandbox.launch import start;"
        "print(start('wbs', 'orphan', Path(sys.argv[1])).control_url, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", starter, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        url = process.stdout.readline().decode().strip()
        assert httpx.get(f"{url}/state", trust_env=False).status_code == 200
        process.kill()

    def gone() -> bool:
        try:
            httpx.get(f"{url}/state", trust_env=False)
        except httpx.TransportError:
            return True
        return False

    assert eventually(gone)
