"""Answers to the satisfaction survey: taken once, counted in groups, added up."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.satisfaction import ELEMENTS
from hub.domain.survey import COUNTED_FROM, Respondent, Unit
from hub.domain.survey_figures import SatisfactionFilter, Tally
from hub.store.survey_tables import survey_answers, survey_comments, survey_marks

CHARACTERISTICS = ("age", "sex", "education", "occupation")
_SCORES = tuple(element.value.lower() for element in ELEMENTS)
_COLUMNS = survey_answers.c


async def take_turn(conn: AsyncConnection, agency: str) -> None:
    """Others that write answers about the same unit wait: two halves of a group must not count alone."""
    if conn.dialect.name == "postgresql":
        turn = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
        await conn.execute(turn, {"name": f"survey {agency}"})


async def mark(conn: AsyncConnection, digest: bytes) -> bool:
    """Note that this questionnaire came in; False when it did before."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(survey_marks).values(mark=digest).on_conflict_do_nothing()
    return (await conn.execute(statement.returning(survey_marks.c.mark))).first() is not None


async def add(
    conn: AsyncConnection, id: str, unit: Unit, channel: str, scores: Sequence[int], respondent: Respondent
) -> None:
    """Keep one answer; it waits until `count` finds a group for it."""
    groups = {name: getattr(respondent, name) for name in CHARACTERISTICS}
    row: dict[str, Any] = {
        "id": id,
        "agency": unit.agency,
        "region": unit.region,
        "topic": unit.topic,
        "month": unit.month,
        "channel": channel,
        "counted": False,
        "counted_topic": "",
        **dict(zip(_SCORES, scores, strict=True)),
        **{name: value.value if value is not None else None for name, value in groups.items()},
    }
    await conn.execute(insert(survey_answers).values(row))


async def comment(conn: AsyncConnection, id: str, unit: Unit, words: str) -> None:
    """Keep what was written beside the scores, apart from them."""
    row = {"id": id, "agency": unit.agency, "month": unit.month, "text": words}
    await conn.execute(insert(survey_comments).values(row))


async def comments(conn: AsyncConnection, agency: str, first: str, last: str) -> list[tuple[str, str]]:
    """Month and text of every comment about a unit, in an order that says nothing."""
    columns = survey_comments.c
    statement = (
        select(columns.month, columns.text)
        .where(columns.agency == agency, columns.month.between(first, last))
        .order_by(columns.month, columns.text)
    )
    return [(row.month, row.text) for row in await conn.execute(statement)]


async def count(conn: AsyncConnection, agency: str, running: str) -> None:
    """Count the waiting answers of a unit that make a group.

    Of the `running` month (and later ones): the answers of one topic. Of months that have ended also what is
    left of all topics together. A unit that moved to another region within a month has groups of its own in
    each: a question about one of the regions must not cut a group in two.
    """
    columns = (_COLUMNS.month, _COLUMNS.region)
    for (month, region, topic), found in (await _waiting(conn, agency, *columns, _COLUMNS.topic)).items():
        if found >= COUNTED_FROM:
            which = and_(_COLUMNS.region == region, _COLUMNS.topic == topic)
            await _settle(conn, agency, month, which, topic)
    for (month, region), left in (await _waiting(conn, agency, *columns)).items():
        if month < running and left >= COUNTED_FROM:
            await _settle(conn, agency, month, _COLUMNS.region == region, "")


async def left_over(conn: AsyncConnection, running: str) -> list[str]:
    """Units with a group that can be counted now that its month has ended."""
    statement = (
        select(_COLUMNS.agency)
        .where(_COLUMNS.counted.is_(False), _COLUMNS.month < running)
        .group_by(_COLUMNS.agency, _COLUMNS.month, _COLUMNS.region)
        .having(func.count() >= COUNTED_FROM)
    )
    return sorted(set((await conn.scalars(statement)).all()))


async def tallies(
    conn: AsyncConnection,
    wanted: SatisfactionFilter,
    by: Collection[str] = ("agency",),
    at_most: int | None = None,
) -> list[Tally]:
    """Sums of the counted answers, apart by the attributes of `Unit` in `by`; '' stands for the others."""
    keys = [_label(name) for name in ("agency", "region", "topic", "month") if name in by]
    sums = [func.sum(_COLUMNS[name]) for name in _SCORES]
    statement = select(*keys, func.count(), *sums).where(*_conditions(wanted)).group_by(*keys).order_by(*keys)
    if at_most is not None:
        statement = statement.limit(at_most)
    nothing = dict.fromkeys(("agency", "region", "topic", "month"), "")
    names = [name for name in nothing if name in by]
    found = []
    for row in await conn.execute(statement):
        unit = Unit(**(nothing | dict(zip(names, row[: len(names)], strict=True))))
        if row[len(names)]:
            scores = tuple(int(one) for one in row[len(names) + 1 :])
            found.append(Tally(unit, int(row[len(names)]), scores))
    return found


async def groups(conn: AsyncConnection, wanted: SatisfactionFilter) -> Mapping[str, Mapping[str, int]]:
    """Per characteristic, how many of the counted respondents said to belong to which group."""
    found: dict[str, dict[str, int]] = {}
    for name in CHARACTERISTICS:
        column = _COLUMNS[name]
        conditions = [*_conditions(wanted), column.is_not(None)]
        statement = select(column, func.count()).where(*conditions).group_by(column)
        found[name] = {value: int(number) for value, number in await conn.execute(statement)}
    return found


def _label(name: str) -> Any:
    return _COLUMNS.counted_topic.label("topic") if name == "topic" else _COLUMNS[name]


def _conditions(wanted: SatisfactionFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        _COLUMNS.counted.is_(True),
        _COLUMNS.month.between(f"{wanted.start:%Y-%m}", f"{wanted.end:%Y-%m}"),
    ]
    if wanted.agency:
        found.append(_COLUMNS.agency.in_(wanted.agency))
    if wanted.topic:
        found.append(_COLUMNS.counted_topic.in_(wanted.topic))
    if wanted.region is not None:
        below = _COLUMNS.region.startswith(f"{wanted.region}.", autoescape=True)
        found.append(or_(_COLUMNS.region == wanted.region, below))
    return found


async def _waiting(conn: AsyncConnection, agency: str, *keys: Any) -> dict[tuple[str, ...], int]:
    statement = (
        select(*keys, func.count())
        .where(_COLUMNS.agency == agency, _COLUMNS.counted.is_(False))
        .group_by(*keys)
    )
    return {tuple(row[:-1]): int(row[-1]) for row in await conn.execute(statement)}


async def _settle(conn: AsyncConnection, agency: str, month: str, which: Any, topic: str) -> None:
    waiting = and_(_COLUMNS.agency == agency, _COLUMNS.month == month, _COLUMNS.counted.is_(False), which)
    await conn.execute(update(survey_answers).where(waiting).values(counted=True, counted_topic=topic))
