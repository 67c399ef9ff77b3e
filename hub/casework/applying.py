"""One inbound word to one case: the rules decide, the store keeps the verdict. Nothing is dropped."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.casework.knowing import known_of
from hub.casework.recording import record
from hub.casework.tools import Tools
from hub.domain.case import CaseStatus
from hub.domain.custody import Setting
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution
from hub.domain.exchange import Change
from hub.domain.inbound import LATE, UNKNOWN_WORD, Record, Ruling, Verdict, moves, receive
from hub.domain.known import Known
from hub.domain.status import Party
from hub.errors import Misunderstood, RuleViolation
from hub.store import assignments, cases, cursors, inbox, records
from hub.store.inbox import InboxRow, InboxState
from hub.store.records import StoredRecord

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 3600.0
GIVE_UP = timedelta(days=7)
_STATES = {
    Verdict.APPLIED: InboxState.APPLIED,
    Verdict.IGNORED: InboxState.IGNORED,
    Verdict.QUARANTINED: InboxState.QUARANTINED,
}


async def apply(conn: AsyncConnection, tools: Tools, row: InboxRow, word: Change) -> None:
    """Apply a change in the caller's transaction.

    A connector can only speak about records it was given: an unknown one waits, because a receipt may
    overtake our own commit, and is given up after a week.
    """
    known = await records.find(conn, row.connector, word.ref.id)
    if known is None:
        await _wait(conn, tools, row)
        return
    ruling = await _rule(conn, tools, known, word)
    if ruling.reason == UNKNOWN_WORD:
        await cursors.failed(conn, row.connector, Misunderstood.code)
    last_order = word.order if moves(word, ruling) else None
    if ruling.reason != LATE:
        await records.heard(conn, known, word.status_text, word.status, tools.clock(), last_order)
    await inbox.settle(conn, row.position, _STATES[ruling.verdict], ruling.reason, known.case_id)


async def _rule(conn: AsyncConnection, tools: Tools, known: StoredRecord, word: Change) -> Ruling:
    case = await cases.lock(conn, known.case_id)
    if case is None:
        return Ruling(Verdict.QUARANTINED, "no-such-case")
    directory = tools.directory()
    around = Setting(
        actor=known.connector,
        parties=frozenset({Party.OWNER}),
        directory=directory,
        now=tools.clock(),
        refused=directory.kin(await assignments.refusers(conn, case.id)),
        known=await known_of(conn, tools, case) if word.status is CaseStatus.RETURNED else Known(),
    )
    manifest = tools.peers.manifest(known.connector)
    change = Evolution(case, around.now)
    told = replace(word, proposed_owner=agency_code(word.proposed_owner, known.connector, directory))
    try:
        ruling = receive(
            change,
            told,
            Record(known.hop, known.last_order),
            around,
            runs_reply_window=manifest is not None and manifest.runs_reply_window,
        )
    except RuleViolation as broken:
        return Ruling(Verdict.QUARANTINED, broken.code)
    if change.events:
        await record(conn, tools, change)
    return ruling


def agency_code(proposed: str | None, connector: str, directory: Directory) -> str | None:
    """The agency a system proposes: by its id inside that system, or by our code."""
    if proposed is None:
        return None
    by_id = (
        agency.code
        for agency in directory.agencies.values()
        if agency.external_id == proposed and agency.connector == connector
    )
    known = directory.agency_of(proposed)
    return next(by_id, known.code if known else None)


async def _wait(conn: AsyncConnection, tools: Tools, row: InboxRow) -> None:
    now = tools.clock()
    if now - row.received_at > GIVE_UP:
        await inbox.settle(conn, row.position, InboxState.IGNORED, "unknown-record")
        return
    pause = min(FIRST_WAIT_S * 2 ** min(row.tries, 20), LONGEST_WAIT_S)
    await inbox.settle(
        conn, row.position, InboxState.WAITING, "unknown-record", next_try_at=now + timedelta(seconds=pause)
    )
