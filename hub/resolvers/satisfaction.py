"""The satisfaction survey: what can be mended in a questionnaire is data."""

from collections.abc import Sequence

from hub.errors import RuleViolation
from hub.resolvers.context import Context
from hub.schema.problems import Problem
from hub.schema.satisfaction import SatisfactionFilter, SatisfactionResult
from hub.schema.satisfaction_words import SatisfactionDimension
from hub.schema.survey_input import SubmitSurveyInput, SurveySubmitted


async def submit(context: Context, input: SubmitSurveyInput) -> SurveySubmitted | Problem:
    """`submitSurvey`."""
    try:
        taken = await context.services.citizens.surveying.submit(context.caller, input.to_domain())
    except RuleViolation as broken:
        return Problem.of(broken)
    return SurveySubmitted(repeated=taken.repeated)


async def report(
    context: Context,
    filter: SatisfactionFilter,
    by: Sequence[SatisfactionDimension],
    population: int | None,
) -> SatisfactionResult:
    """`satisfaction`."""
    satisfaction = context.services.citizens.satisfaction
    return SatisfactionResult.of(
        await satisfaction.report(context.caller, filter.to_domain(), by, population)
    )
