"""The loader of cases that resemble others."""

from collections.abc import Sequence

from hub.domain.paging import window
from hub.resolvers.context import Context
from hub.schema.assignments import RoutingReason
from hub.schema.cases import CaseType, SimilarCase


async def similar(context: Context, cases: Sequence[CaseType], first: int) -> list[list[SimilarCase]]:
    """`Case.similar`."""
    rows, size = [case.row for case in cases], window(first, None).size
    found = await context.services.resembling.similar(context.caller, rows, size)
    return [
        [
            SimilarCase(
                case=CaseType.of(one.case),
                score=one.score,
                reasons=[RoutingReason.of(reason) for reason in one.reasons],
            )
            for one in group
        ]
        for group in found
    ]
