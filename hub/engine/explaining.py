"""A plan for people: as lines of a tree, as Mermaid text, as a picture. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from graphql import get_named_type

from hub.engine.plan import How, Plan, Selection, Step, Steps, Typename
from hub.engine.source import SourceKind

UNCOUNTED = ("Connection", "Edge", "PageInfo")  # as in the cost rule
ROW, INDENT, LETTER, MARGIN = 22, 24, 7.3, 14  # pixels
COLOURS = {"batch": "#b34700", "live": "#7a3e8e", "root": "#1f5f99", "plain": "#4d4d4d"}


@dataclass(frozen=True, slots=True)
class Told:
    """One line: a field of the answer, or a class that it may be of. `kind` is a key of `COLOURS`."""

    label: str
    how: str
    kind: str
    under: tuple["Told", ...] = ()


def explained(plan: Plan) -> tuple[Told, ...]:
    """What the plan does, field by field."""
    return _steps(plan.steps)


def loads(told: Sequence[Told]) -> int:
    """How many fields are loaded: each is one call per list, and per class where a list has several."""
    return sum((one.kind in ("batch", "live")) + loads(one.under) for one in told)


def tree(told: Sequence[Told]) -> list[str]:
    """Lines of text; what is got and how."""
    rows = list(_rows(told, ""))
    width = max((len(left) for left, _ in rows), default=0)
    return [f"{left:<{width}}  {how}".rstrip() for left, how in rows]


def mermaid(told: Sequence[Told]) -> str:
    """A flow chart in the Mermaid language."""
    lines = ["flowchart LR", '  n["query"]']
    for number, (parent, one) in enumerate(_numbered(told, "n")):
        label = _mermaid(f"{one.label}<br/>{one.how}" if one.how else one.label)
        lines.append(f'  {parent} --> n{number}["{label}"]:::{one.kind}')
    lines += [f"  classDef {kind} stroke:{colour}" for kind, colour in COLOURS.items()]
    return "\n".join(lines) + "\n"


def svg(told: Sequence[Told], title: str) -> str:
    """A picture of the tree; whatever the text holds, it is only text in it."""
    drawn: list[str] = []
    end = _draw(told, 1, 1, drawn)
    depth, longest = _extent(told, 1)
    width, height = round(depth * INDENT + longest * LETTER + 3 * MARGIN), end * ROW + 2 * MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img"'
    style = '<g font-family="monospace" font-size="12" stroke-width="1">'
    ground = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    shown = _text(MARGIN, MARGIN + ROW // 2, title, "#000000")
    name = escape(title)
    return "\n".join(
        [
            f'{head} aria-label="{name}">',
            f"<title>{name}</title>",
            ground,
            style,
            shown,
            *drawn,
            "</g></svg>",
            "",
        ]
    )


def objects(steps: Steps, data: Any) -> int:
    """Objects in an answer by the arithmetic of the cost: not connections, edges and page information."""
    if not isinstance(data, dict):
        return 0
    return sum(_objects(step, data.get(step.key)) for step in steps if isinstance(step, Step))


# ── from the plan ──


def _steps(steps: Steps) -> tuple[Told, ...]:
    return tuple(
        Told(f"{one.key}: {one.name!r}", "", "plain") if isinstance(one, Typename) else _step(one)
        for one in steps
    )


def _step(step: Step) -> Told:
    field = step.nodes[0].name.value
    name = field if field == step.key else f"{step.key}: {field}"
    return Told(f"{name} {step.definition.type}", _how(step), _kind(step), _under(step.value))


def _under(value: Any) -> tuple[Told, ...]:
    if not isinstance(value, Selection):
        return ()
    if len(value.possible) == 1:
        return _steps(next(iter(value.possible.values())))
    return tuple(
        Told(f"on {kind.__name__}", "", "plain", _steps(steps)) for kind, steps in value.possible.items()
    )


def _kind(step: Step) -> str:
    if step.source is not None and step.source.kind is SourceKind.LIVE:
        return "live"
    return {How.BATCH: "batch", How.ROOT: "root"}.get(step.how, "plain")


def _how(step: Step) -> str:
    source = f"{step.source.kind.value.lower()} {step.source.name}" if step.source is not None else ""
    if step.how is How.ROOT:
        return "one use case"
    if step.how is How.BATCH:
        asked = "systems asked, one call per list" if _kind(step) == "live" else "one call per list"
        return f"{asked}: {step.name}"
    return source or step.how.value


# ── as text ──


def _rows(told: Sequence[Told], before: str) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(told):
        last = place == len(told) - 1
        yield f"{before}{'└' if last else '├'} {one.label}", one.how
        yield from _rows(one.under, before + ("  " if last else "│ "))


def _numbered(told: Sequence[Told], root: str) -> Iterator[tuple[str, Told]]:
    """(name of the parent, line), in the order in which `mermaid` numbers them."""
    waiting = [(root, one) for one in reversed(told)]
    number = 0
    while waiting:
        parent, one = waiting.pop()
        yield parent, one
        waiting += [(f"n{number}", child) for child in reversed(one.under)]
        number += 1


def _mermaid(label: str) -> str:
    return label.replace("#", "#35;").replace('"', "#quot;").replace("`", "#96;")


# ── as a picture ──


def _draw(told: Sequence[Told], row: int, depth: int, drawn: list[str]) -> int:
    """Appends the lines from `row` on; returns the first row behind them."""
    start = row
    for one in told:
        x, y = MARGIN + depth * INDENT, MARGIN + row * ROW + ROW // 2
        top = MARGIN + start * ROW
        drawn.append(
            f'<path d="M{x - INDENT + 4} {top}V{y}H{x - 6}" fill="none" stroke="#bbbbbb"/>'
            f'<circle cx="{x}" cy="{y}" r="4" fill="{COLOURS[one.kind]}"/>'
            + _text(x + 10, y, f"{one.label}   {one.how}".rstrip(), COLOURS[one.kind])
        )
        row = _draw(one.under, row + 1, depth + 1, drawn)
    return row


def _extent(told: Sequence[Told], depth: int) -> tuple[int, int]:
    """The deepest level, and the letters of the longest line."""
    found = [(depth, len(one.label) + len(one.how) + 3) for one in told]
    found += [_extent(one.under, depth + 1) for one in told if one.under]
    return max((level for level, _ in found), default=0), max((long for _, long in found), default=0)


def _text(x: int, y: int, text: str, colour: str) -> str:
    return f'<text x="{x}" y="{y + 4}" fill="{colour}" xml:space="preserve">{escape(text)}</text>'


# ── what an answer has ──


def _objects(step: Step, value: Any) -> int:
    if isinstance(value, list):
        return sum(_objects(step, one) for one in value)
    if not isinstance(value, dict) or not isinstance(step.value, Selection):
        return 0
    own = 0 if get_named_type(step.definition.type).name.endswith(UNCOUNTED) else 1
    keys = list(value)
    fitting = (steps for steps in step.value.possible.values() if [one.key for one in steps] == keys)
    return own + objects(next(fitting, ()), value)
