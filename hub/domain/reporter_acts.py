"""What the reporter of a case can do now: an act is possible exactly when carrying it out would be."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from hub.domain import acts
from hub.domain import commands as ask
from hub.domain.case import Case, CaseEvent, IdentityProtection, Visibility
from hub.domain.custody import Setting
from hub.domain.directory import Directory
from hub.domain.evolution import Evolution
from hub.domain.parties import REPORTER
from hub.domain.protection import Protection
from hub.domain.status import Party
from hub.domain.windows import reply_due
from hub.errors import RuleViolation


class ReporterAct(Enum):
    """Acts of the reporter, by the mutation that carries each out."""

    PROVIDE_INFORMATION = "provideInformation"
    CONFIRM_ANSWER = "confirmAnswer"
    CONTEST_ANSWER = "contestAnswer"
    RATE_ANSWER = "rateAnswer"
    REOPEN_CASE = "reopenCase"
    WITHDRAW_CASE = "withdrawCase"
    RAISE_PROTECTION = "raiseProtection"
    ESCALATE_CASE = "escalateCase"
    CLAIM_COMPENSATION = "claimCompensation"


_HIGHEST = Protection(IdentityProtection.NONE, Visibility.RESTRICTED)
_TRIAL = "-"
_TRIALS: dict[ReporterAct, ask.Command] = {
    ReporterAct.PROVIDE_INFORMATION: ask.ProvideInformation(_TRIAL),
    ReporterAct.CONFIRM_ANSWER: ask.Confirm(5),
    ReporterAct.CONTEST_ANSWER: ask.Contest(_TRIAL),
    ReporterAct.RATE_ANSWER: ask.Rate(5),
    ReporterAct.REOPEN_CASE: ask.Reopen(_TRIAL),
    ReporterAct.WITHDRAW_CASE: ask.Withdraw(_TRIAL),
    ReporterAct.RAISE_PROTECTION: ask.RaiseProtection(_HIGHEST.identity, _HIGHEST.visibility),
    ReporterAct.ESCALATE_CASE: ask.Escalate(_TRIAL),
    ReporterAct.CLAIM_COMPENSATION: ask.ClaimCompensation(
        _TRIAL, 1, met_duties=True, provider_at_fault=True, not_caused_by_reporter=True
    ),
}


def possible(
    case: Case, timeline: Sequence[CaseEvent], directory: Directory, now: datetime
) -> tuple[ReporterAct, ...]:
    """Every act of the reporter that the rules would permit at this moment, in the order of the enum."""
    around = Setting(
        REPORTER,
        frozenset({Party.REPORTER}),
        directory,
        now,
        reply_due=reply_due(case, timeline, directory),
    )
    found = []
    for act, command in _TRIALS.items():
        if act is ReporterAct.RAISE_PROTECTION and _is_highest(case):
            continue  # permitted, and changes nothing
        try:
            acts.perform(Evolution(case, now), command, around)
        except RuleViolation:
            continue
        found.append(act)
    return tuple(found)


def _is_highest(case: Case) -> bool:
    return Protection(case.identity_protection, case.visibility) == _HIGHEST
