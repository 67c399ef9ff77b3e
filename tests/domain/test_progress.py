"""What a reporter is told: total over everything a case can be, and never more than the case tells."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain import commands as ask
from hub.domain.case import (
    Case,
    CaseEvent,
    CaseEventType,
    CaseStatus,
    OversightState,
    Sensitivity,
    Visibility,
)
from hub.domain.language import Language
from hub.domain.plain_words import LONGEST, SITUATIONS, Situation, Words
from hub.domain.progress import Progress, deadline, filled, progress
from hub.domain.progress_words import Milestone
from hub.domain.reporter_acts import ReporterAct
from hub.domain.situations import Turn, situation_of
from hub.domain.status import FINAL, Party
from hub.domain.steps import StepState
from tests.domain.builders import NOW, assigned, case
from tests.domain.walks import SUBMISSIONS, Journey, legal
from tests.harness import shipped

ID, EN = Language.ID, Language.EN
OWNER = "62.01.disdukcapil"
NAME = shipped().agencies[OWNER].name


def told(
    journey: Journey, language: Language = ID, *, is_reporter: bool = True, now: datetime | None = None
) -> Progress:
    return progress(
        journey.case, heard(journey), shipped(), now or journey.now, language, is_reporter=is_reporter
    )


def heard(journey: Journey, actor: str = "reporter") -> list[CaseEvent]:
    """The timeline with that actor where the reporter may have spoken; a journey knows none."""
    spoken = {CaseEventType.CONTESTED, CaseEventType.REOPENED, CaseEventType.INFORMATION_PROVIDED}
    return [replace(event, actor=actor) if event.type in spoken else event for event in journey.timeline]


def begun(**changes: object) -> Journey:
    """A complaint about identity cards, verified and given to its owner by the rules."""
    submission = ask.Submission(
        idempotency_key="key-00000001",
        kind=case().kind,
        title="KTP belum jadi",
        body="Sudah lama KTP saya di Disdukcapil belum jadi.",
        region="62.01.02",
        identity_protection=case().identity_protection,
        visibility=Visibility.PUBLIC,
        topic="kependudukan.ktp",
    )
    return Journey.begin(replace(submission, **changes))  # type: ignore[arg-type]


def answered() -> Journey:
    journey = begun()
    journey.arrive()
    assert journey.act(ask.Accept("Baik."), Party.OWNER) is None
    assert journey.act(ask.Answer("Sudah jadi."), Party.OWNER) is None
    return journey


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_whatever_happens_to_a_case_there_are_words_for_it(data: st.DataObject) -> None:
    journey = Journey.begin(data.draw(SUBMISSIONS))
    for _ in range(data.draw(st.integers(0, 8))):
        journey.arrive()
        journey.wait(hours=data.draw(st.sampled_from([1, 30, 200])))
        journey.act(data.draw(legal(journey.case)), *Party)
    for language, is_reporter in product(Language, (True, False)):
        check_sound(journey.case, told(journey, language, is_reporter=is_reporter), is_reporter=is_reporter)


def check_sound(of: Case, found: Progress, *, is_reporter: bool) -> None:
    """What holds of every answer."""
    blocks = (found.headline, *found.explanation, *found.next_step)
    text = " ".join(blocks)
    assert all(0 < len(block) <= LONGEST for block in blocks)
    assert "{" not in text
    assert of.title not in text
    assert of.body not in text
    if of.sensitivity is not Sensitivity.ORDINARY:
        assert [one.name for one in shipped().agencies.values() if one.name in text] == []
    assert (found.waiting_for is Turn.NOBODY) == (of.status in FINAL)
    states = [step.state for step in found.steps]
    assert states == sorted(states, key=[StepState.DONE, StepState.NOW, StepState.NEXT].index)
    assert states.count(StepState.NOW) == (0 if of.status in FINAL else 1)
    assert all(step.at is None for step in found.steps if step.state is not StepState.DONE)
    if not is_reporter:
        assert (found.acts, found.question, found.reopen_until) == ((), None, None)
    if of.status in FINAL:
        assert found.next_step_by is None


@pytest.mark.parametrize("status", CaseStatus)
def test_every_status_has_words_even_without_a_timeline(status: CaseStatus) -> None:
    ways = product(OversightState, (False, True), Sensitivity, (None, OWNER))
    for oversight, late, sensitivity, held in ways:
        of = case(
            status=status, oversight=oversight, breached=late, sensitivity=sensitivity, assignee=held,
            raised_to="62.01.diskominfo" if late else None, predecessor="c0" if late else None,
            closed_at=NOW if status in FINAL else None,
            merged_into="c9" if status is CaseStatus.MERGED else None,
        )  # fmt: skip
        for language in Language:
            found = progress(of, [], shipped(), NOW, language, is_reporter=True)
            check_sound(of, found, is_reporter=True)
            assert situation_of(of, []) in SITUATIONS


def test_each_situation_is_reached_by_some_case() -> None:
    """None of the texts is dead."""
    seen = {situation_of(assigned(), []), situation_of(assigned(delivered=False), [])}
    journey = answered()
    for command in (
        ask.Contest("Belum."),
        ask.RequestInformation("Kapan?"),
        ask.ProvideInformation("Senin."),
    ):
        seen.add(situation_of(journey.case, heard(journey)))
        party = Party.OWNER if isinstance(command, ask.RequestInformation) else Party.REPORTER
        assert journey.act(command, party) is None
    seen.add(situation_of(journey.case, heard(journey)))
    assert journey.act(ask.Progress("Dicetak."), Party.OWNER) is None
    seen.add(situation_of(journey.case, heard(journey)))
    for status in (
        *FINAL,
        CaseStatus.VERIFIED,
        CaseStatus.RETURNED,
        CaseStatus.ADJUDICATION,
        CaseStatus.RECEIVED,
    ):
        for actor in ("clock", "reporter", "coordinator"):
            events = [
                replace(event, actor=actor)
                for event in journey.timeline
                if event.type is CaseEventType.SUBMITTED
            ]
            ends = {CaseStatus.CLOSED: CaseEventType.CLOSED, CaseStatus.ARCHIVED: CaseEventType.ARCHIVED}
            last = replace(events[0], type=ends.get(status, CaseEventType.SUBMITTED))
            again = replace(events[0], type=CaseEventType.REOPENED)
            seen.add(situation_of(case(status=status), [*events, last]))
            seen.add(situation_of(case(status=status), [*events, again]))
    again = replace(journey.timeline[0], type=CaseEventType.REOPENED, actor="reporter")
    seen.add(situation_of(assigned(status=CaseStatus.IN_PROGRESS), [again]))

    assert set(Situation) - seen == set()


def test_an_answer_asks_whether_it_was_really_solved_and_says_until_when() -> None:
    found = told(answered())

    assert found.headline == "Laporan Anda sudah dijawab."
    assert found.question is not None
    assert found.question.text == "Apakah masalah Anda benar-benar sudah selesai?"
    assert found.question.answers == (ReporterAct.CONFIRM_ANSWER, ReporterAct.CONTEST_ANSWER)
    assert found.question.until is not None
    assert found.question.until.on == date(2026, 12, 7)  # ten working days after Monday 23 November
    assert found.next_step[-1] == "Anda punya waktu sampai akhir hari 7 Desember 2026."
    assert told(answered(), EN).next_step[-1] == "You have time until the end of 7 December 2026."


def test_the_last_day_is_that_of_the_place_not_of_greenwich() -> None:
    found = told(answered())

    assert found.next_step_by is not None
    assert found.next_step_by.at.astimezone(UTC) == datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
    assert found.next_step_by.at.utcoffset() == timedelta(hours=7)


def test_an_ordinary_case_names_the_agency_and_a_guarded_one_does_not() -> None:
    open_case = assigned(status=CaseStatus.IN_PROGRESS)
    guarded = replace(open_case, sensitivity=Sensitivity.OVERSIGHT, respondent=OWNER)

    assert NAME in progress(open_case, [], shipped(), NOW, ID, is_reporter=True).explanation[0]
    assert NAME not in " ".join(progress(guarded, [], shipped(), NOW, ID, is_reporter=True).explanation)


def test_a_name_that_is_too_long_gives_way_to_general_words() -> None:
    words = Words("A.", "Laporan berada di {agency}.", "B.")

    assert filled(words, "Dinas " * 60, ID).explanation == "Laporan berada di instansi yang berwenang."
    assert filled(words, "Dinas Contoh", ID).explanation == "Laporan berada di Dinas Contoh."


def test_a_merged_case_says_nothing_of_the_other_one() -> None:
    of = case(status=CaseStatus.MERGED, merged_into="c9", closed_at=NOW)
    text = repr(progress(of, [], shipped(), NOW, EN, is_reporter=True))

    assert "c9" not in text
    assert "another" in text


def test_a_closed_case_can_be_rated_and_reopened_while_its_window_is_open() -> None:
    journey = answered()
    journey.wait(days=20)
    assert journey.act(ask.Close("Lewat waktu."), Party.HUB) is None
    found = told(journey, EN)

    assert found.question is not None
    assert found.question.answers == (ReporterAct.RATE_ANSWER, ReporterAct.REOPEN_CASE)
    assert found.reopen_until is not None
    assert f"{found.reopen_until.on.day} December 2026" in found.next_step[-1]
    late = told(journey, EN, now=found.reopen_until.at)
    assert (late.question, late.reopen_until, ReporterAct.REOPEN_CASE in late.acts) == (None, None, False)


def test_what_the_reporter_can_do_is_what_the_rules_would_let_happen() -> None:
    journey = answered()
    assert {ReporterAct.CONFIRM_ANSWER, ReporterAct.CONTEST_ANSWER, ReporterAct.WITHDRAW_CASE} <= set(
        told(journey).acts
    )
    over = told(journey, now=NOW + timedelta(days=30))
    assert {ReporterAct.CONFIRM_ANSWER, ReporterAct.CONTEST_ANSWER} & set(over.acts) == set()
    assert over.question is None


def test_a_case_that_ended_early_shows_what_was_done_and_its_end() -> None:
    journey = begun()
    assert journey.act(ask.Withdraw("Sudah."), Party.REPORTER) is None
    steps = told(journey).steps

    assert [step.milestone for step in steps][-1] is Milestone.TAKEN_BACK
    assert {step.state for step in steps} == {StepState.DONE}
    assert Milestone.ANSWERED not in {step.milestone for step in steps}


def test_a_reopened_case_is_worked_on_again_and_its_answer_is_still_to_come() -> None:
    journey = answered()
    assert journey.act(ask.Confirm(2), Party.REPORTER) is None
    assert journey.act(ask.Reopen("Rusak lagi."), Party.REPORTER) is None
    found = told(journey)
    states = {step.milestone: step.state for step in found.steps}

    assert found.headline == "Laporan Anda dibuka kembali."
    assert (states[Milestone.WORKED_ON], states[Milestone.ANSWERED]) == (StepState.NOW, StepState.NEXT)


def test_what_a_system_did_by_itself_is_not_put_into_the_reporter_s_mouth() -> None:
    journey = answered()
    assert journey.act(ask.Contest("Dibuka lagi oleh sistem."), Party.REPORTER) is None

    assert situation_of(journey.case, heard(journey)) is Situation.OBJECTED
    assert situation_of(journey.case, heard(journey, "kobar-disdukcapil")) is Situation.AT_WORK


def test_a_midnight_belongs_to_the_day_that_it_ends() -> None:
    assert deadline(datetime(2026, 12, 8, tzinfo=UTC)).on == date(2026, 12, 7)
