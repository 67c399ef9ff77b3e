"""Offices without a line: what waits for them leaves as a file, and their acts come back as one."""

from dataclasses import dataclass

import msgspec

from hub.casework import parcel
from hub.casework.acting import Acting
from hub.casework.bundle_lines import DONE, Act, Result, read_from_office, written
from hub.casework.collecting import AT_ONCE, Collecting
from hub.casework.parcel import KeyPair, PublicPair
from hub.casework.repeating import left_at
from hub.casework.telling import Telling
from hub.casework.tools import Tools
from hub.domain import commands as ask
from hub.domain.bundle import Direction, Header, Standing, is_new
from hub.domain.caller import Caller, Role
from hub.domain.commands import Command, Target
from hub.errors import BundleRefused, ConfigError, RuleViolation
from hub.store import bundles
from hub.store.bundles import Bundle, Office

BEGINNING = "0.0"
NO_VERSION = -1  # of no case: whatever asks for it was made after an act that was not carried out


@dataclass(frozen=True, slots=True)
class Exported:
    """A file for an office. `more`: not everything fitted."""

    file: bytes
    number: int
    cases: int
    events: int
    more: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file of an office came to. `again`: it had been imported before, and nothing was done."""

    agency: str
    number: int
    results: tuple[Result, ...]
    received: int
    again: bool = False


class Bundling:
    """Making bundles and taking them."""

    def __init__(self, tools: Tools, acting: Acting, collecting: Collecting, telling: Telling) -> None:
        self.tools, self.acting, self.collecting, self.telling = tools, acting, collecting, telling
        self._keys = KeyPair.of(tools.secrets.content)

    @property
    def public(self) -> PublicPair:
        """What every office gets to know this hub by."""
        return self._keys.public

    async def enroll(self, agency: str, public: str) -> PublicPair:
        """From now on bundles of this agency are made for that key, and its own must bear it.

        Begins a new chain, also for an office that is enrolled already: everything is told again.

        Raises:
            ConfigError: an agency nobody knows, or no key.
        """
        if agency not in self.tools.directory().agencies:
            raise ConfigError(f"the reference data know no agency {agency}")
        pair = PublicPair.parse(public)
        office = Office(agency, self.tools.new_id(), pair.text, self.tools.clock())
        await self.tools.db.write(lambda conn: bundles.enroll(conn, office))
        return pair

    async def enrolled(self) -> list[tuple[Office, Bundle | None, Bundle | None]]:
        """Every office with the newest bundle to it and from it."""
        async with self.tools.db.reading() as conn:
            return [
                (
                    one,
                    await bundles.last(conn, one.chain, Direction.OUT),
                    await bundles.last(conn, one.chain, Direction.IN),
                )
                for one in await bundles.offices(conn)
            ]

    async def export(self, agency: str) -> Exported:
        """Everything the office has not acknowledged yet.

        Raises:
            BundleRefused: UNKNOWN_SENDER: not enrolled; BUSY: another export got in between.
        """
        office = await self._office(agency)
        async with self.tools.db.reading() as conn:
            sent = await bundles.last(conn, office.chain, Direction.OUT)
            taken = await bundles.last(conn, office.chain, Direction.IN)
            base = await bundles.one(conn, office.chain, Direction.OUT, taken.seen if taken else 0)
            untold = await bundles.taken_after(conn, office.chain, base.seen if base else 0)
        results = [msgspec.convert(one, Result) for reply in untold for one in reply.results]
        place = base.place if base and base.place else BEGINNING
        told = await self.telling.since(_caller(agency), place, results)
        header = Header(
            chain=office.chain,
            sender=self.tools.hub_id,
            receiver=agency,
            number=sent.number + 1 if sent else 1,
            previous=sent.digest if sent else "",
            base=base.number if base else 0,
            acknowledges=taken.number if taken else 0,
            made=self.tools.clock().isoformat(timespec="seconds"),
        )
        file = parcel.pack(header, written(told.lines), self._keys, PublicPair.parse(office.public))
        await self._remember(self._row(Direction.OUT, agency, header, file, place=told.place))
        return Exported(file, header.number, told.cases, told.events, told.more)

    async def take(self, file: bytes) -> Imported:
        """Carry out what an office did, each act by itself, and note what it has received.

        Safe to repeat after any break: an act is done once under its name.

        Raises:
            BundleRefused: nothing of it was done.
        """
        header = parcel.claimed(file)
        office = await self._office(header.sender)
        parcel.check_signature(file, PublicPair.parse(office.public))
        if header.receiver != self.tools.hub_id:
            raise BundleRefused("NOT_FOR_US", "this bundle is meant for another hub")
        async with self.tools.db.reading() as conn:
            known = await bundles.last(conn, office.chain, Direction.IN)
            sent = await bundles.last(conn, office.chain, Direction.OUT)
            seen = await bundles.one(conn, office.chain, Direction.OUT, header.acknowledges)
        if not is_new(header, parcel.digest_of(file), _standing(office, known, sent)):
            results = tuple(msgspec.convert(one, Result) for one in known.results) if known else ()
            return Imported(office.agency, header.number, results, 0, again=True)
        acts = read_from_office(parcel.opened(file, self._keys))
        caller = _caller(office.agency)
        done = tuple([await self._carry_out(caller, one) for one in acts])
        received = await self._receive(caller, seen.place if seen and seen.place else BEGINNING)
        row = self._row(Direction.IN, office.agency, header, file, results=tuple(map(_plain, done)))
        await self._remember(row)
        return Imported(office.agency, header.number, done, received)

    async def _office(self, agency: str) -> Office:
        async with self.tools.db.reading() as conn:
            office = await bundles.office_of(conn, agency)
        if office is None:
            raise BundleRefused("UNKNOWN_SENDER", f"{agency} is not enrolled: `hub bundle enroll`")
        return office

    def _row(
        self,
        direction: Direction,
        agency: str,
        header: Header,
        file: bytes,
        place: str | None = None,
        results: bundles.Told = (),
    ) -> Bundle:
        return Bundle(
            chain=header.chain,
            direction=direction,
            number=header.number,
            agency=agency,
            digest=parcel.digest_of(file),
            seen=header.acknowledges,
            at=self.tools.clock(),
            place=place,
            results=results,
        )

    async def _remember(self, row: Bundle) -> None:
        if not await self.tools.db.write(lambda conn: bundles.add(conn, row)):
            raise BundleRefused(
                "BUSY", "another command made or took this bundle at the same moment: try again"
            )

    async def _carry_out(self, caller: Caller, one: Act) -> Result:
        """One act in a transaction of its own. What is wrong with it never stops the others."""
        try:
            version = await self._version(caller, one)
            target = Target(one.tracking_number, version, action_id=one.action_id)
            await self.acting.act(caller, target, _command(one))
        except RuleViolation as broken:
            return Result(one.action_id, one.tracking_number, broken.code, broken.message)
        return Result(one.action_id, one.tracking_number, DONE)

    async def _version(self, caller: Caller, one: Act) -> int:
        """The version the office saw, or the one its own act before this one left behind."""
        if one.after is None:
            return NO_VERSION if one.version is None else one.version
        async with self.tools.db.reading() as conn:
            left = await left_at(conn, caller, one.after)
        return NO_VERSION if left is None else left

    async def _receive(self, caller: Caller, place: str) -> int:
        """Also without a case this is a visit of the office."""
        count = part = await self.collecting.acknowledge(caller, place)
        while part == AT_ONCE:
            part = await self.collecting.acknowledge(caller, place)
            count += part
        return count


def _caller(agency: str) -> Caller:
    """The office as the rules see it: an officer like one with a credential."""
    return Caller(f"bundle:{agency}", agency, Role.OFFICER, agency=agency)


def _standing(office: Office, known: Bundle | None, sent: Bundle | None) -> Standing:
    made = sent.number if sent else 0
    return (
        Standing(office.chain, known.number, known.digest, made)
        if known
        else Standing(office.chain, sent=made)
    )


def _plain(result: Result) -> dict[str, str]:
    return {"type": "result", **{name: str(value) for name, value in msgspec.to_builtins(result).items()}}


def _command(one: Act) -> Command:
    """Raises `RuleViolation` INVALID for a word this hub does not know."""
    match one.act:
        case "accept":
            return ask.Accept(one.text)
        case "progress":
            return ask.Progress(one.text)
        case "answer":
            return ask.Answer(one.text)
        case "ask":
            return ask.RequestInformation(one.text)
        case "return":
            return ask.Return(one.text, one.proposes, owner_unknown=one.proposes is None)
    raise RuleViolation("INVALID", "there is no such act", "act")
