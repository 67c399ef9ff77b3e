"""The served schema keeps what clients were promised."""

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    print_schema,
)

from hub.resolvers.schema import sdl

HERE = Path(__file__).parent
COMMITTED = HERE.parents[1] / "hub" / "schema" / "schema.graphql"

ADDED = {
    "AcknowledgeEventsResult was removed.",
    "AddOfficerNoteInput was removed.",
    "AgeGroup was removed.",
    "AgreementInput was removed.",
    "AgreementState was removed.",
    "Argument Mutation.closeCase(maladministration:) was removed.",
    "Argument Mutation.contestAnswer(wrongOwner:) was removed.",
    "Argument Query.events(maxBytes:) was removed.",
    "Argument Query.statistics(exact:) was removed.",
    "Argument RoutingReason.detail(language:) was removed.",
    "AssignRow was removed.",
    "AttemptOutcome was removed.",
    "CaseAge was removed.",
    "CaseClaim was removed.",
    "CaseClaimChanged was removed.",
    "CaseProgress was removed.",
    "Circuit was removed.",
    "CircuitState was removed.",
    "ClaimCaseInput was removed.",
    "ClaimCompensationInput was removed.",
    "ClaimResult was removed.",
    "ClockShare was removed.",
    "Compensation was removed.",
    "CompensationPaymentInput was removed.",
    "CompensationState was removed.",
    "Consultation was removed.",
    "ConsultationAgreement was removed.",
    "ConsultationConnection was removed.",
    "ConsultationEdge was removed.",
    "ConsultationFollowUp was removed.",
    "ConsultationFollowUpInput was removed.",
    "ConsultationParty was removed.",
    "ConsultationPartyInput was removed.",
    "ConsultationRecorded was removed.",
    "ConsultationResult was removed.",
    "DecideCompensationInput was removed.",
    "Desk was removed.",
    "Directive @key was removed.",
    "Directive @link was removed.",
    "Education was removed.",
    "ElementMean was removed.",
    "Enum value CaseEventType.COMPENSATION_CLAIMED was removed.",
    "Enum value CaseEventType.COMPENSATION_DECIDED was removed.",
    "Enum value CaseEventType.COMPENSATION_PAID was removed.",
    "Enum value CaseEventType.DEADLINE_MOVED was removed.",
    "Enum value CaseEventType.RATED was removed.",
    "Enum value ClockKind.REACTION was removed.",
    "Enum value ProblemCode.ALREADY_HERE was removed.",
    "Enum value ProblemCode.NOT_AVAILABLE was removed.",
    "EventsAcknowledged was removed.",
    "Facility was removed.",
    "FacilityConnection was removed.",
    "FacilityEdge was removed.",
    "FacilityKind was removed.",
    "Field AnswerCaseInput.actionId was removed.",
    "Field AssignCaseInput.actionId was removed.",
    "Field Case.actions was removed.",
    "Field Case.compensation was removed.",
    "Field Case.followers was removed.",
    "Field Case.mergedInto was removed.",
    "Field Case.officerNotes was removed.",
    "Field Case.outcome was removed.",
    "Field Case.oversight was removed.",
    "Field Case.predecessor was removed.",
    "Field Case.progress was removed.",
    "Field Case.raisedTo was removed.",
    "Field Case.rating was removed.",
    "Field Case.similar was removed.",
    "Field Case.successors was removed.",
    "Field CaseNoteInput.actionId was removed.",
    "Field Clock.calendar was removed.",
    "Field Clock.nearAt was removed.",
    "Field ConfirmAnswerInput.actionId was removed.",
    "Field Connector.remoteCounts was removed.",
    "Field ConnectorHealth.circuits was removed.",
    "Field ConnectorHealth.reading was removed.",
    "Field ConnectorHealth.restsUntil was removed.",
    "Field MergeCaseInput.actionId was removed.",
    "Field Mutation.acknowledgeEvents was removed.",
    "Field Mutation.addOfficerNote was removed.",
    "Field Mutation.assignCases was removed.",
    "Field Mutation.claimCase was removed.",
    "Field Mutation.claimCompensation was removed.",
    "Field Mutation.decideCompensation was removed.",
    "Field Mutation.rateAnswer was removed.",
    "Field Mutation.recordCompensationPayment was removed.",
    "Field Mutation.recordConsultation was removed.",
    "Field Mutation.releaseCase was removed.",
    "Field Mutation.reportConsultationFollowUp was removed.",
    "Field Mutation.submitSurvey was removed.",
    "Field Problem.allowed was removed.",
    "Field Problem.current was removed.",
    "Field ProvideInformationInput.actionId was removed.",
    "Field Query._entities was removed.",
    "Field Query._service was removed.",
    "Field Query.consultations was removed.",
    "Field Query.facilities was removed.",
    "Field Query.satisfaction was removed.",
    "Field Query.templates was removed.",
    "Field Query.webhooks was removed.",
    "Field Query.worklist was removed.",
    "Field RaiseProtectionInput.actionId was removed.",
    "Field ReturnCaseInput.actionId was removed.",
    "Field ReturnCaseInput.ownerUnknown was removed.",
    "Field RouteCaseInput.channel was removed.",
    "Field RouteCaseInput.kind was removed.",
    "Field StatisticsResult.firstDay was removed.",
    "Field StatisticsResult.lastDay was removed.",
    "Field StatisticsRow.ageing was removed.",
    "Field StatisticsRow.autoRoutedShare was removed.",
    "Field StatisticsRow.findings was removed.",
    "Field StatisticsRow.hopsPerCase was removed.",
    "Field StatisticsRow.meanRating was removed.",
    "Field StatisticsRow.medianHoursToAnswer was removed.",
    "Field StatisticsRow.medianHoursToVerification was removed.",
    "Field StatisticsRow.merged was removed.",
    "Field StatisticsRow.neverReturnedShare was removed.",
    "Field StatisticsRow.onTime was removed.",
    "Field StatisticsRow.p90HoursToAnswer was removed.",
    "Field StatisticsRow.p90HoursToVerification was removed.",
    "Field StatisticsRow.reopened was removed.",
    "Field StatisticsRow.withdrawn was removed.",
    "Field SubmitCaseInput.origin was removed.",
    "Field SubmitCaseInput.predecessor was removed.",
    "Field SubmitCaseInput.predecessorReceipt was removed.",
    "Field VerifyCaseInput.actionId was removed.",
    "Field Viewer.hub was removed.",
    "Field Webhook.attempts was removed.",
    "FindingCount was removed.",
    "Language was removed.",
    "MergedOutcome was removed.",
    "NoteAudience was removed.",
    "Occupation was removed.",
    "OfficerNote was removed.",
    "OfficerNoteConnection was removed.",
    "OfficerNoteEdge was removed.",
    "OriginInput was removed.",
    "Oversight was removed.",
    "OversightState was removed.",
    "PartyKind was removed.",
    "ProgressQuestion was removed.",
    "ProgressStep was removed.",
    "RateAnswerInput was removed.",
    "RecordConsultationInput was removed.",
    "RemoteCounts was removed.",
    "RemoteStatusCount was removed.",
    "ReporterAct was removed.",
    "RespondentGroup was removed.",
    "RespondentInput was removed.",
    "SatisfactionBand was removed.",
    "SatisfactionDimension was removed.",
    "SatisfactionFilter was removed.",
    "SatisfactionKey was removed.",
    "SatisfactionResult was removed.",
    "SatisfactionRow was removed.",
    "Sex was removed.",
    "SimilarCase was removed.",
    "StepState was removed.",
    "SubmitSurveyInput was removed.",
    "SubmitSurveyResult was removed.",
    "SurveyElement was removed.",
    "SurveyScoresInput was removed.",
    "SurveySubmitted was removed.",
    "Template was removed.",
    "TemplateKind was removed.",
    "Turn was removed.",
    "WaitingFor was removed.",
    "WebhookAttempt was removed.",
    "WebhookAttemptConnection was removed.",
    "WebhookAttemptEdge was removed.",
    "WorkReason was removed.",
    "WorklistConnection was removed.",
    "WorklistEdge was removed.",
    "WorklistFilter was removed.",
    "WorklistItem was removed.",
    "_Any was removed.",
    "_Entity was removed.",
    "_FieldSet was removed.",
    "_Service was removed.",
    "link__Import was removed.",
    "link__Purpose was removed.",
}
"""What the hub serves beyond the contract, as a change from the one to the other would call it."""


@pytest.fixture(scope="session")
def contract() -> GraphQLSchema:
    return build_schema((HERE / "contract.graphql").read_text())


def test_nothing_of_the_contract_is_missing_renamed_or_retyped(
    contract: GraphQLSchema, core: GraphQLSchema
) -> None:
    assert [change.description for change in find_breaking_changes(contract, core)] == []


def test_no_default_of_the_contract_has_changed(contract: GraphQLSchema, core: GraphQLSchema) -> None:
    changes = {change.description for change in find_dangerous_changes(contract, core)}

    assert changes == {
        "An optional argument Query.events(maxBytes:) was added.",
        "An optional field AnswerCaseInput.actionId was added.",
        "An optional field AssignCaseInput.actionId was added.",
        "An optional field CaseNoteInput.actionId was added.",
        "An optional field ConfirmAnswerInput.actionId was added.",
        "An optional field ProvideInformationInput.actionId was added.",
        "An optional field RaiseProtectionInput.actionId was added.",
        "An optional field ReturnCaseInput.actionId was added.",
        "An optional field SubmitCaseInput.origin was added.",
        "An optional field VerifyCaseInput.actionId was added.",
        "Enum value ProblemCode.ALREADY_HERE was added.",
        "Enum value ProblemCode.NOT_AVAILABLE was added.",
    }


def test_what_the_contract_does_not_know_is_named_here(contract: GraphQLSchema, core: GraphQLSchema) -> None:
    assert {change.description for change in find_breaking_changes(core, contract)} == ADDED


def test_a_removed_field_would_be_noticed(contract: GraphQLSchema, core: GraphQLSchema) -> None:
    smaller = build_schema(re.sub(r'  """[^"]*"""\n  copiedAgencies: .*\n', "", print_schema(core)))

    changes = [change.description for change in find_breaking_changes(contract, smaller)]

    assert changes == ["Field Case.copiedAgencies was removed."]


def test_the_committed_file_is_the_served_schema() -> None:
    assert COMMITTED.read_text() == sdl()
