"""A caller's row scope as SQL. The same rule as `hub.domain.redaction.sees`; a test holds both together."""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from hub.domain.case import Sensitivity, Visibility
from hub.domain.redaction import CaseScope
from hub.store.tables import assignments, case_copies, cases

_PUBLIC = and_(
    cases.c.visibility == Visibility.PUBLIC.value, cases.c.sensitivity == Sensitivity.ORDINARY.value
)
_OPEN_TO_COORDINATORS = or_(
    cases.c.sensitivity != Sensitivity.WHISTLEBLOWING.value, cases.c.assignee.is_(None)
)


def in_region(code: str) -> ColumnElement[bool]:
    """Cases of that place and of every place below it."""
    return or_(cases.c.region == code, cases.c.region.startswith(f"{code}.", autoescape=True))


def predicate(scope: CaseScope) -> ColumnElement[bool]:
    """The WHERE clause of everything this caller may see; alternatives are joined by OR."""
    if scope.everything:
        return not_accusing(scope.kept_from)
    found: list[ColumnElement[bool]] = []
    if scope.channel is not None:
        found.append(cases.c.channel == scope.channel)
    if scope.agency is not None:
        found.append(_held_by(scope.agencies))
    if scope.region is not None:
        place = in_region(scope.region) if scope.region else true()
        found.append(and_(place, _OPEN_TO_COORDINATORS))
    if scope.public_region is not None:
        place = in_region(scope.public_region) if scope.public_region else true()
        found.append(and_(place, _PUBLIC))
    return and_(not_accusing(scope.kept_from), or_(*found)) if found else false()


def not_accusing(codes: frozenset[str]) -> ColumnElement[bool]:
    """Cases that accuse none of these agencies."""
    if not codes:
        return true()
    ordinary = cases.c.sensitivity == Sensitivity.ORDINARY.value
    return or_(ordinary, cases.c.respondent.is_(None), cases.c.respondent.not_in(sorted(codes)))


def _held_by(agencies: frozenset[str]) -> ColumnElement[bool]:
    codes = sorted(agencies)
    copied = select(case_copies.c.case_id).where(case_copies.c.agency.in_(codes))
    once = select(assignments.c.case_id).where(assignments.c.agency.in_(codes))
    return or_(
        cases.c.assignee.in_(codes),  # what needs no second table stands first
        cases.c.raised_to.in_(codes),
        and_(cases.c.owner.in_(codes), _OPEN_TO_COORDINATORS),
        cases.c.id.in_(copied),
        and_(cases.c.id.in_(once), _PUBLIC),
    )
