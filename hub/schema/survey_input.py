"""What a portal sends of a filled-in questionnaire."""

from datetime import date
from typing import Annotated

import strawberry

from hub.domain.survey import Respondent, Survey
from hub.schema.fields import rule
from hub.schema.problems import Problem
from hub.schema.satisfaction_words import AgeGroup, Education, Occupation, Sex


@strawberry.input(description="The nine scores (nilai unsur, penilaian), each 1 bad to 4 good.")
class SurveyScoresInput:
    """One per element of PermenPANRB 14/2017."""

    requirements: int = strawberry.field(description="What one has to bring (persyaratan).")
    procedure: int = strawberry.field(description="How it is done (prosedur).")
    time: int = strawberry.field(description="How long it takes (waktu penyelesaian).")
    cost: int = strawberry.field(description="What it costs (biaya); 4 where it is free of charge.")
    product: int = strawberry.field(description="What one gets (produk layanan).")
    competence: int = strawberry.field(description="What the staff can do (kompetensi pelaksana).")
    behaviour: int = strawberry.field(description="How the staff behave (perilaku pelaksana).")
    facilities: int = strawberry.field(description="Rooms and equipment (sarana dan prasarana).")
    complaints: int = strawberry.field(description="How complaints are handled (penanganan pengaduan).")

    def to_domain(self) -> tuple[int, ...]:
        """In the order of the elements."""
        first = (self.requirements, self.procedure, self.time, self.cost, self.product)
        return (*first, self.competence, self.behaviour, self.facilities, self.complaints)


@strawberry.input(description="Groups a respondent belongs to (data responden); leave out what was not told.")
class RespondentInput:
    """Bands only."""

    age: AgeGroup | None = strawberry.field(default=None, description="Years of age (umur).")
    sex: Sex | None = strawberry.field(default=None, description="Sex (jenis kelamin).")
    education: Education | None = strawberry.field(default=None, description="Highest level (pendidikan).")
    occupation: Occupation | None = strawberry.field(default=None, description="Work (pekerjaan).")

    def to_domain(self) -> Respondent:
        """As the rules know it."""
        return Respondent(self.age, self.sex, self.education, self.occupation)


@strawberry.input(
    description="A filled-in questionnaire (isian survei kepuasan), of a unit or, by its receipt, of the "
    "unit that had a case. Nothing that is kept leads back to person, case or portal."
)
class SubmitSurveyInput:
    """Input of `submitSurvey`."""

    idempotency_key: str = strawberry.field(
        description="Your own key for this questionnaire (kunci idempotensi), 8 to 128 characters: sent "
        "again, nothing is counted twice."
    )
    scores: SurveyScoresInput = strawberry.field(description="The nine scores (nilai unsur).")
    agency: str | None = strawberry.field(
        default=None, description="The unit that is judged (kode instansi); or give `receipt`."
    )
    topic: str | None = strawberry.field(
        default=None, description="Which of its services (kode topik), with `agency`."
    )
    receipt: str | None = strawberry.field(
        default=None, description="Of a case that was answered (tanda terima); once per case."
    )
    answered_on: date | None = strawberry.field(
        default=None, description="Day of the answer (tanggal), with `agency`; only its month is kept."
    )
    respondent: RespondentInput | None = strawberry.field(
        default=None, description="Groups the respondent belongs to (data responden)."
    )
    comment: str | None = strawberry.field(
        default=None, description="Anything to add (saran), up to 2,000 characters; never published."
    )

    def to_domain(self) -> Survey:
        """As casework takes it."""
        return Survey(
            idempotency_key=self.idempotency_key,
            scores=self.scores.to_domain(),
            agency=self.agency,
            topic=self.topic,
            receipt=self.receipt,
            answered_on=self.answered_on,
            respondent=self.respondent.to_domain() if self.respondent else Respondent(),
            comment=self.comment,
        )

    def __repr__(self) -> str:
        """Never the content: a receipt is a secret."""
        return "SubmitSurveyInput(...)"


@strawberry.type(description="The questionnaire has come in (hasil isian survei).")
class SurveySubmitted:
    """Answer of `submitSurvey`."""

    repeated: bool = rule(
        "surveying.submit", "It had come in before, and the first one stands (isian sudah ada)."
    )


SubmitSurveyResult = Annotated[
    SurveySubmitted | Problem,
    strawberry.union(
        "SubmitSurveyResult", description="Taken, or what has to be mended (hasil atau kendala)."
    ),
]
