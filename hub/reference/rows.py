"""One row of a reference file -> one record of the domain."""

import re
from enum import Enum

from hub.domain.agency import Agency, AgencyRole, Jurisdiction, Tier
from hub.domain.case import CaseKind, Sensitivity
from hub.domain.days_off import CalendarChange, Change, Holiday
from hub.domain.directory import KeywordRule, Topic
from hub.domain.legal_limit import LegalLimit
from hub.domain.rules import RoutingRule
from hub.domain.sla import ClockKind
from hub.domain.stopwatch import CLOCK_STARTS
from hub.domain.template import Template, TemplateKind, faults_of
from hub.domain.wording import fold
from hub.reference.cells import Cells

SHORTEST_WORD = 2
EDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


class Unit(Enum):
    """Hari kerja, hari kalender."""

    WORKING_DAYS = "wd"
    CALENDAR_DAYS = "cd"


class Certainty(Enum):
    """How well a limit is established: in the text itself, by agreeing sources, not at all, by us alone."""

    READ = "READ"
    SECONDARY = "SECONDARY"
    UNVERIFIED = "UNVERIFIED"
    PROPOSAL = "PROPOSAL"


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
        seat=cells.optional("seat"),
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
    return KeywordRule(
        id=cells.text("id"), topic=cells.text("topic"), words=_folded(cells), weight=cells.share("weight")
    )


def _folded(cells: Cells) -> tuple[str, ...]:
    words = cells.words("words")
    for word in words:
        if word != fold(word):
            cells.fault("NOT_FOLDED", f'write "{word}" as "{fold(word)}"')
        elif len(word) < SHORTEST_WORD:
            cells.fault("TOO_SHORT", f'"{word}" would match too much: at least {SHORTEST_WORD} letters')
    return words


def routing_rule(cells: Cells) -> RoutingRule:
    """A row of routing rules; one that asks for nothing would take every case of the place."""
    found = RoutingRule(
        id=cells.text("id"),
        agency=cells.text("agency"),
        why_id=cells.text("why_id"),
        why_en=cells.text("why_en"),
        region=cells.optional("region"),
        topic=cells.optional("topic"),
        kind=cells.optional_one_of("kind", CaseKind),
        channel=cells.optional("channel"),
        words=_folded(cells) if cells.row.cells["words"] else (),
        valid_from=cells.optional_date("valid_from"),
        valid_to=cells.optional_date("valid_to"),
    )
    if found.topic is None and found.kind is None and found.channel is None and not found.words:
        cells.fault("NO_CONDITION", "fill in one of `topic`, `kind`, `channel`, `words`")
    _check_validity(found, cells)
    return found


def holiday(cells: Cells) -> Holiday:
    """A row of holidays."""
    return Holiday(
        day=cells.day("day"),
        name=cells.text("name"),
        collective=cells.flag("collective"),
        source=cells.optional("source") or "",
    )


def calendar_change(cells: Cells) -> CalendarChange:
    """A row of a deployment's calendar."""
    version = cells.text("version")
    if version and not EDITION.fullmatch(version):
        cells.fault("BAD_NAME", "`version` takes up to 32 letters, digits, points, dashes and underscores")
    return CalendarChange(
        day=cells.day("day"),
        change=cells.one_of("change", Change),
        name=cells.text("name"),
        source=cells.text("source"),
        version=version,
        region=cells.optional("region"),
    )


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
        near=cells.optional_whole("near", 0),
    )


def template(cells: Cells) -> Template:
    """A row of templates; its gaps must be of the closed list."""
    found = Template(
        code=cells.text("code"),
        title=cells.text("title"),
        kind=cells.one_of("kind", TemplateKind),
        text=cells.text("text"),
        topic=cells.optional("topic"),
        agency=cells.optional("agency"),
    )
    for what in faults_of(found.text):
        cells.fault("BAD_TEMPLATE", what)
    return found


def pair(cells: Cells, first: str, second: str) -> tuple[str, str]:
    """A row of two texts: an alias, a channel."""
    return cells.text(first), cells.text(second)


def _check_validity(record: Agency | Jurisdiction | RoutingRule, cells: Cells) -> None:
    if record.valid_from is not None and record.valid_to is not None and record.valid_to < record.valid_from:
        cells.fault("DATES_REVERSED", "`valid_to` is the last day: it cannot lie before `valid_from`")
