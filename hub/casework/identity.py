"""`verifyIdentity`: the civil registry compares a person; the hub counts, registers and forgets.

What is kept: who asked when and why, what came back, and a keyed hash of the number. Number, name and day of
birth live in the request only.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.identity_turn import IdentityTurn
from hub.casework.tools import Tools
from hub.domain.calendar import ZONES
from hub.domain.caller import Caller, Scope
from hub.domain.identity import IdentityAnswer, IdentityOutcome, IdentityQuery, check
from hub.domain.national_id import is_possible
from hub.domain.tracking import keyed_hash
from hub.errors import NotEntitled, RuleViolation
from hub.store import identity_checks, quotas
from hub.store.quotas import Quota

PURPOSE = "identity checks"  # of the key made from the hub's content key
EASTERNMOST = ZONES["Asia/Jayapura"]  # its day is the latest of the country
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """How often may be asked; hours and days of UTC, for all processes together."""

    subject_hour: int = 60  # per credential
    subject_day: int = 300
    channel_hour: int = 120  # per portal, whatever credentials it has
    channel_day: int = 600
    person_day: int = 10  # per national id, whoever asks: its other particulars must not be guessed
    remember: float = 300.0  # seconds a MATCH is answered again without a call
    wait: float = 4.0  # longest a caller waits for the registry, in seconds: its other fields wait with it


class IdentityChecks:
    """Compares people with the civil registry."""

    def __init__(self, tools: Tools, rules: IdentityRules | None = None) -> None:
        self.tools, self.rules = tools, rules or IdentityRules()
        self._secret = keyed_hash(tools.secrets.content, PURPOSE)
        self._turn = IdentityTurn(tools)
        self._matches: OrderedDict[bytes, IdentityAnswer] = OrderedDict()
        self._flights: dict[bytes, asyncio.Task[IdentityAnswer]] = {}

    async def verify(self, caller: Caller, query: IdentityQuery, seconds: float = inf) -> IdentityAnswer:
        """What the registry says. Whatever goes wrong there is the outcome UNAVAILABLE, not an error.

        Registered before it is answered; equal questions of one caller at the same moment are one. A registry
        that takes longer than `seconds`, or than the rules wait, is UNAVAILABLE too: what it says then is
        registered, and a MATCH answers the next one who asks.

        Raises:
            NotEntitled: the credential may not ask.
            RuleViolation: INVALID or TOO_LARGE with the field; RATE_LIMITED.
            StoreFault: the check could not be registered, so nothing is told.
        """
        if not caller.may(Scope.IDENTITY_VERIFY):
            raise NotEntitled("this credential cannot verify identities")
        now = self.tools.clock()
        check(query, now.astimezone(EASTERNMOST).date())
        entry = identity_checks.Entry(
            check_id=self.tools.new_id(),
            subject=caller.subject,
            channel=caller.channel,
            purpose=query.purpose.strip(),
            person=self.person(query.national_id),
        )
        key = self._key(caller, query)
        known = self._known(key, query, now)
        await self.tools.db.write(lambda conn: self._admit(conn, entry, known, now))
        if known is not None:
            return known
        flight = self._flight(key, caller, query, entry)
        await asyncio.wait([flight], timeout=min(seconds, self.rules.wait))
        return flight.result() if flight.done() else IdentityAnswer(IdentityOutcome.UNAVAILABLE, now)

    def person(self, national_id: str) -> bytes:
        """How the register calls the holder of a number."""
        return keyed_hash(self._secret, "person", national_id)

    async def aclose(self) -> None:
        """End the checks that are still going on."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _key(self, caller: Caller, query: IdentityQuery) -> bytes:
        """Of one question of one caller: everything that could make another answer right."""
        who = (caller.subject, caller.channel or "", caller.agency or "", caller.region or "")
        asked = (query.national_id, query.full_name, query.birth_date.isoformat(), query.purpose)
        return keyed_hash(self._secret, "question", *who, *asked)

    def _known(self, key: bytes, query: IdentityQuery, now: datetime) -> IdentityAnswer | None:
        """An answer that needs no call."""
        if not is_possible(
            query.national_id, self.tools.directory().regions, now.astimezone(EASTERNMOST).date()
        ):
            return IdentityAnswer(IdentityOutcome.INVALID, now)
        match = self._matches.get(key)
        young = match is not None and (now - match.as_of).total_seconds() < self.rules.remember
        return match if young else None

    async def _admit(
        self, conn: AsyncConnection, entry: identity_checks.Entry, known: IdentityAnswer | None, now: datetime
    ) -> None:
        """Count it against everybody concerned. What is refused is not counted."""
        if not await quotas.take(conn, self._quotas(entry, now)):
            raise RuleViolation("RATE_LIMITED", "too many identity checks; try again later")
        await quotas.drop_ended(conn, now)
        if known is not None:
            await identity_checks.answered(conn, entry, None, known.outcome, now)

    def _quotas(self, entry: identity_checks.Entry, now: datetime) -> list[Quota]:
        rules, subject = self.rules, f"identity credential {entry.subject}"
        found = [_hourly(subject, rules.subject_hour, now), _daily(subject, rules.subject_day, now)]
        if entry.channel is not None:
            channel = f"identity channel {entry.channel}"
            found += [_hourly(channel, rules.channel_hour, now), _daily(channel, rules.channel_day, now)]
        return [*found, _daily(f"identity person {entry.person.hex()}", rules.person_day, now)]

    def _flight(
        self, key: bytes, caller: Caller, query: IdentityQuery, entry: identity_checks.Entry
    ) -> asyncio.Task[IdentityAnswer]:
        """Joins the same question if it is under way. A caller that goes away does not end it."""
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.create_task(self._turn.ask(caller, query, entry))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        return flight

    def _landed(self, key: bytes, flight: asyncio.Task[IdentityAnswer]) -> None:
        self._flights.pop(key, None)
        if flight.cancelled() or flight.exception() is not None:
            return
        if flight.result().outcome is IdentityOutcome.MATCH:
            self._matches[key] = flight.result()
            self._matches.move_to_end(key)
            if len(self._matches) > MOST_REMEMBERED:
                self._matches.popitem(last=False)


def _hourly(name: str, most: int, now: datetime) -> Quota:
    begun = now.replace(minute=0, second=0, microsecond=0)
    return Quota(name, f"{begun:%Y-%m-%dT%H}", begun + HOUR, most)


def _daily(name: str, most: int, now: datetime) -> Quota:
    begun = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Quota(name, f"{begun:%Y-%m-%d}", begun + DAY, most)
