"""One row of a reference file -> one record of the domain."""

from enum import Enum

from hub.domain.case import CaseKind, Sensitivity
from hub.domain.directory import (
    Agency,
    AgencyRole,
    Holiday,
    Jurisdiction,
    KeywordRule,
    LegalLimit,
    Tier,
    Topic,
)
from hub.domain.sla import ClockKind
from hub.domain.stopwatch import CLOCK_STARTS
from hub.domain.wording import fold
from hub.reference.cells import Cells

SHORTEST_WORD = 2


class Unit(Enum):
    """Hari kerja, hari kalender."""

    WORKING_DAYS = "wd"
    CALENDAR_DAYS = "cd"


class Certainty(Enum):
    """How well a legal limit is established: in the text itself, by agreeing sources, not at all."""

    READ = "READ"
    SECONDARY = "SECONDARY"
    UNVERIFIED = "UNVERIFIED"


def topic(cells: Cells) -> Topic:
    """A row of topics."""
    return Topic(
        code=cells.text("code"),
        name=cells.text("name"),
        parent=cells.optional("parent"),
        sp4n_category=cells.optional_whole("sp4n_category", 1),
    )


def agency(cells: Cells) -> Agency:
    """A row of agencies."""
    found = Agency(
        code=cells.text("code"),
        name=cells.text("name"),
        tier=cells.one_of("tier", Tier),
        role=cells.one_of("role", AgencyRole),
        region=cells.optional("region"),
        parent=cells.optional("parent"),
        connector=cells.optional("connector"),
        external_id=cells.optional("external_id"),
        valid_from=cells.optional_date("valid_from"),
        valid_to=cells.optional_date("valid_to"),
    )
    _check_validity(found, cells)
    return found


def jurisdiction(cells: Cells) -> Jurisdiction:
    """A row of jurisdictions."""
    found = Jurisdiction(
        agency=cells.text("agency"),
        topic=cells.text("topic"),
        region=cells.optional("region"),
        source=cells.text("source"),
        valid_from=cells.optional_date("valid_from"),
        valid_to=cells.optional_date("valid_to"),
    )
    _check_validity(found, cells)
    return found


def keyword(cells: Cells) -> KeywordRule:
    """A row of keywords; its words must be written the way texts are compared."""
    words = cells.words("words")
    for word in words:
        if word != fold(word):
            cells.fault("NOT_FOLDED", f'write "{word}" as "{fold(word)}"')
        elif len(word) < SHORTEST_WORD:
            cells.fault("TOO_SHORT", f'"{word}" would match too much: at least {SHORTEST_WORD} letters')
    return KeywordRule(
        id=cells.text("id"), topic=cells.text("topic"), words=words, weight=cells.share("weight")
    )


def holiday(cells: Cells) -> Holiday:
    """A row of holidays."""
    return Holiday(day=cells.day("day"), name=cells.text("name"), collective=cells.flag("collective"))


def legal_limit(cells: Cells) -> LegalLimit:
    """A row of legal limits."""
    kind = cells.optional_one_of("kind", CaseKind)
    sensitivity = cells.optional_one_of("sensitivity", Sensitivity)
    starts = cells.text("starts")
    if starts and starts not in CLOCK_STARTS:
        cells.fault("UNKNOWN_WORD", f"`starts` takes {', '.join(sorted(CLOCK_STARTS))}")
    return LegalLimit(
        id=cells.text("id"),
        clock=cells.one_of("clock", ClockKind).value,
        starts=starts,
        kind=kind.value if kind is not None else None,
        sensitivity=sensitivity.value if sensitivity is not None else None,
        amount=cells.whole("amount", 1),
        unit=cells.one_of("unit", Unit).value,
        source=cells.text("source"),
        certainty=cells.one_of("certainty", Certainty).value,
        valid_from=cells.day("valid_from"),
    )


def pair(cells: Cells, first: str, second: str) -> tuple[str, str]:
    """A row of two texts: an alias, a channel."""
    return cells.text(first), cells.text(second)


def _check_validity(record: Agency | Jurisdiction, cells: Cells) -> None:
    if record.valid_from is not None and record.valid_to is not None and record.valid_to < record.valid_from:
        cells.fault("DATES_REVERSED", "`valid_to` is the last day: it cannot lie before `valid_from`")
