"""What citizens think of a service, and what was agreed with them: part of both roots."""

from datetime import date
from typing import Annotated

import strawberry

from hub.domain import commands
from hub.resolvers import consultations, satisfaction
from hub.resolvers.changes import act
from hub.resolvers.info import Info
from hub.schema.acts import CaseResult, RateAnswerInput
from hub.schema.consultation_input import ConsultationFollowUpInput, RecordConsultationInput
from hub.schema.consultations import ConsultationConnection, ConsultationResult
from hub.schema.fields import operation
from hub.schema.paging import After, First
from hub.schema.satisfaction import SatisfactionFilter, SatisfactionResult
from hub.schema.satisfaction_words import SatisfactionDimension
from hub.schema.survey_input import SubmitSurveyInput, SubmitSurveyResult

WHAT = strawberry.argument(description="What and why (isian).")
Surveyed = Annotated[SatisfactionFilter, strawberry.argument(description="Which answers (saringan).")]
SurveyGroups = Annotated[
    list[SatisfactionDimension], strawberry.argument(description="Rows per combination of these (dimensi).")
]
Users = Annotated[
    int | None,
    strawberry.argument(description="Users of the service in the period (jumlah populasi), for the sample."),
]
OfForum = Annotated[
    str | None, strawberry.argument(description="Whose forums (kode instansi); null: everybody's.")
]
InPlace = Annotated[
    str | None, strawberry.argument(description="Of agencies of this region or in it (kode wilayah).")
]
Since = Annotated[
    date | None, strawberry.argument(name="from", description="Held on this day or later (sejak tanggal).")
]
Until = Annotated[
    date | None, strawberry.argument(description="Held on this day or before (sampai tanggal).")
]


@strawberry.type
class VoiceQueries:
    """Joined into the root of queries."""

    @operation(
        "The index of public satisfaction (survei kepuasan masyarakat, IKM) by the dimensions you choose. "
        "Only groups of five answers or more are ever added up."
    )
    async def satisfaction(
        self, info: Info, filter: Surveyed, group_by: SurveyGroups, population: Users = None
    ) -> SatisfactionResult:
        return await satisfaction.report(info.context, filter, group_by, population)

    @operation("Minutes of public forums (forum konsultasi publik, FKP), the newest first. They are public.")
    async def consultations(
        self,
        info: Info,
        agency: OfForum = None,
        region: InPlace = None,
        from_: Since = None,
        to: Until = None,
        first: First = 20,
        after: After = None,
    ) -> ConsultationConnection:
        return await consultations.page(info.context, agency, region, (from_, to), first, after)


@strawberry.type
class VoiceMutations:
    """Joined into the root of mutations."""

    @operation(
        "The reporter rates an answer whose case was closed without that (penilaian), as long as the case "
        "could be reopened."
    )
    async def rate_answer(self, info: Info, input: Annotated[RateAnswerInput, WHAT]) -> CaseResult:
        return await act(info.context, input.target(), commands.Rate(input.rating, input.note))

    @operation(
        "Hand in a questionnaire (survei kepuasan masyarakat, SKM), of a unit, or of a case by its receipt."
    )
    async def submit_survey(
        self, info: Info, input: Annotated[SubmitSurveyInput, WHAT]
    ) -> SubmitSurveyResult:
        return await satisfaction.submit(info.context, input)

    @operation("Keep the minutes of a public forum (forum konsultasi publik, FKP).")
    async def record_consultation(
        self, info: Info, input: Annotated[RecordConsultationInput, WHAT]
    ) -> ConsultationResult:
        return await consultations.record(info.context, input)

    @operation("Report what became of something that was agreed in a forum (tindak lanjut kesepakatan).")
    async def report_consultation_follow_up(
        self, info: Info, input: Annotated[ConsultationFollowUpInput, WHAT]
    ) -> ConsultationResult:
        return await consultations.follow_up(info.context, input)
