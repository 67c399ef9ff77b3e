"""What a run found, as lines for people and as Markdown for the page."""

from collections.abc import Iterator, Sequence

from benchmarks.comparing import HUB, STOCK, Plan, Result
from benchmarks.goals import Found, cheaper
from benchmarks.measuring import BUSY, Figures

FIGURES = (
    "server",
    "req/s",
    "x stock",
    "CPU ms/req",
    "x stock",
    "p50 ms",
    "p99 ms",
    "MiB",
    "upstream calls/req",
)
GOALS = ("workload", "hub", "against", "CPU", "req/s", "at least", "aim", "reached")


def titled(result: Result) -> str:
    """Name and place of a workload."""
    return result.workload.name + (f" on {result.where}" if result.where else "")


def rows(result: Result) -> list[list[str]]:
    """One per contender, those that were not measured last."""
    stock = result.figures.get(STOCK)
    measured = [[name, *_cells(one, stock)] for name, one in result.figures.items()]
    width = len(FIGURES) - 2
    return measured + [
        [name, f"not measured: {short(why)}", *[""] * width] for name, why in result.missing.items()
    ]


def _cells(one: Figures, stock: Figures | None) -> list[str]:
    rate = f"{one.rate / stock.rate:.2f}" if stock else "-"
    cpu = cheaper(one, stock) if stock else None
    return [
        f"{one.rate:,.0f}",
        rate,
        _or_dash(one.cpu, ".3f"),
        _or_dash(cpu, ".2f"),
        f"{one.p50:.1f}",
        f"{one.p99:.1f}",
        _or_dash(one.memory, ".0f"),
        _or_dash(one.calls, ".2f"),
    ]


def _or_dash(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def short(why: str) -> str:
    """A reason in one line that breaks no table; the end of a log says most."""
    line = " ".join(why.replace("|", "/").split())
    return line if len(line) <= 160 else f"{line[:60]} ... {line[-95:]}"


def goal_rows(found: Sequence[Found]) -> list[list[str]]:
    """One per goal and place."""
    return [
        [
            one.goal.workload + (f", {one.where}" if one.where else ""),
            one.goal.ours,
            one.goal.against,
            f"{one.cpu:.2f}x" if one.cpu is not None else "-",
            f"{one.rate:.2f}x" if one.rate is not None else "-",
            f"{one.goal.least:g}x",
            f"{one.goal.aim:g}x",
            one.verdict,
        ]
        for one in found
    ]


def markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table; everything but the first column is set to the right where it is a number."""
    marks = ["---"] + ["---:" if _is_number(lines, place) else "---" for place in range(1, len(head))]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, marks, *lines])


def _is_number(lines: Sequence[Sequence[str]], place: int) -> bool:
    return any(line[place][:1].isdigit() for line in lines)


def plain(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """The same for a terminal."""
    whole = [head, *lines]
    wide = [max(len(line[place]) for line in whole if not _is_remark(line)) for place in range(len(head))]
    return "\n".join(
        f"  {line[0]:<{wide[0]}}  {line[1]}"
        if _is_remark(line)
        else "  "
        + "  ".join(
            [f"{line[0]:<{wide[0]}}", *(f"{c:>{w}}" for c, w in zip(line[1:], wide[1:], strict=True))]
        )
        for line in whole
    )


def _is_remark(line: Sequence[str]) -> bool:
    return line[1].startswith("not measured")


def warnings(results: Sequence[Result]) -> Iterator[str]:
    """Where the client may have been what limits: then only processor time says something."""
    for result in results:
        busy = [name for name, one in result.figures.items() if one.client > BUSY]
        if busy:
            yield f"{titled(result)}: the client was busy all the time for {', '.join(busy)}"


def words(results: Sequence[Result], found: Sequence[Found], plan: Plan) -> str:
    """Everything for a terminal."""
    head = f"{plan.connections} connections, medians of {plan.rounds} x {plan.seconds:g} s, equal answers"
    parts = [head]
    parts += [f"{titled(one)}: {one.workload.title}\n{plain(FIGURES, rows(one))}" for one in results]
    parts += [f"goals\n{plain(GOALS, goal_rows(found))}"] if found else []
    return "\n\n".join([*parts, *warnings(results)])


def bars(result: Result) -> list[tuple[str, float]]:
    """Answers per second of processor time, the hub first among its equals."""
    known = {name: 1000 / one.cpu for name, one in result.figures.items() if one.cpu}
    return sorted(known.items(), key=lambda pair: (-pair[1], pair[0] != HUB))
