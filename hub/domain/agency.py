"""Public bodies, and what each is competent for."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Tier(Enum):
    """Level of government of an agency."""

    NATIONAL = "NATIONAL"
    PROVINCE = "PROVINCE"
    REGENCY = "REGENCY"
    UNIT = "UNIT"


class AgencyRole(Enum):
    """What part an agency plays for the cases of its region."""

    OWNER = "OWNER"  # OPD: may own cases
    COORDINATOR = (
        "COORDINATOR"  # e.g. Diskominfo: verifies, assigns, adjudicates; holds custody until delivery
    )
    OVERSIGHT = "OVERSIGHT"  # Inspektorat: owns oversight and whistle-blowing cases


@dataclass(frozen=True, slots=True)
class Agency:
    """A public body. `region` None means national. `connector` None: served by the hub's own inbox."""

    code: str
    name: str
    tier: Tier
    role: AgencyRole
    region: str | None
    parent: str | None
    connector: str | None
    external_id: str | None = None  # its id inside the connector's system, e.g. an SP4N institution id
    valid_from: date | None = None
    valid_to: date | None = None  # last day of validity, inclusive
    seat: str | None = None  # region code of where it works, for an agency without a region

    @property
    def place(self) -> str | None:
        """Where its working days and its midnight are."""
        return self.seat or self.region


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Competence: this agency owns this topic (and its sub-topics) in this region (and below)."""

    agency: str
    topic: str
    region: str | None  # None: the whole country
    source: str  # the law or decision, shown to the citizen
    valid_from: date | None = None
    valid_to: date | None = None
