"""The house rules on Python code, read from its syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

FUNCTION_CAP = 40  # non-blank lines; the docstring is not counted
SLEEP_CAP_S = 0.2  # tests poll with short waits and a deadline
FOR_EVER_S = 30  # nobody waits that long: the test cancels or kills the sleeper
CLOCKED = frozenset({"app", "cli", "delivery", "__main__"})  # they hand `now` and `new_id` to the other rooms

VAGUE_FILE = re.compile(r"^(utils?|common|helpers?|managers?|misc|base_\w+)$")
VAGUE_CLASS = re.compile(r"^Base[A-Z]|Manager$|Mixin$|Helper$|Utils?$")
CLOCKS = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
)
DICE = re.compile(r"^(random\.|uuid\.)|^uuid[1-8]$")  # a call; as the default of a parameter they may stand


@dataclass(frozen=True, order=True)
class Fault:
    """One broken house rule; `line` is 0 where the fault belongs to the whole file."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}"


def of_module(name: str, text: str) -> Iterator[Fault]:
    """Faults of one module of the product; `name` is its path from the project's root."""
    package, _, rest = name.removesuffix(".py").partition("/")
    room = rest.split("/")[0]
    if VAGUE_FILE.match(rest.rpartition("/")[2]):
        yield Fault(name, 0, "a file is named after what is in it")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        yield from (Fault(name, line, what) for line, what in _of_any(node, lines))
        if package == "hub":
            yield from (Fault(name, line, what) for line, what in _of_hub(node, room))


def of_test(name: str, text: str) -> Iterator[Fault]:
    """Faults of one test module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and SLEEP_CAP_S < _slept(node) < FOR_EVER_S:
            yield Fault(name, node.lineno, f"sleeps longer than {SLEEP_CAP_S} s")


def _slept(call: ast.Call) -> float:
    """Seconds this call sleeps; 0 when it does not, or when the wait is computed."""
    match call.args:
        case [ast.Constant(value=int() | float() as seconds)] if _dotted(call.func).endswith("sleep"):
            return seconds
    return 0.0


def _of_any(node: ast.AST, lines: list[str]) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        size = _length(node, lines)
        if size > FUNCTION_CAP:
            yield node.lineno, f"{node.name} has {size} lines, the cap is {FUNCTION_CAP}"
    if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name):
        yield node.lineno, f"{node.name}: a class is named after what it is"


def _of_hub(node: ast.AST, room: str) -> Iterator[tuple[int, str]]:
    if room == "domain" and isinstance(node, ast.AsyncFunctionDef):
        yield node.lineno, "rules are not async"
    if room not in CLOCKED:
        yield from _of_unclocked(node)


def _of_unclocked(node: ast.AST) -> Iterator[tuple[int, str]]:
    if not isinstance(node, ast.Call):
        return
    called = _dotted(node.func)
    if ".".join(called.split(".")[-2:]) in CLOCKS:
        yield node.lineno, "the time is handed in as `now`"
    if DICE.match(called):
        yield node.lineno, "identifiers and chance are handed in"


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    covered = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        covered -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return sum(1 for number in covered if lines[number - 1].strip())


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
