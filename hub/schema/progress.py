"""A case in plain words, for the people who reported it."""

from dataclasses import dataclass
from datetime import date, datetime

import strawberry

from hub.domain import progress as words
from hub.domain.language import Language
from hub.domain.reporter_acts import ReporterAct
from hub.domain.situations import Turn
from hub.domain.steps import Step, StepState
from hub.schema.enum_values import public
from hub.schema.fields import rule
from hub.schema.language import InLanguage

__all__ = ["ReporterAct", "StepState", "Turn"]

public(
    Turn,
    "Whose turn it is (giliran tindakan).",
    REPORTER="The reporter's (pelapor).",
    AGENCY="The agency's that has the case (instansi).",
    HUB="The verifier's, the coordinator's or the hub's (petugas dan koordinator).",
    NOBODY="Nobody's: the case has ended (selesai).",
)
public(
    StepState,
    "Where a step stands (status langkah).",
    DONE="It is done (sudah).",
    NOW="It is under way (sedang berjalan).",
    NEXT="It is still to come (berikutnya).",
)
public(
    ReporterAct,
    "What the reporter can do (tindakan pelapor), each by the mutation of that name.",
    PROVIDE_INFORMATION="Reply to a question (melengkapi laporan): `provideInformation`.",
    CONFIRM_ANSWER="Yes, it is solved (menerima tanggapan): `confirmAnswer`.",
    CONTEST_ANSWER="No, it is not (keberatan): `contestAnswer`.",
    RATE_ANSWER="Say afterwards how it was (penilaian): `rateAnswer`.",
    REOPEN_CASE="Take it up again (membuka kembali): `reopenCase`.",
    WITHDRAW_CASE="Take it back (pencabutan): `withdrawCase`.",
    RAISE_PROTECTION="Protect identity or text better (perlindungan): `raiseProtection`.",
    ESCALATE_CASE="Bring it before the Ombudsman (eskalasi): `escalateCase`.",
    CLAIM_COMPENSATION="Claim compensation (ganti rugi): `claimCompensation`.",
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Argument of `Case.progress`."""

    language: Language


def spoken(language: InLanguage = Language.ID) -> Spoken:
    """Arguments of `Case.progress`."""
    return Spoken(language)


@strawberry.type(description="One step on the way of a case (langkah laporan).")
class ProgressStep:
    """Done, under way or still to come."""

    label: str = rule("steps.steps", "What it is (nama langkah).")
    state: StepState = rule("steps.steps", "Where it stands (status langkah).")
    at: datetime | None = rule("steps.steps", "When it was done (waktu); null while it is not.")

    @classmethod
    def of(cls, row: Step) -> "ProgressStep":
        """From the rule's answer."""
        return cls(label=row.label, state=row.state, at=row.at)


@strawberry.type(description="What the reporter is asked (pertanyaan kepada pelapor).")
class ProgressQuestion:
    """Was it really solved? How was it?"""

    text: str = rule("progress.progress", "The question (pertanyaan).")
    answers: list[ReporterAct] = rule("progress.progress", "How to answer it (tindakan pelapor).")
    answer_by: datetime | None = rule("progress.progress", "Until when (batas waktu).")
    answer_on: date | None = rule("progress.progress", "Last day in time, at the place (hari terakhir).")

    @classmethod
    def of(cls, row: words.Question) -> "ProgressQuestion":
        """From the rule's answer."""
        until = row.until
        return cls(
            text=row.text,
            answers=list(row.answers),
            answer_by=until.at if until else None,
            answer_on=until.on if until else None,
        )


@strawberry.type(description="How a case stands, in plain words (perkembangan laporan).")
class CaseProgress:
    """As its reporter is told."""

    headline: str = rule("progress.progress", "In one sentence (ringkasan).")
    explanation: str = rule("progress.progress", "What that means (penjelasan).")
    next_step: str = rule("progress.progress", "What comes next, and until when (langkah berikutnya).")
    next_step_by: datetime | None = rule(
        "progress.next_due", "The legal deadline of whoever's turn it is (batas waktu); null when none runs."
    )
    next_step_on: date | None = rule(
        "progress.next_due",
        "The last day that is still in time, by the calendar of the place (hari terakhir).",
    )
    waiting_for: Turn = rule("situations.waiting_for", "Whose turn it is (giliran).")
    steps: list[ProgressStep] = rule("steps.steps", "The way of the case (langkah-langkah).", rows=7)
    acts: list[ReporterAct] = rule(
        "reporter_acts.possible",
        "What the reporter can do now (tindakan pelapor); empty unless you showed the receipt or are the "
        "portal of entry.",
    )
    question: ProgressQuestion | None = rule("progress.progress", "What the reporter is asked (pertanyaan).")
    can_still_reopen_until: datetime | None = rule(
        "windows.window_after", "Until when the reporter can take it up again (batas membuka kembali)."
    )

    @classmethod
    def of(cls, row: words.Progress) -> "CaseProgress":
        """From the rule's answer."""
        due, reopen = row.next_step_by, row.reopen_until
        return cls(
            headline=row.headline,
            explanation=" ".join(row.explanation),
            next_step=" ".join(row.next_step),
            next_step_by=due.at if due else None,
            next_step_on=due.on if due else None,
            waiting_for=row.waiting_for,
            steps=[ProgressStep.of(one) for one in row.steps],
            acts=list(row.acts),
            question=ProgressQuestion.of(row.question) if row.question else None,
            can_still_reopen_until=reopen.at if reopen else None,
        )
