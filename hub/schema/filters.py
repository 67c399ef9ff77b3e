"""Conditions and arguments of the read operations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import strawberry

from hub.domain import paging
from hub.domain import statistics as figures
from hub.domain.decision import RoutingFacts
from hub.domain.identity import IdentityQuery
from hub.domain.tracking import folded
from hub.errors import RuleViolation
from hub.schema.case_words import CaseEventType, CaseKind, CaseStatus, Sensitivity
from hub.schema.scalars import Cursor

Word = TypeVar("Word")

SEARCH_CHARACTERS, SEARCH_WORDS = 200, 10


@dataclass(frozen=True, slots=True)
class Slice:
    """Forward page of a nested list, as asked: the cursor is still sealed."""

    first: int
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class CaseSlice:
    """Forward page of a nested list of cases."""

    filter: paging.CaseFilter
    first: int
    after: Cursor | None


@strawberry.input(
    description="Conditions on cases (saringan laporan); all given ones must hold, an empty list is none. "
    "A list has at most 100 entries."
)
class CaseFilter:
    """Input of `cases`."""

    status: list[CaseStatus] | None = strawberry.field(
        default=None, description="Any of these statuses (status)."
    )
    kind: list[CaseKind] | None = strawberry.field(
        default=None, description="Any of these kinds (jenis laporan)."
    )
    topic: list[str] | None = strawberry.field(
        default=None, description="Any of these topic codes (kode topik)."
    )
    region: str | None = strawberry.field(
        default=None, description="This region code and every place in it (kode wilayah)."
    )
    owner: list[str] | None = strawberry.field(
        default=None,
        description="In the custody (`Case.owner`) of any of these agency codes (kode instansi).",
    )
    channel: list[str] | None = strawberry.field(
        default=None, description="Entered by any of these channel codes (kode kanal)."
    )
    created_from: datetime | None = strawberry.field(
        default=None, description="Handed in at or after this moment (diterima sejak)."
    )
    created_to: datetime | None = strawberry.field(
        default=None, description="Handed in before this moment (diterima sebelum)."
    )
    overdue: bool | None = strawberry.field(
        default=None, description="Whether a legal deadline has passed (terlambat)."
    )
    search: str | None = strawberry.field(
        default=None,
        description="Every word must occur in title or body (kata kunci); up to 200 characters, 10 words.",
    )

    def to_domain(self) -> paging.CaseFilter:
        """The conditions as the rules know them. Raises `RuleViolation` INVALID for too long a search."""
        _check_search(self.search or "")
        return paging.CaseFilter(
            status=several(self.status),
            kind=several(self.kind),
            topic=several(self.topic),
            region=self.region,
            owner=several(self.owner),
            channel=several(self.channel),
            created_from=self.created_from,
            created_to=self.created_to,
            overdue=self.overdue,
            search=self.search,
        )


@strawberry.input(description="Conditions on events (saringan peristiwa); all that are given must hold.")
class EventFilter:
    """Input of `events`, `caseEvents` and webhooks."""

    tracking_number: str | None = strawberry.field(
        default=None, description="Of this case only (nomor aduan)."
    )
    agency: str | None = strawberry.field(
        default=None, description="Events that name this agency code (kode instansi)."
    )
    region: str | None = strawberry.field(
        default=None, description="Of cases in this region code and every place in it (kode wilayah)."
    )
    types: list[CaseEventType] | None = strawberry.field(
        default=None, description="Any of these types (jenis peristiwa)."
    )

    def to_domain(self) -> paging.EventFilter:
        """The conditions as the rules know them."""
        return paging.EventFilter(
            tracking_number=self.tracking_number,
            agency=self.agency,
            region=self.region,
            types=several(self.types),
        )


@strawberry.input(description="Which cases to count (saringan statistik).")
class StatisticsFilter:
    """Input of `statistics`."""

    from_: date = strawberry.field(name="from", description="First day of receipt (mulai tanggal).")
    to: date = strawberry.field(
        description="Last day of receipt, inclusive (sampai tanggal); both are widened to whole months."
    )
    region: str | None = strawberry.field(
        default=None, description="This region code and every place in it (kode wilayah)."
    )
    agency: list[str] | None = strawberry.field(
        default=None, description="Any of these agency codes (kode instansi)."
    )
    kind: list[CaseKind] | None = strawberry.field(
        default=None, description="Any of these kinds (jenis laporan)."
    )
    topic: list[str] | None = strawberry.field(
        default=None, description="Any of these topic codes (kode topik)."
    )
    channel: list[str] | None = strawberry.field(
        default=None, description="Any of these channel codes (kode kanal)."
    )

    def to_domain(self) -> figures.StatisticsFilter:
        """The conditions as the rules know them."""
        return figures.StatisticsFilter(
            start=self.from_,
            end=self.to,
            region=self.region,
            agency=several(self.agency),
            kind=several(self.kind),
            topic=several(self.topic),
            channel=several(self.channel),
        )


@strawberry.input(
    description="A case that has not been handed in, to see who would own it (simulasi disposisi)."
)
class RouteCaseInput:
    """Input of `routeCase`."""

    title: str = strawberry.field(description="Title (judul), 5 to 200 characters.")
    body: str = strawberry.field(description="Text (isi laporan), 10 to 10,000 characters.")
    region: str = strawberry.field(description="Where it happened (kode wilayah).")
    topic: str | None = strawberry.field(
        default=None, description="Topic code, when it is known (kode topik)."
    )
    kind: CaseKind = strawberry.field(
        default=CaseKind.COMPLAINT, description="What would be handed in (jenis laporan)."
    )
    channel: str | None = strawberry.field(
        default=None, description="By which portal (kode kanal); your own when you leave it out."
    )

    def to_domain(self) -> RoutingFacts:
        """What routing may look at."""
        return RoutingFacts(
            title=self.title,
            body=self.body,
            region=self.region,
            topic=self.topic,
            sensitivity=Sensitivity.ORDINARY,
            kind=self.kind,
            channel=self.channel,
        )


@strawberry.input(description="What the civil registry shall compare (data kependudukan); it is not kept.")
class VerifyIdentityInput:
    """Input of `verifyIdentity`."""

    national_id: str = strawberry.field(description="National id of 16 digits (NIK).")
    full_name: str = strawberry.field(description="Full name as in the registry (nama lengkap).")
    birth_date: date = strawberry.field(description="Day of birth (tanggal lahir).")
    purpose: str = strawberry.field(
        description="Why it is asked (tujuan), 10 to 200 characters. Kept by law: it must not name anybody."
    )

    def to_domain(self) -> IdentityQuery:
        """The question to the registry."""
        return IdentityQuery(self.national_id, self.full_name, self.birth_date, self.purpose)

    def __repr__(self) -> str:
        """Never the content: a stray log line must not name anybody."""
        return "VerifyIdentityInput(...)"


def _check_search(text: str) -> None:
    """Every word is a comparison with every row."""
    if len(text) > SEARCH_CHARACTERS or len(folded(text).split()) > SEARCH_WORDS:
        most = f"at most {SEARCH_CHARACTERS} characters and {SEARCH_WORDS} words"
        raise RuleViolation("INVALID", most, "filter.search")


def several(words: Iterable[Word] | None) -> tuple[Word, ...]:
    """An absent list and an empty one are the same: no condition."""
    return tuple(words or ())
