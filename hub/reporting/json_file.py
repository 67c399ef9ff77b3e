"""A report as JSON; docs/reports.md describes the shape. A change that breaks readers gets a new version."""

import orjson

from hub.domain.report import Chart, Report, Section, Table, Value, Withheld
from hub.reporting.numbers import machine, withheld_keys
from hub.reporting.text import clean

SCHEMA, VERSION = "lapor-hub-report", 1


def written(report: Report) -> bytes:
    """The whole report. What is kept back is null and named in `withheld`."""
    content = {
        "schema": SCHEMA,
        "version": VERSION,
        "title": clean(report.title),
        "period": {
            "code": report.period.code,
            "name": report.period.name,
            "start": report.period.start.isoformat(),
            "end": report.period.end.isoformat(),
            "closed": report.closed,
        },
        "scope": _pairs(report.scope),
        "as_of": f"{report.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "facts": _pairs(report.facts),
        "suppression": {"below": report.suppressed_below, "rule": clean(report.suppression)},
        "sections": [_section(one) for one in report.sections],
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": clean(name), "value": clean(value)} for name, value in pairs]


def _section(section: Section) -> dict[str, object]:
    return {
        "kind": section.kind.value,
        "title": clean(section.title),
        "intro": clean(section.intro),
        "law": clean(section.law),
        "notes": [clean(note) for note in section.notes],
        "tables": [_table(one) for one in section.tables],
        "charts": [_chart(one) for one in section.charts],
    }


def _table(table: Table) -> dict[str, object]:
    columns = [
        {
            "key": column.key,
            "title": clean(column.title),
            "kind": column.kind.value,
            "definition": clean(column.definition),
        }
        for column in table.columns
    ]
    return {
        "key": table.key,
        "title": clean(table.title),
        "note": clean(table.note),
        "open": table.open,
        "columns": columns,
        "rows": [_row(table, row) for row in table.rows],
        "total": _row(table, table.total) if table.total is not None else None,
    }


def _row(table: Table, row: tuple[Value, ...]) -> dict[str, object]:
    return {"values": [_value(one) for one in row], "withheld": withheld_keys(table.columns, row)}


def _value(value: Value) -> str | int | float | None:
    found = machine(value)
    return clean(found) if isinstance(found, str) else found


def _chart(chart: Chart) -> dict[str, object]:
    return {
        "key": chart.key,
        "kind": chart.kind.value,
        "title": clean(chart.title),
        "unit": chart.unit.value,
        "labels": [clean(label) for label in chart.labels],
        "series": [
            {
                "name": clean(one.name),
                "values": [_value(value) for value in one.values],
                "withheld": [n for n, value in enumerate(one.values) if isinstance(value, Withheld)],
            }
            for one in chart.series
        ],
    }
