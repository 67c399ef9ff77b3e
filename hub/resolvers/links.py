"""Loaders of what a case has to do with others and with its viewer; and refusals that show the case."""

from collections.abc import Sequence

from hub.domain.commands import Target
from hub.domain.paging import window
from hub.errors import RuleViolation
from hub.resolvers.context import Context
from hub.schema.case_links import MergedOutcome
from hub.schema.cases import CaseType
from hub.schema.problems import Problem

SHOWN = ("CONFLICT", "ILLEGAL_TRANSITION")
"""Codes of problems that say what is open to the caller now."""


async def outcomes(context: Context, cases: Sequence[CaseType], _: None) -> list[MergedOutcome | None]:
    """`Case.outcome`."""
    found = await context.services.linking.outcomes([case.row for case in cases])
    return [MergedOutcome.of(row) if row is not None else None for row in found]


async def heads(context: Context, cases: Sequence[CaseType], _: None) -> list[CaseType | None]:
    """`Case.mergedInto`."""
    found = await context.services.linking.heads(context.caller, [case.row for case in cases])
    return [CaseType.of(row) if row is not None else None for row in found]


async def followers(context: Context, cases: Sequence[CaseType], first: int) -> list[list[CaseType]]:
    """`Case.followers`."""
    rows, size = [case.row for case in cases], window(first, None).size
    found = await context.services.linking.followers(context.caller, rows, size)
    return [[CaseType.of(row) for row in group] for group in found]


async def predecessors(context: Context, cases: Sequence[CaseType], _: None) -> list[CaseType | None]:
    """`Case.predecessor`."""
    found = await context.services.linking.predecessors(context.caller, [case.row for case in cases])
    return [CaseType.of(row) if row is not None else None for row in found]


async def successors(context: Context, cases: Sequence[CaseType], first: int) -> list[list[CaseType]]:
    """`Case.successors`."""
    rows, size = [case.row for case in cases], window(first, None).size
    found = await context.services.linking.successors(context.caller, rows, size)
    return [[CaseType.of(row) for row in group] for group in found]


async def actions(context: Context, cases: Sequence[CaseType], _: None) -> list[list[str]]:
    """`Case.actions`."""
    found = await context.services.linking.actions(context.caller, [case.row for case in cases])
    return [list(names) for names in found]


async def problem_of(context: Context, target: Target, broken: RuleViolation) -> Problem:
    """The refusal of an act; where the case is not as the caller thought, with how it is now."""
    if broken.code not in SHOWN:
        return Problem.of(broken)
    row = await context.services.linking.current(context.caller, target)
    if row is None:
        return Problem.of(broken)
    [names] = await context.services.linking.actions(context.caller, [row])
    return Problem.of(broken, CaseType.of(row) if broken.code == "CONFLICT" else None, names)
