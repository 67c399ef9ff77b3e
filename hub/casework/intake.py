"""Taking a case once: everything in one transaction, no agency is called."""

from dataclasses import dataclass
from hmac import compare_digest

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.recording import record
from hub.casework.tools import Tools
from hub.domain import submitting
from hub.domain.caller import Caller, Scope
from hub.domain.case import Case, IdentityProtection
from hub.domain.commands import Submission
from hub.domain.redaction import visible
from hub.domain.tracking import TRACKING_BYTES, folded, keyed_hash, receipt, receipt_hash, tracking_number
from hub.domain.visible import VisibleCase
from hub.errors import NotEntitled, RuleViolation
from hub.store import cases, identities


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

        Durable before it answers. The same key with another content is refused.

        Raises:
            NotEntitled: the credential cannot hand in cases.
            RuleViolation: INVALID, UNKNOWN_REGION, UNKNOWN_TOPIC, UNKNOWN_AGENCY, IDEMPOTENCY_CONFLICT.
            StoreFault: nothing was taken.
        """
        if not caller.may(Scope.CASES_SUBMIT) or caller.channel is None:
            raise NotEntitled("this credential cannot hand in cases")
        submitting.check_key(submission)
        secrets = self.tools.secrets
        ticket = receipt(secrets.receipt, caller.channel, submission.idempotency_key)
        birth = cases.Birth(
            submitter=caller.channel,  # the portal, not its credential: keys outlive a rotation
            idempotency_key=submission.idempotency_key,
            request_hash=keyed_hash(secrets.content, canonical(submission)),
            receipt_hash=receipt_hash(secrets.pepper, ticket),
            fingerprint=keyed_hash(
                secrets.content, submission.region, folded(f"{submission.title} {submission.body}")
            ),
        )
        try:
            case = await self.tools.db.write(lambda conn: self._take(conn, caller, submission, birth))
        except IntegrityError:  # the same submission committed between our look and our insert
            case = await self.tools.db.write(lambda conn: self._again(conn, birth))
        return Taken(visible(case, caller), ticket)

    async def _take(
        self, conn: AsyncConnection, caller: Caller, submission: Submission, birth: cases.Birth
    ) -> Case:
        earlier = await cases.repeated(conn, birth.submitter, birth.idempotency_key)
        if earlier is not None:
            return _same(earlier, birth)
        submitting.check(submission, self.tools.directory(), self.tools.clock())
        number = tracking_number(self.tools.randomness(TRACKING_BYTES))
        now = self.tools.clock()
        change = submitting.take(
            submission, self.tools.new_id(), number, caller.channel or "", self.tools.directory(), now
        )
        case = await record(conn, self.tools, change, birth)
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
