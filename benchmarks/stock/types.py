"""What the rival's clients see."""

from datetime import UTC, datetime

import strawberry

from benchmarks.stock import models
from benchmarks.stock.context import Context

Info = strawberry.Info[Context, None]


def _utc(moment: datetime) -> datetime:
    """SQLite keeps no offset; everything is stored in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@strawberry.type
class Agency:
    code: str
    name: str
    tier: str

    @classmethod
    def of(cls, row: models.Agency) -> "Agency":
        return cls(code=row.code, name=row.name, tier=row.tier)


@strawberry.type
class RoutingReason:
    rule: str
    detail: str
    weight: float


@strawberry.type
class Delivery:
    state: str
    attempts: int


@strawberry.type
class Assignment:
    row: strawberry.Private[models.Assignment]
    id: strawberry.ID
    state: str
    hop: int
    explanation: list[RoutingReason]
    offered_at: datetime

    @strawberry.field
    async def agency(self, info: Info) -> Agency:
        return Agency.of(await info.context.agencies.load(self.row.agency_code))

    @strawberry.field
    async def delivery(self, info: Info) -> Delivery | None:
        row = await info.context.deliveries.load(self.row.case_id)
        return Delivery(state=row.state, attempts=row.attempts) if row else None

    @classmethod
    def of(cls, row: models.Assignment) -> "Assignment":
        return cls(
            row=row,
            id=strawberry.ID(row.id),
            state=row.state,
            hop=row.hop,
            explanation=[RoutingReason(**reason) for reason in row.explanation],
            offered_at=_utc(row.offered_at),
        )


@strawberry.type
class CaseEvent:
    type: str
    status: str
    occurred_at: datetime


@strawberry.type
class CaseEventEdge:
    node: CaseEvent


@strawberry.type
class CaseEventConnection:
    edges: list[CaseEventEdge]


@strawberry.type
class Case:
    row: strawberry.Private[models.Case]
    id: strawberry.ID
    tracking_number: str
    kind: str
    title: str
    status: str
    version: int
    created_at: datetime
    updated_at: datetime

    @strawberry.field
    async def owner(self, info: Info) -> Agency | None:
        code = self.row.owner_code
        return Agency.of(await info.context.agencies.load(code)) if code else None

    @strawberry.field
    async def assignments(self, info: Info) -> list[Assignment]:
        return [Assignment.of(row) for row in await info.context.assignments.load(self.row.id)]

    @strawberry.field
    async def timeline(self, info: Info, first: int = 20) -> CaseEventConnection:
        rows = await info.context.events.load(self.row.id)
        found = [
            CaseEvent(type=one.type, status=one.status, occurred_at=_utc(one.occurred_at)) for one in rows
        ]
        return CaseEventConnection(edges=[CaseEventEdge(node=one) for one in found[:first]])

    @classmethod
    def of(cls, row: models.Case) -> "Case":
        return cls(
            row=row,
            id=strawberry.ID(row.id),
            tracking_number=row.tracking_number,
            kind=row.kind,
            title=row.title,
            status=row.status,
            version=row.version,
            created_at=_utc(row.created_at),
            updated_at=_utc(row.updated_at),
        )


@strawberry.type
class CaseEdge:
    node: Case


@strawberry.type
class PageInfo:
    has_next_page: bool


@strawberry.type
class CaseConnection:
    edges: list[CaseEdge]
    page_info: PageInfo


@strawberry.type
class CaseSubmitted:
    case: Case
    receipt: str


@strawberry.type
class Problem:
    code: str
    field: str | None
    message: str
