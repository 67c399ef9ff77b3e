"""The protection lattice: how well the reporter and the report are guarded. It only ever rises.

PUBLIC+NAMED < PUBLIC+SEALED < RESTRICTED+SEALED < RESTRICTED+NONE. Anonim is SEALED + PUBLIC, rahasia is
SEALED + RESTRICTED. Whatever is missing or unknown counts as the most protective value that can be asked for.
Source: Perpres 76/2013 (identity of the complainant is protected); words of SP4N-LAPOR!.
"""

from dataclasses import dataclass

from hub.domain.case import IdentityProtection, Sensitivity, Visibility
from hub.errors import RuleViolation

_IDENTITY = (IdentityProtection.NAMED, IdentityProtection.SEALED, IdentityProtection.NONE)
_VISIBILITY = (Visibility.PUBLIC, Visibility.RESTRICTED)


@dataclass(frozen=True, slots=True)
class Protection:
    """Both levels of a case."""

    identity: IdentityProtection
    visibility: Visibility


def join(one: Protection, other: Protection) -> Protection:
    """The least protection that is at least as strong as both."""
    return Protection(
        _IDENTITY[max(_IDENTITY.index(one.identity), _IDENTITY.index(other.identity))],
        _VISIBILITY[max(_VISIBILITY.index(one.visibility), _VISIBILITY.index(other.visibility))],
    )


def at_birth(
    identity: IdentityProtection | None, visibility: Visibility | None, sensitivity: Sensitivity
) -> Protection:
    """The level a new case starts with.

    Missing values mean SEALED and RESTRICTED. Whistle-blowing is never named or public, oversight never
    public: the accused unit reads the public list.
    """
    asked = Protection(identity or IdentityProtection.SEALED, visibility or Visibility.RESTRICTED)
    return join(asked, floor_of(sensitivity))


def floor_of(sensitivity: Sensitivity) -> Protection:
    """The least protection a class of case permits."""
    if sensitivity is Sensitivity.WHISTLEBLOWING:
        return Protection(IdentityProtection.SEALED, Visibility.RESTRICTED)
    if sensitivity is Sensitivity.OVERSIGHT:
        return Protection(IdentityProtection.NAMED, Visibility.RESTRICTED)
    return Protection(IdentityProtection.NAMED, Visibility.PUBLIC)


def raised(current: Protection, asked: Protection) -> Protection:
    """The new level. Raises `RuleViolation` INVALID when something asked for is lower than what is."""
    if join(current, asked) != asked:
        raise RuleViolation("INVALID", "protection can only rise", "identityProtection")
    return asked
