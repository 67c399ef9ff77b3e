"""Permits, asked of their offices' systems at query time; and whose business a licence in a text is."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from hub.casework.tools import Tools
from hub.connectors.asking import Question, ReadsLive, Sourced, Spends
from hub.connectors.base import LooksUpPermits
from hub.domain.caller import Caller, Scope
from hub.domain.custody import known_agency
from hub.domain.directory import Directory
from hub.domain.exchange import Capability
from hub.domain.permit import NamedLicence, PermitBook, PermitReading, PermitRecord
from hub.domain.region import covers
from hub.errors import ConnectorError, NotAvailable, NotEntitled, RuleViolation, Unreachable

logger = logging.getLogger(__name__)
OPERATION = "permit"


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text that has the shape of a permit system's numbers, and that system."""

    connector: str
    number: str
    system: LooksUpPermits


class Permits:
    """`permit`, and the licence that a case names."""

    def __init__(self, tools: Tools, live: ReadsLive) -> None:
        self.tools, self.live = tools, live

    async def permit(self, caller: Caller, number: str, agency: str, spends: Spends) -> PermitReading | None:
        """The application as the systems that serve this agency show it; None: they know no such number.

        The agency's own system comes first, then the nation's. The number's form is checked before any call.

        Raises:
            NotEntitled: the credential cannot look permits up.
            RuleViolation: UNKNOWN_AGENCY; INVALID: no system here writes numbers like that.
            NotAvailable: no system serves this agency.
        """
        if not caller.may(Scope.PERMITS_READ):
            raise NotEntitled("this credential cannot look permits up")
        code, number = known_agency(agency, self.tools.directory(), "agency").code, number.strip()
        systems = [one for one in _systems(self.tools) if one.agency == code or one.region is None]
        if not systems:
            raise NotAvailable("no permit system serves this agency here")
        fitting = [Mention(one.name, number, one.system) for one in systems if one.system.book.fits(number)]
        if not fitting:
            raise RuleViolation(
                "INVALID", "the agency's numbers are not written like that", "applicationNumber"
            )
        found = _first(await self._ask(fitting, spends))
        outcome = "unknown" if found is None else "failed" if found.failure else "found"
        logger.info("permit looked up for %s at %s: %s", caller.subject, code, outcome)
        return found

    def mentioned(self, title: str, body: str, region: str, topic: str | None) -> list[Mention]:
        """See `mentions_in`."""
        return mentions_in(self.tools, title, body, region, topic)

    async def licence(
        self, mentions: Sequence[Mention], spends: Spends | None = None
    ) -> tuple[NamedLicence | None, bool]:
        """The licence that a text names, as far as its authority is known; and whether that is the last word.

        False where a system did not answer: another time it may know the licence.
        """
        readings = await self._ask(mentions, spends) if mentions else []
        for mention, reading in zip(mentions, readings, strict=True):
            named = _named(mention.system.book, reading.record)
            if named is not None:
                return named, True
        return None, all(reading.failure is None for reading in readings)

    async def _ask(self, mentions: Sequence[Mention], spends: Spends | None) -> list[PermitReading]:
        questions = [
            Question(one.connector, OPERATION, one.number, partial(one.system.permit, one.number), ANSWER)
            for one in mentions
        ]
        asked = self.live.ask(questions) if spends is None else self.live.ask(questions, spends)
        return [_read(one.connector, answer) for one, answer in zip(mentions, await asked, strict=True)]


ANSWER = PermitRecord | None


@dataclass(frozen=True, slots=True)
class _System:
    name: str
    agency: str
    region: str | None  # None: the whole country
    system: LooksUpPermits


def _systems(tools: Tools) -> list[_System]:
    """Every permit system that can be asked; those of a place before those of the nation, then by name."""
    directory = tools.directory()
    found: list[_System] = []
    for manifest in tools.peers.manifests():
        if Capability.LOOKUP not in manifest.capabilities:
            continue
        office = directory.agency_of(manifest.agency or "")
        system = tools.peers.get(manifest.name)
        if office is not None and isinstance(system, LooksUpPermits):
            found.append(_System(manifest.name, office.code, office.region, system))
    return sorted(found, key=lambda one: (one.region is None, one.name))


def mentions_in(tools: Tools, title: str, body: str, region: str, topic: str | None) -> list[Mention]:
    """Numbers in a report that permit systems of its place may know; nobody is asked.

    A report about another subject, as somebody chose it, only mentions licences: then there are none.
    """
    directory, text = tools.directory(), f"{title}\n{body}"
    return [
        Mention(one.name, number, one.system)
        for one in _systems(tools)
        if covers(one.region, region) and _concerns(one.system.book, topic, directory)
        for number in one.system.book.mentioned(text)
    ]


def _concerns(book: PermitBook, topic: str | None, directory: Directory) -> bool:
    return topic is None or bool(set(directory.topic_path(topic)) & set(book.topics.values()))


def _named(book: PermitBook, record: PermitRecord | None) -> NamedLicence | None:
    if record is None or record.authority is None or record.authority not in book.topics:
        return None
    topics = frozenset(book.topics.values())
    return NamedLicence(record.authority, book.topics[record.authority], topics)


def _read(name: str, answer: Sourced[PermitRecord | None] | ConnectorError) -> PermitReading:
    """That a system knew no such number an hour ago says nothing about now."""
    if isinstance(answer, ConnectorError):
        return PermitReading(name, None, failure=answer)
    if answer.stale and answer.value is None:
        return PermitReading(name, None, failure=Unreachable("NO_FRESH_ANSWER"))
    return PermitReading(name, answer.value, answer.as_of, answer.stale)


def _first(readings: Sequence[PermitReading]) -> PermitReading | None:
    """Who knows the number; else who did not answer, for that one may know it."""
    known = next((one for one in readings if one.record is not None), None)
    return known or next((one for one in readings if one.failure is not None), None)
