"""What somebody may do to a case now: the status table, and what the case itself forbids besides."""

from collections.abc import Callable, Mapping

from hub.domain.adjudication import check_may_decide
from hub.domain.case import Case, CaseKind, CaseStatus, CompensationState, Sensitivity
from hub.domain.custody import Setting
from hub.domain.escalation import check_admissible
from hub.domain.merging import check_claim
from hub.domain.rating import check_ratable
from hub.domain.status import Act, allowed
from hub.domain.windows import check_in_time, check_reopening
from hub.errors import RuleViolation

OF_THE_HUB = frozenset({Act.DELIVER, Act.REFER, Act.CONCLUDE, Act.RELEASE})
"""Acts without a mutation."""


def permitted(case: Case, around: Setting) -> tuple[Act, ...]:
    """Acts that are open to these parties now, in table order.

    One that is missing here would be refused whatever it says; one that stands here can still be refused for
    what it says (another agency, another text).
    """
    return tuple(
        act
        for act in allowed(case.status, around.parties)
        if act not in OF_THE_HUB and _BESIDES.get(act, _always)(case, around)
    )


def _always(case: Case, around: Setting) -> bool:
    return True


def _assignable(case: Case, around: Setting) -> bool:
    today = around.day(case.region)
    return _passes(lambda: check_may_decide(case, around.directory, today, around.reach))


def _returnable(case: Case, around: Setting) -> bool:
    return not case.binding and case.assignee not in around.refused


def _in_time(case: Case, around: Setting) -> bool:
    return _passes(lambda: check_in_time(around.reply_due, around.now))


def _reopenable(case: Case, around: Setting) -> bool:
    has_owner = case.status is CaseStatus.ARCHIVED or case.assignee is not None
    return has_owner and _passes(lambda: check_reopening(case, around.directory, around.now))


def _ratable(case: Case, around: Setting) -> bool:
    return _passes(lambda: check_ratable(case, around.directory, around.now))


def _admissible(case: Case, around: Setting) -> bool:
    return _passes(lambda: check_admissible(case, around))


def _claimable(case: Case, around: Setting) -> bool:
    ordinary = case.kind is CaseKind.COMPLAINT and case.sensitivity is Sensitivity.ORDINARY
    return ordinary and case.compensation is CompensationState.NONE


def _stands_at(state: CompensationState) -> Callable[[Case, Setting], bool]:
    return lambda case, _: case.compensation is state


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except RuleViolation:
        return False
    return True


_BESIDES: Mapping[Act, Callable[[Case, Setting], bool]] = {
    Act.ASSIGN: _assignable,
    Act.RETURN: _returnable,
    Act.CONTEST: _in_time,
    Act.CONFIRM: _in_time,
    Act.RATE: _ratable,
    Act.REOPEN: _reopenable,
    Act.MERGE: lambda case, _: _passes(lambda: check_claim(case)),
    Act.ESCALATE: _admissible,
    Act.CLAIM_COMPENSATION: _claimable,
    Act.DECIDE_COMPENSATION: _stands_at(CompensationState.CLAIMED),
    Act.PAY_COMPENSATION: _stands_at(CompensationState.GRANTED),
}
