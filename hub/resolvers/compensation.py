"""Mutations and the loader of claims for compensation."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from hub.domain import commands
from hub.resolvers.changes import act
from hub.resolvers.context import Context
from hub.resolvers.info import Info
from hub.schema.acts import CaseResult
from hub.schema.cases import CaseType
from hub.schema.compensation import Compensation
from hub.schema.compensation_acts import (
    ClaimCompensationInput,
    CompensationPaymentInput,
    DecideCompensationInput,
)
from hub.schema.fields import operation

WHAT = strawberry.argument(description="What and why (isian).")


async def compensations(context: Context, cases: Sequence[CaseType], _: None) -> list[Compensation | None]:
    """`Case.compensation`."""
    found = await context.services.compensations.of(context.caller, [case.row for case in cases])
    return [
        Compensation.of(row, case.row.compensation) if row is not None else None
        for case, row in zip(cases, found, strict=True)
    ]


@strawberry.type
class CompensationMutations:
    """Joined into the root of mutations."""

    @operation("Claim compensation for a loss (permohonan ganti rugi), once per case; the reporter's act.")
    async def claim_compensation(
        self, info: Info, input: Annotated[ClaimCompensationInput, WHAT]
    ) -> CaseResult:
        return await act(info.context, input.target(), input.command())

    @operation("Decide about a claim for compensation (keputusan ganti rugi): grant it with amount and day.")
    async def decide_compensation(
        self, info: Info, input: Annotated[DecideCompensationInput, WHAT]
    ) -> CaseResult:
        return await act(info.context, input.target(), input.command())

    @operation("Note that a granted compensation was paid (pembayaran ganti rugi).")
    async def record_compensation_payment(
        self, info: Info, input: Annotated[CompensationPaymentInput, WHAT]
    ) -> CaseResult:
        return await act(info.context, input.target(), commands.PayCompensation(input.note, input.paid_on))
