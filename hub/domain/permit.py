"""Permits (perizinan) as their offices' systems show them: never who applied, or how to reach him."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from hub.errors import ConnectorError

LONGEST_NUMBER = 60
MOST_MENTIONS = 2
BETWEEN = 30  # signs that may stand between the word for the number and the number itself
_UNSAFE = re.compile(r"""['"`\\;%<>\x00-\x1f\x7f]""")  # some peers paste the number into a query of theirs


class LicenceAuthority(Enum):
    """Which level of government decides about a licence (kewenangan): 00, 01 and 02 of the OSS."""

    NATIONAL = "NATIONAL"
    PROVINCE = "PROVINCE"
    REGENCY = "REGENCY"


@dataclass(frozen=True, slots=True)
class PermitRecord:
    """An application for a permit. `stage` and `status` are the office's own words, or empty."""

    application_number: str
    permit_type: str
    stage: str
    status: str
    submitted_on: date | None
    decided_on: date | None
    authority: LicenceAuthority | None  # None: the system does not say, or several levels are concerned


@dataclass(frozen=True, slots=True)
class PermitBook:
    """What a permit system can be asked, and whose business the permits in it are.

    `number` is a regular expression of a whole application number. In a text a number counts only behind one
    of the words `mentions`, so that no telephone number is taken for one; without such words the shape alone
    has to do. `topics` says under which topic of ours licences of each authority stand.
    """

    number: str
    mentions: tuple[str, ...]
    topics: Mapping[LicenceAuthority, str]

    def fits(self, number: str) -> bool:
        """Whether it can be a number of this system; nothing else is ever sent to it."""
        plain = len(number) <= LONGEST_NUMBER and not _UNSAFE.search(number)
        return plain and re.fullmatch(self.number, number, re.IGNORECASE | re.ASCII) is not None

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Numbers of this system in a text, each once, at most `MOST_MENTIONS`, in their order."""
        words = "|".join(re.escape(word) for word in self.mentions)
        before = rf"(?<!\w)(?:{words})(?!\w)\D{{0,{BETWEEN}}}?" if words else ""
        found = re.finditer(rf"{before}(?<![\w/-])(?P<number>{self.number})(?![\w/-])", text, re.IGNORECASE)
        numbers = dict.fromkeys(one["number"] for one in found if self.fits(one["number"]))
        return tuple(numbers)[:MOST_MENTIONS]


@dataclass(frozen=True, slots=True)
class PermitReading:
    """The answer to one question about a permit. `record` None without a `failure`: the office knows no such.

    A `failure` means that the instance `source` did not answer and never had.
    """

    source: str
    record: PermitRecord | None
    as_of: datetime | None = None
    stale: bool = False
    failure: ConnectorError | None = None


@dataclass(frozen=True, slots=True)
class NamedLicence:
    """A licence that a case names and a permit system knows.

    `topic` is the one for licences of this authority; `topics` are all under which that system's licences
    stand: a case about something else only mentions the licence.
    """

    authority: LicenceAuthority
    topic: str
    topics: frozenset[str]
