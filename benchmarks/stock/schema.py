"""The rival's root fields: one list, one mutation."""

import hashlib
import secrets
import uuid
from datetime import UTC, datetime

import strawberry
from sqlalchemy import select

from benchmarks.stock import models
from benchmarks.stock.types import Case, CaseConnection, CaseEdge, CaseSubmitted, Info, PageInfo, Problem


@strawberry.input
class ReporterInput:
    name: str | None = None
    email: str | None = None


@strawberry.input
class SubmitCaseInput:
    idempotency_key: str
    kind: str
    title: str
    body: str
    region: str
    topic: str | None = None
    agency: str | None = None
    identity_protection: str
    visibility: str
    reporter: ReporterInput | None = None


@strawberry.type
class Query:
    @strawberry.field
    async def cases(self, info: Info, first: int = 20) -> CaseConnection:
        query = (
            select(models.Case)
            .where(models.Case.channel == info.context.channel)
            .order_by(models.Case.created_at.desc(), models.Case.id.desc())
            .limit(first + 1)
        )
        rows = (await info.context.session.scalars(query)).all()
        return CaseConnection(
            edges=[CaseEdge(node=Case.of(row)) for row in rows[:first]],
            page_info=PageInfo(has_next_page=len(rows) > first),
        )

    @strawberry.field
    async def case(self, info: Info, tracking_number: str) -> Case | None:
        query = select(models.Case).where(
            models.Case.tracking_number == tracking_number, models.Case.channel == info.context.channel
        )
        row = await info.context.session.scalar(query)
        return Case.of(row) if row else None


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def submit_case(self, info: Info, input: SubmitCaseInput) -> CaseSubmitted | Problem:
        if not 5 <= len(input.title) <= 200:
            return Problem(code="INVALID", field="title", message="title has 5 to 200 characters")
        session, now = info.context.session, datetime.now(UTC)
        same = models.Case.idempotency_key == input.idempotency_key
        if await session.scalar(select(models.Case.id).where(same)):
            return Problem(code="IDEMPOTENCY_CONFLICT", field="idempotencyKey", message="seen before")
        receipt = secrets.token_hex(16)
        case = _new(input, info.context.channel, receipt, now)
        session.add(case)
        await session.flush()
        assignment = models.Assignment(
            id=uuid.uuid4().hex,
            case_id=case.id,
            agency_code=input.agency,
            state="OFFERED",
            hop=1,
            explanation=[{"rule": "hint", "detail": input.agency, "weight": 1.0}],
            offered_at=now,
        )
        event = models.Event(case_id=case.id, type="SUBMITTED", status=case.status, occurred_at=now)
        outgoing = models.Outgoing(case_id=case.id, state="PENDING", attempts=0, created_at=now)
        session.add_all([assignment, event, outgoing])
        await session.commit()
        return CaseSubmitted(case=Case.of(case), receipt=receipt)


def _new(input: SubmitCaseInput, channel: str, receipt: str, now: datetime) -> models.Case:
    return models.Case(
        id=uuid.uuid4().hex,
        tracking_number=secrets.token_hex(6),
        channel=channel,
        idempotency_key=input.idempotency_key,
        receipt_hash=hashlib.sha256(receipt.encode()).digest(),
        kind=input.kind,
        title=input.title,
        body=input.body,
        region=input.region,
        topic=input.topic,
        reporter=input.reporter.name if input.reporter else None,
        status="ASSIGNED",
        version=1,
        owner_code=input.agency,
        created_at=now,
        updated_at=now,
    )


schema = strawberry.Schema(query=Query, mutation=Mutation)
