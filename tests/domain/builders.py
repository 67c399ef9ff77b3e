"""Cases and settings for tests of the rules."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from hub.domain.case import (
    Case,
    CaseEvent,
    CaseEventType,
    CaseKind,
    CaseStatus,
    IdentityProtection,
    Sensitivity,
    Visibility,
)
from hub.domain.custody import Setting
from hub.domain.evolution import Evolution
from hub.domain.status import Party
from tests.harness import shipped

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def case(**changes: Any) -> Case:
    """A public, named complaint of Kotawaringin Barat, just received."""
    base = Case(
        id="c1",
        tracking_number="H-AAAA-BBBB-CCCC",
        kind=CaseKind.COMPLAINT,
        sensitivity=Sensitivity.ORDINARY,
        identity_protection=IdentityProtection.NAMED,
        visibility=Visibility.PUBLIC,
        title="Antrean loket",
        body="Antrean di loket sangat panjang setiap hari.",
        topic="kependudukan.ktp",
        region="62.01.02",
        location=None,
        occurred_on=None,
        channel="lapornurani",
        status=CaseStatus.RECEIVED,
        version=1,
        owner="62.01.diskominfo",
        assignee=None,
        hop=0,
        answer=None,
        maladministration=None,
        copied=(),
        resume_status=None,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(base, **changes)


def assigned(**changes: Any) -> Case:
    """The same, delivered to Disdukcapil."""
    held = {"assignee": "62.01.disdukcapil", "owner": "62.01.disdukcapil", "hop": 1, "delivered": True}
    return case(**({"status": CaseStatus.ASSIGNED} | held | changes))


def setting(*parties: Party, **changes: Any) -> Setting:
    """Around an act of these parties."""
    base = Setting("test", frozenset(parties), shipped(), NOW)
    return replace(base, **changes)


def told(change: Evolution, start: int = 0) -> list[CaseEvent]:
    """The evolution's events as the store would hold them; ids are `e1`, `e2` ... by place."""
    places = count(start + 1)
    return change.told(start, lambda: f"e{next(places)}")


def types(change: Evolution) -> list[CaseEventType]:
    """What happened."""
    return [event.type for event in change.events]
