"""Invented values the connector tests share."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hub.connectors.breaker import Breaker, BreakerRules
from hub.connectors.credential import Fixed
from hub.connectors.http import AgencyHttp
from hub.connectors.instance import Limits
from hub.domain.case import CaseKind, GeoPoint, Sensitivity
from hub.domain.exchange import OutgoingCase

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
CASE = OutgoingCase(
    tracking_number="KTW-7Q2M-9XAB",
    kind=CaseKind.COMPLAINT,
    sensitivity=Sensitivity.ORDINARY,
    sealed=True,
    restricted=False,
    title="Lampu jalan mati di depan pasar",
    body="Sudah dua minggu gelap, pedagang mengeluh.",
    topic="infrastruktur.penerangan",
    topic_name="Penerangan jalan",
    sp4n_category=None,
    region="62.01.02",
    region_name="Arut Selatan, Kotawaringin Barat",
    location=GeoPoint(-2.68, 111.62),
    occurred_on=date(2026, 2, 16),
    created_at=NOW,
    owner="62.01.dishub",
    owner_name="Dinas Perhubungan",
    owner_external_id=None,
    hop=1,
)
_numbers = itertools.count(1)


def fresh_case(**changes: Any) -> OutgoingCase:
    """The sample case under a tracking number no other test has used."""
    return replace(CASE, tracking_number=f"UJI-{next(_numbers):04d}-XYZ", **changes)


def key_of(case: OutgoingCase) -> str:
    """The key casework gives to a forward."""
    return f"{case.tracking_number}-{case.hop}"


class Hands:
    """A clock moved by hand: monotonic seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def seam(address: str, limits: Limits | None = None, rules: BreakerRules | None = None) -> AgencyHttp:
    """A real `AgencyHttp` to `address` without credentials."""
    ticks = Hands()
    breaker = Breaker(rules or BreakerRules(), ticks)
    return AgencyHttp(address, limits or Limits(deadline=1.0), Fixed({}), breaker, ticks)
