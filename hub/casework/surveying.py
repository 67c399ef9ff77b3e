"""The satisfaction survey (SKM): questionnaires come in and lose every trace of where they came from."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain import survey as asked
from hub.domain.calendar import ZONES
from hub.domain.caller import Caller, Scope
from hub.domain.case import Case, Sensitivity
from hub.domain.redaction import masked
from hub.domain.respondents import accused, kept_from
from hub.domain.status import FINAL
from hub.domain.survey import Survey, Unit
from hub.domain.tracking import keyed_hash, receipt_hash
from hub.errors import NotEntitled, RuleViolation
from hub.store import cases, surveys

FIRST_ZONE, LAST_ZONE = ZONES["Asia/Jayapura"], ZONES["Asia/Jakarta"]
"""Where a day begins first in the country, and where it ends last."""


@dataclass(frozen=True, slots=True)
class TakenSurvey:
    """`repeated`: it came in before, and nothing was kept of it this time."""

    repeated: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """What is kept beside the answers. `mark` says that they came in, the two ids are chance."""

    unit: Unit
    channel: str
    mark: bytes
    id: str
    comment_id: str


class Surveying:
    """`submitSurvey`."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def submit(self, caller: Caller, survey: Survey) -> TakenSurvey:
        """Take a questionnaire once. By a receipt: once per case, of the unit that had it.

        What is kept leads neither to the case nor to the credential, so a repeated key cannot be compared
        with what it brought the first time: the first one stands.

        Raises:
            NotEntitled: the credential hands in nothing.
            RuleViolation: INVALID, TOO_LARGE, UNKNOWN_AGENCY, UNKNOWN_TOPIC; NOT_FOUND: no case of that
                receipt; ILLEGAL_TRANSITION: nobody has answered it yet.
        """
        if not caller.may(Scope.CASES_SUBMIT) or caller.channel is None:
            raise NotEntitled("this credential hands in no questionnaires")
        asked.check(survey, self.today())
        secret = self.tools.secrets.content
        if survey.receipt is not None:
            case = await self._case_of(caller, survey.receipt)
            unit, mark = self._unit_of(case), keyed_hash(secret, "survey case", case.id)
        else:
            unit = self.unit(survey.agency or "", survey.topic, survey.answered_on)
            mark = keyed_hash(secret, "survey", caller.channel, survey.idempotency_key)
        filing = self.filing(unit, caller.channel, mark)
        new = await self.tools.db.write(lambda conn: self.keep(conn, survey, filing))
        return TakenSurvey(repeated=not new)

    def filing(self, unit: Unit, channel: str, mark: bytes) -> Filing:
        """With ids that say nothing about when they were made."""
        return Filing(unit, channel, mark, self.tools.randomness(16).hex(), self.tools.randomness(16).hex())

    def unit(self, code: str, topic: str | None, day: date | None) -> Unit:
        """The unit of that code. Raises `RuleViolation` UNKNOWN_AGENCY or UNKNOWN_TOPIC."""
        directory = self.tools.directory()
        agency = directory.agency_of(code)
        if agency is None:
            raise RuleViolation("UNKNOWN_AGENCY", "there is no agency of that code", "agency")
        if topic is not None and topic not in directory.topics:
            raise RuleViolation("UNKNOWN_TOPIC", "there is no topic of that code", "topic")
        zone = directory.zone_of(agency.region) if agency.region else LAST_ZONE
        month = asked.month_of(day or self.tools.clock().astimezone(zone).date())
        return Unit(agency.code, agency.region or "", topic or "", month)

    async def keep(self, conn: AsyncConnection, survey: Survey, filing: Filing) -> bool:
        """Write one answer and count it where it makes a group; False when its mark is known."""
        await surveys.take_turn(conn, filing.unit.agency)
        new = await self.write_down(conn, survey, filing)
        if new:
            await surveys.count(conn, filing.unit.agency, self.running())
        return new

    async def write_down(self, conn: AsyncConnection, survey: Survey, filing: Filing) -> bool:
        """The answer, and apart from it what was written beside it; False when its mark is known."""
        if not await surveys.mark(conn, filing.mark):
            return False
        unit, words = filing.unit, (survey.comment or "").strip()
        await surveys.add(conn, filing.id, unit, filing.channel, survey.scores, survey.respondent)
        if words:
            await surveys.comment(conn, filing.comment_id, unit, masked(words))
        return True

    async def settle(self) -> int:
        """Count what the end of a month has made a group of. Returns for how many units."""
        async with self.tools.db.reading() as conn:
            units = await surveys.left_over(conn, self.running())
        for agency in units:
            await self.tools.db.write(lambda conn, agency=agency: self._count(conn, agency))  # type: ignore[misc]
        return len(units)

    async def comments(self, agency: str, first: str, last: str) -> list[tuple[str, str]]:
        """Month and words of every comment about a unit, in an order that says nothing.

        Raises:
            RuleViolation: UNKNOWN_AGENCY.
        """
        unit = self.unit(agency, None, None)
        async with self.tools.db.reading() as conn:
            return await surveys.comments(conn, unit.agency, first, last)

    async def _count(self, conn: AsyncConnection, agency: str) -> None:
        await surveys.take_turn(conn, agency)
        await surveys.count(conn, agency, self.running())

    async def _case_of(self, caller: Caller, receipt: str) -> Case:
        async with self.tools.db.reading() as conn:
            case = await cases.by_receipt(conn, receipt_hash(self.tools.secrets.pepper, receipt))
        if case is None or accused(case) in kept_from(caller, self.tools.directory()):
            raise RuleViolation("NOT_FOUND", "there is no such case", "receipt")
        if case.answered_at is None and case.status not in FINAL:
            raise RuleViolation("ILLEGAL_TRANSITION", "the case has no answer yet", "receipt")
        return case

    def _unit_of(self, case: Case) -> Unit:
        """Of a guarded case not even the topic is kept: it could tell whom the case is about."""
        topic = case.topic if case.sensitivity is Sensitivity.ORDINARY else None
        return self.unit(case.assignee or case.owner or "", topic, None)

    def today(self) -> date:
        """The latest day that has begun anywhere in the country."""
        return self.tools.clock().astimezone(FIRST_ZONE).date()

    def running(self) -> str:
        """The month that has not ended everywhere."""
        return asked.month_of(self.tools.clock().astimezone(LAST_ZONE).date())
