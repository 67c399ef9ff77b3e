"""Who decides when agencies pass a case on and on: the coordinator of the next tier, with binding effect.

The nearest coordinator took part in the bounce. Where nobody stands above it, it decides all the same: every
case has exactly one keeper. A binding assignment cannot be returned; who decides
about an appeal is again the coordinator of the next tier, by assigning the case anew.
Source: proposal; no law text was found about disputes between offices of one government (UU 30/2014 leaves
disputes over authority to the common superior).
"""

from datetime import date

from hub.domain.agency import AgencyRole
from hub.domain.case import Case, CaseStatus
from hub.domain.directory import Directory
from hub.domain.region import covers, parent_of
from hub.domain.respondents import accused, custodian, kept_out
from hub.domain.supervision import chain
from hub.errors import RuleViolation


def adjudicator(case: Case, directory: Directory, today: date) -> str:
    """Code of the coordinator that decides about a disputed case.

    Raises:
        LookupError: the directory has no national coordinator (the loader refuses such data).
    """
    nearest = custodian(case.region, accused(case), directory, today)
    row = directory.agency_of(nearest)
    if row is None or row.region is None:
        return nearest
    out = kept_out(accused(case), directory)
    for one in chain(AgencyRole.COORDINATOR, parent_of(row.region), directory, today):
        if one.code not in out:
            return one.code
    return nearest


def check_may_decide(case: Case, directory: Directory, today: date, reach: str | None) -> None:
    """Whether a coordinator whose key reaches over the region `reach` may assign the case now.

    A case in adjudication is its keeper's to decide and whoever's stands above it; a binding assignment can
    be changed by the coordinator of the next tier only. `reach` is empty for the whole country, None for the
    hub itself.

    Raises:
        RuleViolation: NOT_ALLOWED, naming who decides.
    """
    judge = _judge(case, directory, today)
    if judge is None or not reach:
        return
    seat = directory.agency_of(judge)
    if seat is None or seat.role is not AgencyRole.COORDINATOR:
        return
    if seat.region is not None and covers(reach, seat.region):
        return
    raise RuleViolation("NOT_ALLOWED", f"the coordinator of the next tier decides about it: {seat.name}")


def no_return(case: Case, directory: Directory, today: date) -> RuleViolation:
    """The refusal of a return that names the way that is open."""
    judge = directory.agency_of(adjudicator(case, directory, today))
    whom = f" ({judge.name})" if judge is not None else ""
    told = f"a binding assignment cannot be returned; appeal to the coordinator of the next tier{whom}"
    return RuleViolation("NOT_ALLOWED", told)


def _judge(case: Case, directory: Directory, today: date) -> str | None:
    if case.status is CaseStatus.ADJUDICATION:
        return case.owner
    return adjudicator(case, directory, today) if case.binding else None
