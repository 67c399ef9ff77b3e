"""One question to the rules: a case, the reference data, a day, and who is out."""

from dataclasses import dataclass
from datetime import date

from hub.domain.agency import Agency
from hub.domain.assignment import may_own
from hub.domain.case import Sensitivity
from hub.domain.decision import RoutingFacts
from hub.domain.directory import Directory


@dataclass(frozen=True, slots=True)
class Matter:
    """What every step of routing looks at. `out`: whoever refused or passed the case, all codes of each."""

    facts: RoutingFacts
    directory: Directory
    today: date
    out: frozenset[str]

    def eligible(self, code: str) -> Agency | None:
        """The agency of that code today, where it can own an ordinary case of the place and is not out."""
        agency = self.directory.successor(code, self.today)
        if agency is None or agency.code in self.out:
            return None
        return agency if may_own(agency, self.facts.region, Sensitivity.ORDINARY, self.today) else None
