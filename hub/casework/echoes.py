"""Cases that peers hand in and that are here already: passed on in a circle, or an echo of our own."""

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.tools import Tools
from hub.domain import echo
from hub.domain.case import Case
from hub.domain.commands import Submission
from hub.domain.origin import Origin, check
from hub.domain.redaction import EVERYTHING
from hub.domain.tracking import keyed_hash
from hub.errors import RuleViolation
from hub.store import cases, origins, records

log = structlog.get_logger()
HUB = "hub"  # kind of the instances that are hubs themselves


def fingerprint(tools: Tools, head: str) -> bytes:
    """What the store keeps of the beginning of a text; see `hub.domain.echo`."""
    return keyed_hash(tools.secrets.content, "text", head)


async def here_already(conn: AsyncConnection, tools: Tools, submission: Submission) -> Case | None:
    """Our own case that this one is an echo of; None: it is to be taken.

    Raises:
        RuleViolation: ALREADY_HERE: it has been through this hub, or came here by another way; INVALID: an
            origin that is none, or an identity, which never travels between hubs.
    """
    origin = submission.origin
    if origin is not None:
        check(origin, tools.hub_id)
        if submission.reporter is not None:
            raise RuleViolation("INVALID", "identities don't travel between hubs", "reporter")
        await origins.take_turn(conn, origin)
    by_system = origin is not None and _of_a_system(tools, origin)
    if origin is None or by_system:
        found = await _echo(conn, tools, submission)
        if found is not None:
            return found
    # a hub may hand a case in again, under its next hop, when it has come back from here
    if origin is not None and await origins.known(conn, origin, ended=by_system):
        raise RuleViolation("ALREADY_HERE", "the case of that origin is here already", "origin")
    return None


async def _echo(conn: AsyncConnection, tools: Tools, submission: Submission) -> Case | None:
    for by, look in (("record", _by_record), ("number", _by_number), ("words", _by_words)):
        found = await look(conn, tools, submission)
        if found is not None:
            log.info("echo recognised", by=by)
            return found
    return None


async def _by_record(conn: AsyncConnection, tools: Tools, submission: Submission) -> Case | None:
    """By the id under which that system, or another site of its kind, holds a case of ours."""
    origin = submission.origin
    if origin is None:
        return None
    for name in _sites(tools, origin.source):
        record = await records.find(conn, name, origin.id)
        case = await _case(conn, record.case_id) if record else None
        if case and (name == origin.source or echo.resembles(case, submission.body)):
            return case
    return None


async def _by_number(conn: AsyncConnection, tools: Tools, submission: Submission) -> Case | None:
    numbers = echo.tickets(f"{submission.title}\n{submission.body}")
    found = await cases.by_tracking(conn, numbers, EVERYTHING) if numbers else {}
    alike = (case for case in found.values() if echo.resembles(case, submission.body))
    return next(alike, None)


async def _by_words(conn: AsyncConnection, tools: Tools, submission: Submission) -> Case | None:
    heads = echo.heads(submission.title, submission.body)
    prints = [fingerprint(tools, one) for one in heads]
    candidates = await origins.handed_over(conn, prints, tools.clock() - echo.WINDOW)
    words = (submission.title, submission.body, submission.region)
    return next((case for case in candidates if echo.is_same(case, *words)), None)


async def _case(conn: AsyncConnection, case_id: str) -> Case | None:
    return (await cases.by_ids(conn, [case_id], EVERYTHING)).get(case_id)


def _of_a_system(tools: Tools, origin: Origin) -> bool:
    """Whether it comes from a system that we hand cases to, not from a hub."""
    return len(origin.via) == 1 and bool(_sites(tools, origin.source))


def _sites(tools: Tools, source: str) -> tuple[str, ...]:
    """Our instances of that system's kind, itself first: sites of one kind may share their numbers."""
    known = tools.peers.manifest(source)
    if known is None or known.kind == HUB:
        return ()
    others = (one.name for one in tools.peers.manifests() if one.kind == known.kind and one.name != source)
    return (source, *others)
