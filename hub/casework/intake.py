"""Taking a case once: everything in one transaction, no agency is called."""

from dataclasses import dataclass
from hmac import compare_digest

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework import echoes, licensing, sketching
from hub.casework.knowing import known_at_birth
from hub.casework.predecessors import find_earlier
from hub.casework.recording import record
from hub.casework.tools import Tools
from hub.domain import echo, submitting
from hub.domain.caller import Caller, Scope
from hub.domain.case import Case, IdentityProtection
from hub.domain.commands import Submission
from hub.domain.protection import at_birth
from hub.domain.redaction import visible
from hub.domain.tracking import TRACKING_BYTES, keyed_hash, receipt, receipt_hash, tracking_number
from hub.domain.visible import VisibleCase
from hub.errors import NotEntitled, RuleViolation
from hub.store import cases, identities, origins

NOWHERE = "echo"
"""The id an echo is shown under: no case has it, so nothing that belongs to ours can be read by it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The case as the caller sees it, and the reporter's receipt: shown once, kept only as a hash."""

    case: VisibleCase
    receipt: str

    def __repr__(self) -> str:
        """Never the receipt."""
        return f"Taken({self.case.tracking_number})"


class Intake:
    """`submitCase`."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def submit(self, caller: Caller, submission: Submission) -> Taken:
        """Take a case, or answer a repeated submission with the case it made.

        Durable before it answers. The same key with another content is refused. What a peer hands in is
        answered with our own case where it is an echo of that; its receipt opens nothing then, and of what
        the peer may not see it learns the number and the status only.

        Raises:
            NotEntitled: the credential cannot hand in cases.
            RuleViolation: INVALID, UNKNOWN_REGION, UNKNOWN_TOPIC, UNKNOWN_AGENCY, IDEMPOTENCY_CONFLICT,
                ALREADY_HERE; NOT_ALLOWED: only peers know an origin.
            StoreFault: nothing was taken.
        """
        if not caller.may(Scope.CASES_SUBMIT) or caller.channel is None:
            raise NotEntitled("this credential cannot hand in cases")
        if submission.origin is not None and not caller.may(Scope.CASES_FEDERATE):
            raise RuleViolation("NOT_ALLOWED", "only a credential of the role PEER knows an origin", "origin")
        submitting.check_key(submission)
        secrets = self.tools.secrets
        ticket = receipt(secrets.receipt, caller.channel, submission.idempotency_key)
        birth = cases.Birth(
            submitter=caller.channel,  # the portal, not its credential: keys outlive a rotation
            idempotency_key=submission.idempotency_key,
            request_hash=keyed_hash(secrets.content, canonical(submission)),
            receipt_hash=receipt_hash(secrets.pepper, ticket),
            fingerprint=echoes.fingerprint(self.tools, echo.head(submission.body)),
        )
        try:
            case = await self.tools.db.write(lambda conn: self._take(conn, caller, submission, birth))
        except IntegrityError:  # the same submission committed between our look and our insert
            case = await self.tools.db.write(lambda conn: self._again(conn, birth))
        return Taken(_shown(case, caller, submission), ticket)

    async def _take(
        self, conn: AsyncConnection, caller: Caller, submission: Submission, birth: cases.Birth
    ) -> Case:
        earlier = await cases.repeated(conn, birth.submitter, birth.idempotency_key)
        if earlier is not None:
            return _same(earlier, birth)
        submitting.check(submission, self.tools.directory(), self.tools.clock())
        if caller.may(Scope.CASES_FEDERATE):
            own = await echoes.here_already(conn, self.tools, submission)
            if own is not None:
                return own
        number = tracking_number(self.tools.randomness(TRACKING_BYTES))
        now = self.tools.clock()
        waits = licensing.names_licence(self.tools, submission)
        change = submitting.take(
            submission,
            self.tools.new_id(),
            number,
            caller.channel or "",
            self.tools.directory(),
            now,
            waits=waits,
            earlier=await find_earlier(conn, self.tools, caller, submission.predecessor),
            known=known_at_birth(self.tools, submission),
        )
        case = await record(conn, self.tools, change, birth)
        await sketching.remember(conn, self.tools, case)
        if waits:
            await licensing.wait(conn, self.tools, case)
        if submission.origin is not None:
            await origins.add(conn, case.id, submission.origin)
        if submission.reporter is not None and case.identity_protection is not IdentityProtection.NONE:
            await identities.store_reporter(
                conn, case.id, case.identity_protection, submission.reporter, self.tools.sealer, now
            )
        return case

    async def _again(self, conn: AsyncConnection, birth: cases.Birth) -> Case:
        earlier = await cases.repeated(conn, birth.submitter, birth.idempotency_key)
        if earlier is None:
            raise RuleViolation("CONFLICT", "try again", "idempotencyKey")
        return _same(earlier, birth)


def _shown(case: Case, caller: Caller, said: Submission) -> VisibleCase:
    """A case of another channel is an echo: the peer is told its number and status, else its own words."""
    if case.channel == caller.channel:
        return visible(case, caller)
    level = at_birth(said.identity_protection, said.visibility, said.sensitivity)
    return VisibleCase(
        id=NOWHERE,
        tracking_number=case.tracking_number,
        kind=said.kind,
        sensitivity=said.sensitivity,
        identity_protection=level.identity,
        visibility=level.visibility,
        title=said.title,
        body=said.body,
        topic=said.topic,
        region=said.region,
        location=said.location,
        occurred_on=said.occurred_on,
        channel=caller.channel or "",
        status=case.status,
        version=case.version,
        owner=None,
        copied=(),
        answer=None,
        maladministration=None,
        created_at=case.created_at,
        updated_at=case.updated_at,
        reporter_visible=False,
    )


def canonical(submission: Submission) -> str:
    """The request as text, without what was left out: a field that a later release adds changes no hash."""
    given = {
        name: value for name, value in msgspec.to_builtins(submission).items() if value not in (None, [], ())
    }
    return msgspec.json.encode(given, order="sorted").decode()


def _same(earlier: tuple[Case, bytes], birth: cases.Birth) -> Case:
    case, request_hash = earlier
    if not compare_digest(request_hash, birth.request_hash):
        raise RuleViolation(
            "IDEMPOTENCY_CONFLICT", "this key has handed in another content before", "idempotencyKey"
        )
    return case
