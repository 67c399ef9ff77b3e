"""The respondent (terlapor): the agency that an oversight or whistle-blowing case accuses.

Whom the reporter names as the agency is the respondent of such a case. Neither it nor its superiors see the
case, hold it, get a copy of it or find it in a figure; a coordinator stands for the coordinating agencies of
its place, former ones included. Source: Perpres 76/2013 (protection of the complainant); PermenPANRB 62/2018
by secondary sources.
"""

from collections.abc import Iterator
from datetime import date

from hub.domain.agency import Agency, AgencyRole
from hub.domain.caller import Caller, Role
from hub.domain.case import Case, Sensitivity
from hub.domain.directory import Directory
from hub.domain.supervision import chain
from hub.errors import RuleViolation


def accused(case: Case) -> str | None:
    """The respondent, where the class of the case makes one of the agency that the reporter named."""
    return case.respondent if case.sensitivity is not Sensitivity.ORDINARY else None


def kept_out(respondent: str | None, directory: Directory) -> frozenset[str]:
    """Agencies that must not know of a case: its respondent and everybody above it in the same government."""
    return frozenset(directory.line_of_command(respondent)) if respondent is not None else frozenset()


def kept_from(caller: Caller, directory: Directory) -> frozenset[str]:
    """Respondents whose cases this caller must not know of."""
    found = (directory.commanded_by.get(code, {code}) for code in stands_for(caller, directory))
    return frozenset().union(*found)


def stands_for(caller: Caller, directory: Directory) -> Iterator[str]:
    """The agencies a caller speaks for: its own; without one, a coordinator's are those of its place."""
    if caller.agency is not None:
        agency = directory.agency_of(caller.agency)
        yield agency.code if agency else caller.agency
    elif caller.role is Role.COORDINATOR:
        nearest: Agency | None = None
        for agency in chain(AgencyRole.COORDINATOR, caller.region, directory):
            nearest = nearest or agency
            if agency.region == nearest.region:
                yield agency.code


def check_not_kept_out(code: str, case: Case, directory: Directory, field: str) -> None:
    """Raises `RuleViolation` NOT_ALLOWED when the agency must not get the case."""
    if code in kept_out(accused(case), directory):
        told = "the case accuses this agency or one below it; choose an oversight body outside"
        raise RuleViolation("NOT_ALLOWED", told, field)


def custodian(region: str, respondent: str | None, directory: Directory, today: date | None = None) -> str:
    """Who holds a case no owner has: the nearest coordinator that may know of it, else an oversight body.

    Only agencies of the day `today`, where it is given and leaves any.

    Raises:
        LookupError: the directory has no national coordinator (the loader refuses such data).
    """
    out = kept_out(respondent, directory)
    last: str | None = None
    for role in (AgencyRole.COORDINATOR, AgencyRole.OVERSIGHT):
        for agency in chain(role, region, directory, today):
            if agency.code not in out:
                return agency.code
            last = last or agency.code
    if last is None and today is not None:
        return custodian(region, respondent, directory)
    if last is None:
        raise LookupError("no coordinator in the directory")
    return last  # everybody is accused: somebody's name has to stand there, and nobody of them sees the row
