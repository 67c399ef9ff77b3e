"""A new case that takes up an ended one again: linked to it, under its own clocks.

Source: R22 (after the window for reopening the way is a new linked case).
"""

from dataclasses import replace

from hub.domain.case import Case, IdentityProtection, Sensitivity
from hub.domain.evolution import Evolution, Offer
from hub.domain.protection import Protection, join
from hub.domain.reasons import Reason
from hub.domain.status import FINAL
from hub.errors import RuleViolation

FIELD = "predecessor"
FORMER_OWNER = Reason(
    "former-owner",
    "Instansi ini menangani laporan terdahulu tentang hal yang sama",
    0.0,  # told, never counted: routing prefers nobody because of it
    "This agency handled the earlier report about the same matter",
)


def check_earlier(earlier: Case, head: Case) -> None:
    """Whether a case may be taken up again: it has ended, and so has whatever it followed.

    Args:
        earlier: the case that the reporter names.
        head: the case that stands for it; itself, unless it was merged.

    Raises:
        RuleViolation: INVALID.
    """
    if earlier.status not in FINAL or head.status not in FINAL:
        raise RuleViolation("INVALID", "the earlier case has not ended: act on that one", FIELD)


def tells_who(earlier: IdentityProtection, later: IdentityProtection) -> bool:
    """Whether the link would tell who reports the later case: only the earlier one is NAMED."""
    return earlier is IdentityProtection.NAMED and later is not IdentityProtection.NAMED


def linked(case: Case, earlier: Case) -> Case:
    """The new case with its link, protected at least as well as the earlier one.

    Raises:
        RuleViolation: INVALID where the link itself would tell who reports: the earlier case is NAMED, this
            one is not to be.
    """
    if tells_who(earlier.identity_protection, case.identity_protection):
        told = "the earlier case is NAMED and would tell who reports this one: raise its protection first"
        raise RuleViolation("INVALID", told, FIELD)
    level = join(
        Protection(case.identity_protection, case.visibility),
        Protection(earlier.identity_protection, earlier.visibility),
    )
    return replace(
        case, predecessor=earlier.id, identity_protection=level.identity, visibility=level.visibility
    )


def tell_former_owner(change: Evolution, earlier: Case) -> None:
    """Whoever gets the new case reads that it had the earlier one. Of a guarded one nothing is said."""
    if earlier.sensitivity is not Sensitivity.ORDINARY:
        return
    change.effects = [
        replace(effect, explanation=(*effect.explanation, FORMER_OWNER))
        if isinstance(effect, Offer) and effect.agency == earlier.assignee
        else effect
        for effect in change.effects
    ]
