"""Every act of a caller on a case: one transaction, compare-and-set on the version."""

from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.following import head_for, lock_both
from hub.casework.recording import record
from hub.casework.repeating import done_before, remember
from hub.casework.surroundings import setting_of
from hub.casework.tools import Tools
from hub.domain import acts
from hub.domain.caller import Caller
from hub.domain.case import Case
from hub.domain.commands import Command, Merge, ProvideInformation, Target
from hub.domain.evolution import Evolution
from hub.domain.parties import parties_of
from hub.domain.redaction import EVERYTHING, scope_of, visible
from hub.domain.respondents import accused, kept_from
from hub.domain.status import Party
from hub.domain.tracking import fold_code, receipt_hash
from hub.domain.visible import VisibleCase
from hub.errors import Conflict, RuleViolation
from hub.store import cases

TEXT_LIMIT = 10_000


class Acting:
    """All mutations that change one case."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def act(self, caller: Caller, target: Target, command: Command) -> VisibleCase:
        """Carry out a command and answer the case as it is afterwards.

        A case outside the caller's sight answers as one that does not exist, unless the receipt is right.

        Raises:
            RuleViolation: NOT_FOUND, NOT_ALLOWED, ILLEGAL_TRANSITION, ALREADY_RETURNED, UNKNOWN_AGENCY,
                UNKNOWN_TOPIC, INVALID, TOO_LARGE.
            Conflict: `expected_version` is not the current one.
        """
        check_text(command)
        try:
            case, proved = await self.tools.db.write(lambda conn: self._act(conn, caller, target, command))
        except IntegrityError:  # an act of that name committed between our look and our insert
            case, proved = await self.tools.db.write(lambda conn: self._act(conn, caller, target, command))
        return visible(case, caller, by_receipt=proved)

    async def _act(
        self, conn: AsyncConnection, caller: Caller, target: Target, command: Command
    ) -> tuple[Case, bool]:
        if isinstance(command, Merge):
            await lock_both(conn, target.tracking_number, command.into)
        case, holds_receipt = await self._find(conn, caller, target)
        if await done_before(conn, self.tools, caller, target, command):
            return case, holds_receipt
        if case.version != target.expected_version:
            raise Conflict(case.version)
        parties = parties_of(caller, case, holds_receipt=holds_receipt)
        around = await setting_of(conn, self.tools, caller, case, parties)
        if isinstance(command, Merge) and Party.VERIFIER in parties:
            around = replace(around, head=await head_for(conn, self.tools, caller, command.into))
        change = Evolution(case, around.now)
        acts.perform(change, command, around)
        after = await record(conn, self.tools, change)
        await remember(conn, self.tools, caller, target, command, after)
        return after, holds_receipt

    async def _find(self, conn: AsyncConnection, caller: Caller, target: Target) -> tuple[Case, bool]:
        """The case, locked, and whether the caller holds its receipt."""
        number = fold_code(target.tracking_number)
        anywhere = (await cases.by_tracking(conn, [number], EVERYTHING)).get(number)
        if anywhere is None:
            raise not_found()
        holds_receipt = target.receipt is not None and await cases.receipt_matches(
            conn, anywhere.id, receipt_hash(self.tools.secrets.pepper, target.receipt)
        )
        directory = self.tools.directory()
        if accused(anywhere) in kept_from(caller, directory):  # not even with the reporter's receipt
            raise not_found()
        if not holds_receipt and not await cases.by_ids(conn, [anywhere.id], scope_of(caller, directory)):
            raise not_found()
        locked = await cases.lock(conn, anywhere.id)
        if locked is None:
            raise not_found()
        return locked, holds_receipt


def not_found() -> RuleViolation:
    """The one answer for what is not there and what is not yours to see."""
    return RuleViolation("NOT_FOUND", "there is no such case", "trackingNumber")


def check_text(command: Command) -> None:
    """Raises `RuleViolation` INVALID or TOO_LARGE for the free texts of a command."""
    for field in ("note", "reason", "answer"):
        text = getattr(command, field, None)
        if text is None:
            continue
        if not text.strip():
            raise RuleViolation("INVALID", f"{field} must not be empty", field)
        if len(text) > TEXT_LIMIT:
            raise RuleViolation("TOO_LARGE", f"{field} has at most {TEXT_LIMIT} characters", field)
    if isinstance(command, ProvideInformation) and command.attachments:
        raise RuleViolation("INVALID", "there is no attachment of that id", "attachments")
