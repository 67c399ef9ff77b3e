"""Files carried by hand between the hub and an office without a line: which of them may be taken.

Both directions follow one rule. A bundle holds everything since its `base`, the newest bundle of its
direction that its receiver has acknowledged. So one that gets lost on the way loses nothing: the next one
has all of it too.
"""

from dataclasses import dataclass
from enum import Enum

from hub.errors import BundleRefused

MOST = 2**31 - 1


class Direction(Enum):
    """OUT: from the hub to an office. IN: back."""

    OUT = "OUT"
    IN = "IN"


@dataclass(frozen=True, slots=True)
class Header:
    """What anybody who finds the stick may read: codes and counters, nothing of a case.

    `chain` names one enrolment of the office. `previous` is the SHA-256 of the bundle `number` - 1 of this
    direction, empty for the first. `acknowledges` is the newest bundle its sender has from the other side.

    Raises:
        BundleRefused: NOT_A_BUNDLE: the counters can't be true, or a name holds control characters.
    """

    chain: str
    sender: str
    receiver: str
    number: int
    previous: str
    base: int
    acknowledges: int
    made: str

    def __post_init__(self) -> None:
        """Counters no honest sender writes stop here."""
        if not 0 <= self.base < self.number <= MOST or not 0 <= self.acknowledges <= MOST:
            raise BundleRefused("NOT_A_BUNDLE", "the counters of this bundle cannot be true")
        names = (self.chain, self.sender, self.receiver, self.previous, self.made)
        if not all(name.isprintable() for name in names):
            raise BundleRefused("NOT_A_BUNDLE", "the header of this bundle holds what cannot be written")


@dataclass(frozen=True, slots=True)
class Standing:
    """What one side knows of a chain: the newest bundle it took, and how many it has sent itself."""

    chain: str
    last: int = 0
    digest: str = ""
    sent: int = 0


def is_new(header: Header, digest: str, known: Standing) -> bool:
    """Whether a bundle whose signature is right is to be taken; False: it is the newest one, once more.

    Raises:
        BundleRefused: OTHER_CHAIN, REWOUND, FORKED, OLD or MISSING; nothing of it may be done.
    """
    if header.chain != known.chain:
        raise BundleRefused(
            "OTHER_CHAIN",
            "this bundle belongs to another enrolment of the office: an empty folder takes a new one",
        )
    if header.acknowledges > known.sent:
        raise BundleRefused(
            "REWOUND",
            f"it acknowledges bundle {header.acknowledges}, but no more than {known.sent} were made here: "
            "a backup or another folder is in use; enrol the office anew",
        )
    if header.number == known.last and digest == known.digest:
        return False
    if header.number < known.last:
        raise BundleRefused("OLD", f"bundle {header.number} is older than {known.last}, which has all of it")
    _check_order(header, known)
    return True


def _check_order(header: Header, known: Standing) -> None:
    """Raises `BundleRefused` when the sender's past is not the one we know, or a part of it never came."""
    follows = header.number == known.last + 1
    if header.number == known.last or (follows and header.previous != known.digest):
        raise BundleRefused(
            "FORKED",
            f"the sender has made two different bundles {min(header.number, known.last)}: "
            "a backup or another folder is in use; enrol the office anew",
        )
    if header.base > known.last:
        raise BundleRefused(
            "MISSING",
            f"bundle {header.number} continues after {header.base}, but the last one taken is {known.last}: "
            f"bring a bundle from {known.last + 1} to {header.base} first",
        )
