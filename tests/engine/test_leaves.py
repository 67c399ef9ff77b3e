"""Single values: what a plan writes, and what it leaves to the reference."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.engine.harbour import Ferry, Harbour, Port, Rank, Trade, World

FIELDS = "{ harbour { name code open depth length opened trade } }"
WIB = timezone(timedelta(hours=7))


class Text(str):
    """No plain text."""


@pytest.mark.parametrize(
    "values",
    [
        {"name": 'q"uo\\te\n\t☃ \U0001f6a2', "code": "", "open": False},
        {"depth": 0.1 + 0.2, "length": 2**31 - 1, "trade": Trade.PEOPLE},
        {"depth": -0.0, "length": -(2**31), "trade": Trade.CARGO},
        {"depth": 1e300, "opened": datetime(2026, 1, 2, 3, 4, 5, 600, tzinfo=UTC)},
        {"opened": datetime(2026, 1, 2, 3, 4, tzinfo=WIB)},
        {"opened": datetime(2026, 1, 2, 3, 4, 5, 600)},  # noqa: DTZ001 - as a schema may hold one
    ],
)
async def test_clean_values_are_written(port: Port, values: dict[str, Any]) -> None:
    await port.same(World([Harbour(**values)]), FIELDS, "COMPILED")


@pytest.mark.parametrize(
    "values",
    [
        {"depth": float("nan")},
        {"depth": float("inf")},
        {"depth": 3},
        {"depth": True},
        {"depth": "3"},
        {"depth": "deep"},
        {"length": 2**31},
        {"length": -(2**31) - 1},
        {"length": True},
        {"length": 3.0},
        {"length": 3.5},
        {"length": "3"},
        {"length": []},
        {"name": 5},
        {"name": None},
        {"name": Text("x")},
        {"name": True},
        {"name": ["x"]},
        {"name": object()},
        {"code": 7},
        {"code": None},
        {"open": 1},
        {"open": None},
        {"open": "yes"},
        {"trade": "c"},
        {"trade": "CARGO"},
        {"trade": Rank.MATE},
        {"trade": []},
        {"opened": "2026-01-02"},
        {"opened": None},
    ],
)
async def test_a_value_of_another_kind_is_told_by_the_reference(port: Port, values: dict[str, Any]) -> None:
    await port.same(World([Harbour(**values)]), FIELDS, "REPLAYED")


@pytest.mark.parametrize(
    ("speed", "how"), [(12.0, "COMPILED"), (None, "COMPILED"), (61.0, "REPLAYED"), ("x", "REPLAYED")]
)
async def test_a_scalar_of_ones_own_writes_and_fails_by_itself(port: Port, speed: Any, how: str) -> None:
    ships: Any = [Ferry(name="a", seats=1, speed=12.0), Ferry(name="b", seats=2, speed=speed)]  # type: ignore[arg-type]
    text = "{ harbour { vessels { name ... on Ferry { seats speed } } } }"
    told = await port.same(World([Harbour(vessels=ships)]), text, how)
    assert [path for path, _ in told.errors] == (
        [("harbour", "vessels", 1, "speed")] if how == "REPLAYED" else []
    )


async def test_an_enum_whose_members_are_called_as_outside_is_read_by_name(port: Port) -> None:
    told = await port.same(World(), "{ echo(rank: MASTER) }", "COMPILED")
    assert told.value == {"echo": "hello Rank.MASTER"}
