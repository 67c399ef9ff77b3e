"""Work lists as SQL. The same rule as `hub.domain.worklist.place_of`; a test holds both together."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, exists, func, not_, or_, select, union_all

from hub.domain.case import CaseStatus, Sensitivity
from hub.domain.status import LIVE
from hub.domain.worklist import HANDLED, Desk
from hub.store.desk_tables import desk_claims
from hub.store.tables import cases

_LIVE = sorted(status.value for status in LIVE)
_STAGE = case(
    (
        cases.c.status == CaseStatus.NEEDS_INFORMATION.value,
        func.coalesce(cases.c.resume_status, CaseStatus.RECEIVED.value),
    ),
    else_=cases.c.status,
)
_SECRET = cases.c.sensitivity == Sensitivity.WHISTLEBLOWING.value
_HANDLED = and_(
    cases.c.assignee.is_not(None),
    _STAGE.in_(sorted(status.value for status in HANDLED)),
    or_(cases.c.delivered, _SECRET),
)
_RECEIVED = _STAGE.in_([CaseStatus.RECEIVED.value])


def on_lists(codes: Iterable[str], coordinating: Iterable[str]) -> ColumnElement[bool]:
    """Cases on any list of the agencies of these codes; `coordinating`: of all coordinating agencies."""
    mine, raised = sorted(codes), _raised(coordinating)
    holder = or_(
        and_(raised, cases.c.raised_to.in_(mine)),
        and_(~raised, _HANDLED, cases.c.assignee.in_(mine)),
        and_(~raised, ~_HANDLED, cases.c.owner.in_(mine)),
    )
    return and_(cases.c.id.in_(_open_at(mine)), holder)


def _open_at(codes: list[str]) -> CompoundSelect[Any]:
    """Open cases that have anything to do with these agencies: three looks into an index each."""
    live = cases.c.status.in_(_LIVE)
    columns = (cases.c.owner, cases.c.assignee, cases.c.raised_to)
    return union_all(*(select(cases.c.id).where(column.in_(codes), live) for column in columns))


def at_desk(desk: Desk, coordinating: Iterable[str]) -> ColumnElement[bool]:
    """Cases whose list is of that desk; without a meaning for those that have ended."""
    codes = sorted(coordinating)
    raised = _raised(codes)
    owned = and_(cases.c.assignee.is_not(None), cases.c.raised_to.not_in(codes))
    handling = or_(and_(raised, owned), and_(~raised, _HANDLED))
    if desk is Desk.OFFICER:
        return handling
    stage = _RECEIVED if desk is Desk.VERIFIER else not_(_RECEIVED)
    return and_(not_(handling), stage)


def claimed(now: datetime, subject: str | None = None) -> ColumnElement[bool]:
    """Cases somebody works on now; with `subject`, that credential."""
    conditions = [desk_claims.c.case_id == cases.c.id, desk_claims.c.until > now]
    if subject is not None:
        conditions.append(desk_claims.c.subject == subject)
    return exists().where(*conditions)


def _raised(coordinating: Iterable[str]) -> ColumnElement[bool]:
    """A coordinator does not know of a whistle-blowing case that is assigned."""
    hidden = and_(_SECRET, cases.c.assignee.is_not(None), cases.c.raised_to.in_(sorted(coordinating)))
    return and_(cases.c.raised_to.is_not(None), ~hidden)
