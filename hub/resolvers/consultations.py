"""Minutes of public consultations: recorded by officers, read by everybody."""

from datetime import date

from hub.domain.consultations import Consultation as Minutes
from hub.domain.consultations import ConsultationFilter
from hub.errors import RuleViolation
from hub.resolvers import pages
from hub.resolvers.context import Context
from hub.schema.consultation_input import ConsultationFollowUpInput, RecordConsultationInput
from hub.schema.consultations import (
    Consultation,
    ConsultationConnection,
    ConsultationEdge,
    ConsultationRecorded,
)
from hub.schema.paging import PageInfo
from hub.schema.problems import Problem
from hub.schema.scalars import Cursor


async def record(context: Context, input: RecordConsultationInput) -> ConsultationRecorded | Problem:
    """`recordConsultation`."""
    try:
        row = await context.services.citizens.consultations.record(context.caller, input.to_domain())
    except RuleViolation as broken:
        return Problem.of(broken)
    return _recorded(context, row)


async def follow_up(context: Context, input: ConsultationFollowUpInput) -> ConsultationRecorded | Problem:
    """`reportConsultationFollowUp`."""
    try:
        row = await context.services.citizens.consultations.follow_up(context.caller, input.to_domain())
    except RuleViolation as broken:
        return Problem.of(broken)
    return _recorded(context, row)


async def page(
    context: Context,
    agency: str | None,
    region: str | None,
    span: tuple[date | None, date | None],
    first: int,
    after: str | None,
) -> ConsultationConnection:
    """`consultations`."""
    wanted = ConsultationFilter((agency,) if agency is not None else (), region, *span)
    kind = pages.consultation_list(wanted)
    part = pages.window(context, kind, first, after)
    consultations = context.services.citizens.consultations
    shown = pages.sealed(context, kind, await consultations.page(wanted, part.size, part.after))
    today = consultations.today()
    return ConsultationConnection(
        edges=[
            ConsultationEdge(cursor=Cursor(edge.cursor), node=Consultation.of(edge.node, today))
            for edge in shown.edges
        ],
        page_info=PageInfo.of(shown),
    )


def _recorded(context: Context, row: Minutes) -> ConsultationRecorded:
    today = context.services.citizens.consultations.today()
    return ConsultationRecorded(consultation=Consultation.of(row, today))
