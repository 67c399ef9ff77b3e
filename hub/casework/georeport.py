"""The hub as an Open311 endpoint: list services, hand in, follow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.intake import Intake
from hub.casework.tools import Tools
from hub.domain import georeport
from hub.domain.caller import Caller, Role, Scope
from hub.domain.case import Case, Sensitivity, Visibility
from hub.domain.georeport import HandedIn, RequestQuery, RequestUpdate, ServiceKind, ServiceRequest, Span
from hub.domain.handing_in import submission
from hub.domain.redaction import CaseScope, scope_of, visible, visible_event
from hub.domain.tracking import fold_code, keyed_hash
from hub.errors import NotEntitled, RuleViolation
from hub.store import cases
from hub.store import georeport as lists

EVERYBODY = Caller("everybody", "everybody", Role.PARTNER)
"""Who reads here, whatever key was shown: public ordinary cases, with personal numbers masked."""

DOUBLE_TAP = timedelta(hours=1)
KEY_LENGTHS = (8, 128)


class GeoReports:
    """Use cases of the Open311 door."""

    def __init__(self, tools: Tools) -> None:
        self.tools, self._intake = tools, Intake(tools)

    @property
    def version(self) -> str:
        """Of the reference data, hence of the service list."""
        return self.tools.directory().version

    def services(self) -> tuple[ServiceKind, ...]:
        """Every topic."""
        return georeport.services(self.tools.directory())

    def service(self, code: str) -> ServiceKind | None:
        """One topic; None: there is none of that code."""
        return next((one for one in self.services() if one.code == code), None)

    def knows_region(self, code: str) -> bool:
        """Whether that is a place."""
        return code in self.tools.directory().regions

    def now(self) -> datetime:
        """The hub's time."""
        return self.tools.clock()

    async def hand_in(self, caller: Caller, fields: Mapping[str, str], key: str | None) -> HandedIn:
        """Take a request once.

        The same fields from the same portal within an hour, or on the same day (UTC), are the same request,
        also when no idempotency key came along: a double tap makes no second case.

        Raises:
            NotEntitled: the credential cannot hand in.
            RuleViolation: as `submitCase`, with the names of GeoReport's fields.
            StoreFault: nothing was taken.
        """
        if not caller.may(Scope.CASES_SUBMIT) or caller.channel is None:
            raise NotEntitled("this credential cannot hand in")
        name = await self._key(caller.channel, fields, key)
        taken = await self._intake.submit(
            caller, submission(fields, self.tools.directory(), caller.region, name)
        )
        return HandedIn(taken.case.tracking_number, taken.receipt)

    async def requests(self, caller: Caller, query: RequestQuery) -> list[ServiceRequest]:
        """Public requests, newest first."""
        reader = _reader(caller)
        async with self.tools.db.reading() as conn:
            found = await lists.requests(conn, query, self._scope(reader), self.tools.clock())
        return [self._shown(case, reader) for case in found]

    async def by_ids(self, caller: Caller, numbers: Sequence[str]) -> list[ServiceRequest]:
        """Those of the requests that are public, or the caller's own; one per number, in the order asked."""
        wanted = list(dict.fromkeys(fold_code(number) for number in numbers))
        reader = _reader(caller)
        async with self.tools.db.reading() as conn:
            found = await cases.by_tracking(conn, wanted, self._with_own(caller, reader))
        return [self._shown(found[one], reader) for one in wanted if one in found]

    async def updates(self, caller: Caller, span: Span, numbers: Sequence[str] = ()) -> list[RequestUpdate]:
        """What happened to public requests and to the caller's own, oldest first."""
        reader, wanted = _reader(caller), [fold_code(number) for number in numbers]
        async with self.tools.db.reading() as conn:
            found = await lists.updates(conn, span, self._with_own(caller, reader), georeport.TOLD, wanted)
        return [
            georeport.update_of(visible_event(one.event, "", reader), one.tracking_number, public=one.public)
            for one in found
        ]

    def _scope(self, reader: Caller) -> CaseScope:
        return scope_of(reader, self.tools.directory())

    def _with_own(self, caller: Caller, reader: Caller) -> CaseScope:
        """Also what came in by the caller's own channel."""
        own = caller.channel if caller.role is Role.PORTAL else None
        return replace(self._scope(reader), channel=own)

    def _shown(self, case: Case, reader: Caller) -> ServiceRequest:
        return georeport.request_of(visible(case, reader), self.tools.directory(), public=_is_public(case))

    async def _key(self, channel: str, fields: Mapping[str, str], given: str | None) -> str:
        """An idempotency key in the portal's own space. Hashed with a secret: fields hold persons."""
        secret = self.tools.secrets.content
        if given is not None:
            least, most = KEY_LENGTHS
            if not least <= len(given) <= most:
                raise RuleViolation(
                    "INVALID", f"idempotency_key has {least} to {most} characters", "idempotency_key"
                )
            return _name(keyed_hash(secret, "open311 key", given))
        told = msgspec.json.encode(sorted((name, value) for name, value in fields.items())).decode()
        now = self.tools.clock().astimezone(UTC)
        today, before = (
            _name(keyed_hash(secret, "open311 fields", told, day.date().isoformat()))
            for day in (now, now - DOUBLE_TAP)
        )
        if today != before:
            async with self.tools.db.reading() as conn:
                if await _taken_since(conn, channel, before, now - DOUBLE_TAP):
                    return before
        return today


async def _taken_since(conn: AsyncConnection, channel: str, key: str, since: datetime) -> bool:
    earlier = await cases.repeated(conn, channel, key)
    return earlier is not None and earlier[0].created_at >= since


def _name(digest: bytes) -> str:
    return f"open311-{digest.hex()[:40]}"


def _reader(caller: Caller) -> Caller:
    """A partner's region bounds what it reads here too."""
    return replace(EVERYBODY, region=caller.region) if caller.role is Role.PARTNER else EVERYBODY


def _is_public(case: Case) -> bool:
    return case.visibility is Visibility.PUBLIC and case.sensitivity is Sensitivity.ORDINARY
