"""Each thing that can be wrong with a live system is one line with what to do."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from hub.connectors.kit.checking import Level, of_line, of_read
from hub.connectors.kit.reaching import Reached, reach
from hub.connectors.tap import Exchange
from hub.domain.exchange import Health, HealthState

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
UP = Health(HealthState.UP)


def answered(seconds: float = 0.1, apart: timedelta = timedelta(), **headers: str) -> Exchange:
    said = headers or {"date": format_datetime(NOW - apart)}
    return Exchange("health", "GET", "/", {}, b"", 200, said, b"{}", seconds)


def levels(exchange: Exchange, health: Health = UP) -> dict[str, Level]:
    return {one.subject: one.level for one in of_read(health, [exchange], ["HUB_SECRET_A"], NOW, 10.0)}


@pytest.mark.parametrize(
    ("apart", "level"),
    [(0, Level.OK), (-59, Level.OK), (90, Level.WARN), (-90, Level.WARN), (301, Level.FAIL)],
)
def test_clocks_that_go_apart_are_told(apart: int, level: Level) -> None:
    assert levels(answered(apart=timedelta(seconds=apart)))["clock"] is level


@pytest.mark.parametrize("header", ["", "yesterday", "Mon, 99 Foo 2026"])
def test_a_date_that_is_none_is_no_clock(header: str) -> None:
    assert levels(answered(date=header))["clock"] is Level.WARN


@pytest.mark.parametrize(("seconds", "level"), [(0.2, Level.OK), (1.5, Level.WARN), (5.1, Level.FAIL)])
def test_slow_systems_are_told_before_the_circuit_opens(seconds: float, level: Level) -> None:
    assert levels(answered(seconds))["time"] is level


def test_a_refused_key_is_not_a_failed_read() -> None:
    found = levels(answered(), Health(HealthState.DOWN, "CREDENTIAL_FAULT"))

    assert (found["credential"], "read" in found) == (Level.FAIL, False)


def test_an_answer_nobody_understands_is_a_failed_read() -> None:
    found = levels(answered(), Health(HealthState.DEGRADED, "MISUNDERSTOOD"))

    assert (found["credential"], found["read"]) == (Level.OK, Level.FAIL)


@pytest.mark.parametrize(("days", "level"), [(90, Level.OK), (29, Level.WARN), (1, Level.WARN)])
def test_certificates_that_end_soon_are_told(days: int, level: Level) -> None:
    reached = Reached(("192.0.2.1",), secure=True, valid_until=NOW + timedelta(days=days))

    assert [one.level for one in of_line(reached, NOW)] == [Level.OK, Level.OK, level]


@pytest.mark.parametrize(
    ("fault", "subject"), [("NAME", "name"), ("TLS", "certificate"), ("CONNECTION", "connection")]
)
def test_the_step_that_failed_is_the_last_line(fault: str, subject: str) -> None:
    *_, last = of_line(Reached(fault=fault, why="so"), NOW)

    assert (last.level, last.subject) == (Level.FAIL, subject)


async def test_a_port_where_nobody_listens_is_a_failed_connection() -> None:
    assert (await reach("http://127.0.0.1:1/x")).fault == "CONNECTION"


async def test_a_name_that_does_not_exist_is_told() -> None:
    assert (await reach("https://" + "a" * 64 + ".example/x")).fault == "NAME"
