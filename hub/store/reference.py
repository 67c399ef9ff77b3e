"""Reference data in the database: written as a whole, read as one `Directory`."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, Table, delete, except_, insert, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.domain.agency import Agency, AgencyRole, Jurisdiction, Tier
from hub.domain.case import CaseKind
from hub.domain.days_off import CalendarChange, Change, Holiday
from hub.domain.directory import Directory, KeywordRule, Region, Topic
from hub.domain.legal_limit import LegalLimit
from hub.domain.rules import RoutingRule
from hub.domain.template import Template, TemplateKind
from hub.errors import ReferenceError
from hub.store import reference_tables, tables
from hub.store.routing_tables import routing_rules

VERSION_KEY = "reference_version"

Row = dict[str, Any]


async def save(conn: AsyncConnection, directory: Directory) -> None:
    """Replace all reference data in the caller's transaction.

    Raises:
        ReferenceError: a region, topic, channel or agency that cases name is gone. The caller must roll back.
    """
    for table, rows in _contents(directory):
        await conn.execute(delete(table))
        if rows:
            await conn.execute(insert(table), rows)
    problems = await _orphans(conn)
    if problems:
        raise ReferenceError(problems)
    await conn.execute(delete(tables.meta).where(tables.meta.c.key == VERSION_KEY))
    await conn.execute(insert(tables.meta), [{"key": VERSION_KEY, "value": directory.version}])


async def version(conn: AsyncConnection) -> str | None:
    """Version of the data `save` wrote last, None when it never did."""
    query = select(tables.meta.c.value).where(tables.meta.c.key == VERSION_KEY)
    return (await conn.execute(query)).scalar_one_or_none()


async def load(conn: AsyncConnection) -> Directory:
    """All reference data, one statement per table.

    Raises:
        ReferenceError: none was ever saved.
    """
    saved = await version(conn)
    if saved is None:
        raise ReferenceError(["the store holds no reference data: import it first"])
    return Directory(
        version=saved,
        regions={row["code"]: Region(**row) for row in await _rows(conn, reference_tables.regions, "code")},
        topics={row["code"]: Topic(**row) for row in await _rows(conn, reference_tables.topics, "code")},
        agencies={row["code"]: _agency(row) for row in await _rows(conn, reference_tables.agencies, "code")},
        aliases={
            row["alias"]: row["agency"] for row in await _rows(conn, reference_tables.agency_aliases, "alias")
        },
        jurisdictions=tuple(Jurisdiction(**row) for row in await _rows(conn, reference_tables.jurisdictions)),
        keyword_rules=tuple(_keyword_rule(row) for row in await _rows(conn, reference_tables.keyword_rules)),
        holidays=tuple(Holiday(**row) for row in await _rows(conn, reference_tables.holidays, "day")),
        legal_limits=tuple(LegalLimit(**row) for row in await _rows(conn, reference_tables.legal_limits)),
        channels={row["code"]: row["name"] for row in await _rows(conn, reference_tables.channels, "code")},
        calendar_changes=tuple(
            _calendar_change(row) for row in await _rows(conn, reference_tables.calendar_changes)
        ),
        routing_rules=tuple(_routing_rule(row) for row in await _rows(conn, routing_rules)),
        templates=tuple(_template(row) for row in await _rows(conn, reference_tables.templates, "code")),
    )


def _contents(directory: Directory) -> Iterator[tuple[Table, list[Row]]]:
    yield reference_tables.regions, [asdict(one) for one in directory.regions.values()]
    yield reference_tables.topics, [asdict(one) for one in directory.topics.values()]
    yield (
        reference_tables.channels,
        [{"code": code, "name": name} for code, name in directory.channels.items()],
    )
    yield (
        reference_tables.agencies,
        [
            asdict(one) | {"tier": one.tier.value, "role": one.role.value}
            for one in directory.agencies.values()
        ],
    )
    yield (
        reference_tables.agency_aliases,
        [{"alias": old, "agency": new} for old, new in directory.aliases.items()],
    )
    yield reference_tables.jurisdictions, _numbered(directory.jurisdictions)
    yield reference_tables.keyword_rules, _numbered(directory.keyword_rules)
    yield reference_tables.holidays, [asdict(one) for one in directory.holidays]
    yield (
        reference_tables.calendar_changes,
        [row | {"change": row["change"].value} for row in _numbered(directory.calendar_changes)],
    )
    yield reference_tables.legal_limits, _numbered(directory.legal_limits)
    yield (
        routing_rules,
        [row | {"kind": row["kind"] and row["kind"].value} for row in _numbered(directory.routing_rules)],
    )
    yield (
        reference_tables.templates,
        [asdict(one) | {"kind": one.kind.value} for one in directory.templates],
    )


def _numbered(values: Iterable[Any]) -> list[Row]:
    """Rows whose order means something."""
    return [asdict(one) | {"ordinal": ordinal} for ordinal, one in enumerate(values)]


async def _rows(conn: AsyncConnection, table: Table, order: str = "ordinal") -> list[Row]:
    columns = [column for column in table.c if column.name != "ordinal"]
    found = await conn.execute(select(*columns).order_by(table.c[order]))
    return [dict(row) for row in found.mappings()]


def _agency(row: Row) -> Agency:
    plain = row | {"tier": Tier(row["tier"]), "role": AgencyRole(row["role"])}
    return Agency(**plain)


def _routing_rule(row: Row) -> RoutingRule:
    kind = CaseKind(row["kind"]) if row["kind"] is not None else None
    return RoutingRule(**row | {"kind": kind, "words": tuple(row["words"])})


def _template(row: Row) -> Template:
    return Template(**row | {"kind": TemplateKind(row["kind"])})


def _calendar_change(row: Row) -> CalendarChange:
    plain = row | {"change": Change(row["change"])}
    return CalendarChange(**plain)


def _keyword_rule(row: Row) -> KeywordRule:
    plain = row | {"words": tuple(row["words"])}
    return KeywordRule(**plain)


async def _orphans(conn: AsyncConnection) -> list[str]:
    problems = set()
    for word, used, known in _uses():
        for code in (await conn.execute(except_(used, known))).scalars():
            if code is not None:
                problems.add(f"{word} {code}: cases name it; keep it, give it an end date or an alias")
    return sorted(problems)


def _uses() -> Iterator[tuple[str, Select[Any], Select[Any]]]:
    """Per kind of code: those that cases name, and those there are."""
    cases = tables.cases.c
    yield "region", select(cases.region), select(reference_tables.regions.c.code)
    yield "topic", select(cases.topic), select(reference_tables.topics.c.code)
    yield "channel", select(cases.channel), select(reference_tables.channels.c.code)
    known = union(
        select(reference_tables.agencies.c.code), select(reference_tables.agency_aliases.c.alias)
    ).subquery()
    for column in (cases.owner, cases.assignee, tables.assignments.c.agency, tables.case_copies.c.agency):
        yield "agency", select(column), select(known)
