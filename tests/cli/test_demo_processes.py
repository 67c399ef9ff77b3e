"""Whatever the demonstration starts ends with it."""

import socket
import time
from pathlib import Path

import pytest

from hub.cli.demo.processes import GRACE_S, HOST, NotStarted, Processes, free_ports, is_free


async def test_a_process_that_ignores_the_polite_signal_is_killed_in_time(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    stubborn = await processes.start("stubborn", ["tests.cli.demo_stubborn"], listen=True)
    await processes.said(stubborn, "ready")

    begun = time.monotonic()
    await processes.stop()

    assert stubborn.has_ended
    assert GRACE_S <= time.monotonic() - begun < GRACE_S + 1


async def test_a_process_that_ends_instead_of_getting_ready_is_told_with_its_last_words(
    tmp_path: Path,
) -> None:
    processes = Processes(tmp_path)
    broken = await processes.start("broken", ["sandbox", "nonsense"], listen=True)

    with pytest.raises(NotStarted, match="broken"):
        await processes.said(broken, "ready")
    await processes.stop()

    assert processes.ended() == ["broken"]
    assert [(name, "invalid choice" in "\n".join(lines)) for name, lines in processes.tails()] == [
        ("broken", True)
    ]


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()

        assert not is_free(listener.getsockname()[1])


def test_free_ports_are_different_and_free() -> None:
    ports = free_ports(6)

    assert len(set(ports)) == 6
    assert all(is_free(port) for port in ports)
