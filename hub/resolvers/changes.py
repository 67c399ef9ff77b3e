"""The one way from a mutation to casework and back: what can be mended is data, the rest an error."""

from collections.abc import Sequence

from hub.domain.commands import Command, Target
from hub.domain.visible import VisibleCase
from hub.errors import RuleViolation
from hub.resolvers.context import Context
from hub.resolvers.links import problem_of
from hub.schema.acts import CaseChanged
from hub.schema.cases import CaseType
from hub.schema.problems import Problem


async def act(context: Context, target: Target, command: Command) -> CaseChanged | Problem:
    """Carry out one command."""
    try:
        return changed(await context.services.acting.act(context.caller, target, command))
    except RuleViolation as broken:
        return await problem_of(context, target, broken)


def changed(row: VisibleCase) -> CaseChanged:
    """The case after the change."""
    return CaseChanged(case=CaseType.of(row))


def no_such_attachment(attachments: Sequence[str]) -> None:
    """Uploads are not served yet, so no id can be right. Raises `RuleViolation`."""
    if attachments:
        raise RuleViolation("INVALID", "no attachment of that id", "attachments")
