"""One row of a deployment's own routing table."""

from dataclasses import dataclass
from datetime import date

from hub.domain.case import CaseKind


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Cases that meet every condition given belong to `agency`. None, and no words: not asked for.

    `topic` stands for its sub-topics too, `region` for the places in it; one of `words` is enough.
    """

    id: str
    agency: str
    why_id: str  # for the citizen, in Indonesian
    why_en: str  # the same in English
    region: str | None = None
    topic: str | None = None
    kind: CaseKind | None = None
    channel: str | None = None
    words: tuple[str, ...] = ()  # folded; they match like those of keywords.csv
    valid_from: date | None = None
    valid_to: date | None = None  # last day of validity, inclusive

    def in_force(self, today: date) -> bool:
        """Valid on that day, first and last day included."""
        return (self.valid_from is None or self.valid_from <= today) and (
            self.valid_to is None or today <= self.valid_to
        )
