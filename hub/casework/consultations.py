"""Public consultations (FKP): recorded by the agency or its coordinator, followed up, read by everybody."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain import minutes
from hub.domain.agency import Agency
from hub.domain.calendar import ZONES
from hub.domain.caller import Caller, Role, Scope
from hub.domain.consultations import (
    Agreement,
    AgreementState,
    Consultation,
    ConsultationFilter,
    FollowUp,
    NewAgreement,
    NewConsultation,
    NewFollowUp,
)
from hub.domain.paging import MAX_PAGE, Edge, Page
from hub.domain.parties import answers_for
from hub.domain.supervision import coordinator_of
from hub.domain.tracking import keyed_hash
from hub.errors import NotEntitled, ResyncRequired, RuleViolation
from hub.store import consultations as store

MOST_IN_REPORT = 2_000
_FIRST_ZONE = ZONES["Asia/Jayapura"]  # where a day begins first
_GONE = "no agreement of that id is yours to report on"


class Consultations:
    """`recordConsultation`, `reportConsultationFollowUp`, `consultations`."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    async def record(self, caller: Caller, said: NewConsultation) -> Consultation:
        """Keep the minutes of a forum; the same key answers the first record.

        Raises:
            NotEntitled: the credential records none.
            RuleViolation: INVALID, TOO_LARGE, UNKNOWN_AGENCY, UNKNOWN_TOPIC, NOT_ALLOWED (another agency's or
                region's forum), IDEMPOTENCY_CONFLICT.
        """
        recorder = _recorder(caller)
        minutes.check(said, self.today())
        agency = self._agency(said.agency, "agency")
        if not _speaks_for(caller, agency.code, agency.region):
            raise RuleViolation("NOT_ALLOWED", "the forum is of another agency or region", "agency")
        if said.topic is not None and said.topic not in self.tools.directory().topics:
            raise RuleViolation("UNKNOWN_TOPIC", "there is no topic of that code", "topic")
        record = self._new(said, agency)
        digest = self._digest("consultation", said)
        work = lambda conn: self._keep(conn, record, recorder, said.idempotency_key, digest)  # noqa: E731
        try:
            return await self.tools.db.write(work)
        except IntegrityError:  # the same request committed between our look and our insert
            return await self.tools.db.write(work)

    async def follow_up(self, caller: Caller, said: NewFollowUp) -> Consultation:
        """Report on one agreement; answers the minutes it stands in.

        May be said by the agency that has to do it, by the one whose forum it was, and by the coordinator.

        Raises:
            NotEntitled: the credential records none.
            RuleViolation: NOT_FOUND, INVALID, TOO_LARGE, ILLEGAL_TRANSITION, IDEMPOTENCY_CONFLICT.
        """
        _recorder(caller)
        id = self.tools.new_id()
        consultation = await self.tools.db.write(lambda conn: self._follow_up(conn, caller, said, id))
        async with self.tools.db.reading() as conn:
            return (await store.by_ids(conn, [consultation]))[consultation]

    async def page(
        self, wanted: ConsultationFilter, size: int, after: str | None = None
    ) -> Page[Consultation]:
        """Minutes, the newest forum first; they are public. Raises `ResyncRequired` for a foreign cursor."""
        place = _opened(after)
        async with self.tools.db.reading() as conn:
            found = await store.page(conn, self._of_today(wanted), size + 1, place)
        edges = tuple(Edge(f"{one.held_on.isoformat()} {one.id}", one) for one in found[:size])
        return Page(edges, has_next=len(found) > size, has_previous=after is not None)

    async def report(self, wanted: ConsultationFilter) -> tuple[Consultation, ...]:
        """All minutes of a period, oldest first.

        Raises:
            RuleViolation: TOO_LARGE, more than 2,000: narrow the filter.
        """
        found: list[Consultation] = []
        after: str | None = None
        while True:
            page = await self.page(wanted, MAX_PAGE, after)
            found += [edge.node for edge in page.edges]
            if not page.has_next:
                return tuple(reversed(found))
            if len(found) >= MOST_IN_REPORT:
                raise RuleViolation("TOO_LARGE", f"more than {MOST_IN_REPORT:,} minutes: narrow the filter")
            after = page.edges[-1].cursor

    def today(self) -> date:
        """The latest day that has begun anywhere in the country."""
        return self.tools.clock().astimezone(_FIRST_ZONE).date()

    def _new(self, said: NewConsultation, agency: Agency) -> Consultation:
        id = self.tools.new_id()
        return Consultation(
            id=id,
            agency=agency.code,
            region=agency.region or "",
            held_on=said.held_on,
            subject=said.subject.strip(),
            place=said.place.strip(),
            topic=said.topic,
            parties=said.parties,
            minutes_url=said.minutes_url,
            minutes_sha256=said.minutes_sha256,
            recorded_at=self.tools.clock(),
            agreements=tuple(self._agreement(id, at, one) for at, one in enumerate(said.agreements, start=1)),
        )

    def _agreement(self, consultation_id: str, number: int, one: NewAgreement) -> Agreement:
        code = self._agency(one.agency, "agreements.agency").code
        id = self.tools.new_id()
        return Agreement(id, consultation_id, number, one.text.strip(), code, one.due_on, AgreementState.OPEN)

    async def _keep(
        self, conn: AsyncConnection, record: Consultation, recorder: str, key: str, digest: bytes
    ) -> Consultation:
        earlier = await store.repeated(conn, recorder, key)
        if earlier is None:
            await store.add(conn, record, recorder, key, digest)
            return record
        if earlier[1] != digest:
            raise RuleViolation("IDEMPOTENCY_CONFLICT", "this key has another content", "idempotencyKey")
        return earlier[0]

    async def _follow_up(self, conn: AsyncConnection, caller: Caller, said: NewFollowUp, id: str) -> str:
        agreement = await store.agreement(conn, said.agreement)
        if agreement is None:
            raise RuleViolation("NOT_FOUND", _GONE, "agreement")
        forum = (await store.by_ids(conn, [agreement.consultation_id]))[agreement.consultation_id]
        if not caller.is_of(agreement.agency) and not _speaks_for(caller, forum.agency, forum.region or None):
            raise RuleViolation("NOT_FOUND", _GONE, "agreement")
        digest = self._digest("follow-up", said)
        if said.action_id is not None:
            earlier = await store.said_before(conn, agreement.id, said.action_id)
            if earlier == digest:
                return forum.id
            if earlier is not None:
                told = "this actionId was used for another report"
                raise RuleViolation("IDEMPOTENCY_CONFLICT", told, "actionId")
        minutes.check_follow_up(said, agreement)
        words = self._words(caller, said, forum)
        await store.follow_up(conn, agreement, id, words, said.action_id, digest)
        return forum.id

    def _words(self, caller: Caller, said: NewFollowUp, forum: Consultation) -> FollowUp:
        code = caller.agency or coordinator_of(forum.region or None, self.tools.directory())
        return FollowUp(said.state, said.note.strip(), code, said.evidence_url, self.tools.clock())

    def _agency(self, code: str, field: str) -> Agency:
        agency = self.tools.directory().agency_of(code)
        if agency is None:
            raise RuleViolation("UNKNOWN_AGENCY", "there is no agency of that code", field)
        return agency

    def _of_today(self, wanted: ConsultationFilter) -> ConsultationFilter:
        """Minutes keep the code an agency had on the day; asked for one, all of its codes are meant."""
        codes = tuple(sorted({*wanted.agency, *self.tools.directory().kin(wanted.agency)}))
        return ConsultationFilter(codes, wanted.region, wanted.start, wanted.end)

    def _digest(self, what: str, said: Any) -> bytes:
        given = msgspec.json.encode(msgspec.to_builtins(said)).decode()
        return keyed_hash(self.tools.secrets.content, what, given)


def _recorder(caller: Caller) -> str:
    """Whose keys they are: an office's outlive its credentials."""
    if not caller.may(Scope.CONSULTATIONS_WRITE):
        raise NotEntitled("this credential records no consultations")
    if caller.agency is not None:
        return f"agency:{caller.agency}"
    return f"region:{caller.region}" if caller.region is not None else f"subject:{caller.subject}"


def _speaks_for(caller: Caller, agency: str, region: str | None) -> bool:
    has_place = caller.region is not None or caller.national  # else a key speaks for its agency only
    if caller.role is Role.COORDINATOR and region is not None and has_place:
        return answers_for(caller, region)
    return caller.is_of(agency)


def _opened(after: str | None) -> tuple[date, str] | None:
    if after is None:
        return None
    day, _, id = after.partition(" ")
    try:
        return date.fromisoformat(day), id
    except ValueError:
        raise ResyncRequired("this cursor belongs to another list") from None
