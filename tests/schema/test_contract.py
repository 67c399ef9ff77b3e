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
    "Argument Query.events(maxBytes:) was removed.",
    "AttemptOutcome was removed.",
    "Circuit was removed.",
    "CircuitState was removed.",
    "Directive @key was removed.",
    "Directive @link was removed.",
    "Enum value ProblemCode.ALREADY_HERE was removed.",
    "Enum value ProblemCode.NOT_AVAILABLE was removed.",
    "EventsAcknowledged was removed.",
    "Facility was removed.",
    "FacilityConnection was removed.",
    "FacilityEdge was removed.",
    "FacilityKind was removed.",
    "Field AnswerCaseInput.actionId was removed.",
    "Field AssignCaseInput.actionId was removed.",
    "Field CaseNoteInput.actionId was removed.",
    "Field ConfirmAnswerInput.actionId was removed.",
    "Field Case.oversight was removed.",
    "Field Connector.remoteCounts was removed.",
    "Oversight was removed.",
    "OversightState was removed.",
    "Field ConnectorHealth.circuits was removed.",
    "Field ConnectorHealth.reading was removed.",
    "Field ConnectorHealth.restsUntil was removed.",
    "Field Mutation.acknowledgeEvents was removed.",
    "Field ProvideInformationInput.actionId was removed.",
    "Field Query._entities was removed.",
    "Field Query._service was removed.",
    "Field Query.facilities was removed.",
    "Field Query.webhooks was removed.",
    "Field RaiseProtectionInput.actionId was removed.",
    "Field ReturnCaseInput.actionId was removed.",
    "Field SubmitCaseInput.origin was removed.",
    "Field VerifyCaseInput.actionId was removed.",
    "Field Viewer.hub was removed.",
    "Field Webhook.attempts was removed.",
    "OriginInput was removed.",
    "RemoteCounts was removed.",
    "RemoteStatusCount was removed.",
    "WebhookAttempt was removed.",
    "WebhookAttemptConnection was removed.",
    "WebhookAttemptEdge was removed.",
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
