"""Who may ask for what: one table over every field of the public schema.

A rule is a set of scopes of which one suffices. Rows and texts are narrowed further by casework, per caller.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.language import FragmentDefinitionNode

from hub.domain.caller import Scope

Rule = frozenset[Scope]

EVERYBODY: Rule = frozenset()


def any_of(*scopes: Scope) -> Rule:
    """One of these suffices."""
    return frozenset(scopes)


_READ = any_of(Scope.CASES_READ)
_EVENTS = any_of(Scope.EVENTS_READ, Scope.CASES_READ)
_REPORTER = any_of(Scope.CASES_REPORTER)
_TRIAGE = any_of(Scope.CASES_TRIAGE)
_HANDLE = any_of(Scope.CASES_HANDLE)
_DESK = any_of(Scope.CASES_TRIAGE, Scope.CASES_HANDLE)
_WEBHOOKS = any_of(Scope.WEBHOOKS_MANAGE)
SCHEMA = any_of(Scope.SCHEMA_READ)

POLICY: Mapping[str, Rule] = {
    "Query.__schema": SCHEMA,
    "Query.__type": SCHEMA,
    "Query._service": SCHEMA,
    "Query._entities": EVERYBODY,  # what is asked of an entity has its own rule
    "Query.node": EVERYBODY,  # likewise
    "Query.nodes": EVERYBODY,
    "Query.viewer": EVERYBODY,
    "Query.case": _READ,
    "Query.caseByReceipt": _READ,
    "Query.cases": _READ,
    "Query.events": any_of(Scope.EVENTS_READ),
    "Query.worklist": _DESK,
    "Query.templates": _DESK,
    "Query.agency": EVERYBODY,
    "Query.agencies": EVERYBODY,
    "Query.facilities": any_of(Scope.CASES_SUBMIT, Scope.CASES_READ),  # it costs a call to a system
    "Query.region": EVERYBODY,
    "Query.topics": EVERYBODY,
    "Query.connectors": any_of(Scope.CONNECTORS_READ),
    "Query.routeCase": EVERYBODY,
    "Query.webhooks": _WEBHOOKS,
    "Query.statistics": any_of(Scope.STATISTICS_READ),
    "Query.satisfaction": any_of(Scope.STATISTICS_READ),
    "Query.consultations": EVERYBODY,  # public minutes
    "Query.verifyIdentity": any_of(Scope.IDENTITY_VERIFY),
    "Query.permit": any_of(Scope.PERMITS_READ),
    "Mutation.submitCase": any_of(Scope.CASES_SUBMIT),
    "Mutation.provideInformation": _REPORTER,
    "Mutation.contestAnswer": _REPORTER,
    "Mutation.confirmAnswer": _REPORTER,
    "Mutation.rateAnswer": _REPORTER,
    "Mutation.withdrawCase": _REPORTER,
    "Mutation.raiseProtection": any_of(Scope.CASES_REPORTER, Scope.CASES_TRIAGE),
    "Mutation.verifyCase": _TRIAGE,
    "Mutation.requestInformation": any_of(Scope.CASES_TRIAGE, Scope.CASES_HANDLE),
    "Mutation.assignCase": _TRIAGE,
    "Mutation.assignCases": _TRIAGE,
    "Mutation.claimCase": _DESK,
    "Mutation.releaseCase": _DESK,
    "Mutation.addOfficerNote": _DESK,
    "Mutation.acceptCase": _HANDLE,
    "Mutation.acknowledgeEvents": _HANDLE,
    "Mutation.returnCase": _HANDLE,
    "Mutation.reportProgress": _HANDLE,
    "Mutation.answerCase": _HANDLE,
    "Mutation.closeCase": _TRIAGE,
    "Mutation.archiveCase": _TRIAGE,
    "Mutation.reopenCase": any_of(Scope.CASES_REPORTER, Scope.CASES_TRIAGE),
    "Mutation.mergeCase": _TRIAGE,
    "Mutation.escalateCase": any_of(Scope.CASES_REPORTER, Scope.CASES_TRIAGE),
    "Mutation.claimCompensation": _REPORTER,
    "Mutation.decideCompensation": any_of(Scope.CASES_TRIAGE, Scope.CASES_HANDLE),
    "Mutation.recordCompensationPayment": any_of(Scope.CASES_TRIAGE, Scope.CASES_HANDLE),
    "Mutation.redeliver": any_of(Scope.DELIVERIES_MANAGE),
    "Mutation.submitSurvey": any_of(Scope.CASES_SUBMIT),
    "Mutation.recordConsultation": any_of(Scope.CONSULTATIONS_WRITE),
    "Mutation.reportConsultationFollowUp": any_of(Scope.CONSULTATIONS_WRITE),
    "Mutation.registerWebhook": _WEBHOOKS,
    "Mutation.rotateWebhookSecret": _WEBHOOKS,
    "Mutation.deleteWebhook": _WEBHOOKS,
    "Mutation.replayWebhook": _WEBHOOKS,
    "Subscription.caseEvents": any_of(Scope.EVENTS_READ),
    "Node.*": EVERYBODY,  # an id says nothing by itself
    "Case.*": _READ,  # `reporter` too: null, not an error, for whom it is not meant
    "Case.officerNotes": _DESK,  # whom a note is meant for is decided per note
    "Case.followers": _TRIAGE,  # others who follow learn nothing of each other
    "MergedOutcome.*": _READ,
    "Case.similar": _TRIAGE,
    "SimilarCase.*": _TRIAGE,
    "CaseEdge.*": _READ,
    "CaseConnection.*": _READ,
    "CaseSubmitted.*": _READ,
    "CaseChanged.*": _READ,
    "CaseProgress.*": _READ,
    "ProgressStep.*": _READ,
    "ProgressQuestion.*": _READ,
    "EventsAcknowledged.*": _HANDLE,
    "AssignRow.*": _TRIAGE,
    "WorklistItem.*": _DESK,
    "WorklistEdge.*": _DESK,
    "WorklistConnection.*": _DESK,
    "CaseClaim.*": _DESK,
    "CaseClaimChanged.*": _DESK,
    "OfficerNote.*": _DESK,
    "OfficerNoteEdge.*": _DESK,
    "OfficerNoteConnection.*": _DESK,
    "Template.*": _DESK,
    "Assignment.*": _READ,
    "Delivery.*": _READ,
    "Clock.*": _READ,
    "Oversight.*": _READ,
    "Compensation.*": _READ,
    "Attachment.*": _READ,
    "Reporter.*": _READ,
    "ExternalRecord.*": _READ,
    "CaseEvent.*": _EVENTS,
    "CaseEvent.case": _READ,
    "CaseEventEdge.*": _EVENTS,
    "CaseEventConnection.*": _EVENTS,
    "Agency.*": EVERYBODY,
    "Agency.cases": _READ,
    "Agency.connector": any_of(Scope.CONNECTORS_READ),
    "AgencyEdge.*": EVERYBODY,
    "AgencyConnection.*": EVERYBODY,
    "Connector.*": any_of(Scope.CONNECTORS_READ),
    "ConnectorHealth.*": any_of(Scope.CONNECTORS_READ),
    "Circuit.*": any_of(Scope.CONNECTORS_READ),
    "RemoteCounts.*": any_of(Scope.CONNECTORS_READ),
    "RemoteStatusCount.*": any_of(Scope.CONNECTORS_READ),
    "Facility.*": EVERYBODY,
    "FacilityEdge.*": EVERYBODY,
    "FacilityConnection.*": EVERYBODY,
    "Region.*": EVERYBODY,
    "Topic.*": EVERYBODY,
    "Channel.*": EVERYBODY,
    "GeoPoint.*": EVERYBODY,
    "PageInfo.*": EVERYBODY,
    "Problem.*": EVERYBODY,
    "Viewer.*": EVERYBODY,
    "RoutingDecision.*": EVERYBODY,
    "RoutingCandidate.*": EVERYBODY,
    "RoutingReason.*": EVERYBODY,
    "StatisticsResult.*": any_of(Scope.STATISTICS_READ),
    "StatisticsRow.*": any_of(Scope.STATISTICS_READ),
    "StatisticsKey.*": any_of(Scope.STATISTICS_READ),
    "ClockShare.*": any_of(Scope.STATISTICS_READ),
    "CaseAge.*": any_of(Scope.STATISTICS_READ),
    "FindingCount.*": any_of(Scope.STATISTICS_READ),
    "SatisfactionResult.*": any_of(Scope.STATISTICS_READ),
    "SatisfactionRow.*": any_of(Scope.STATISTICS_READ),
    "SatisfactionKey.*": any_of(Scope.STATISTICS_READ),
    "ElementMean.*": any_of(Scope.STATISTICS_READ),
    "RespondentGroup.*": any_of(Scope.STATISTICS_READ),
    "SurveySubmitted.*": any_of(Scope.CASES_SUBMIT),
    "Consultation.*": EVERYBODY,
    "ConsultationParty.*": EVERYBODY,
    "ConsultationAgreement.*": EVERYBODY,
    "ConsultationFollowUp.*": EVERYBODY,
    "ConsultationEdge.*": EVERYBODY,
    "ConsultationConnection.*": EVERYBODY,
    "ConsultationRecorded.*": EVERYBODY,
    "IdentityVerification.*": any_of(Scope.IDENTITY_VERIFY),
    "Permit.*": any_of(Scope.PERMITS_READ),
    "Webhook.*": _WEBHOOKS,
    "WebhookAttempt.*": _WEBHOOKS,
    "WebhookAttemptEdge.*": _WEBHOOKS,
    "WebhookAttemptConnection.*": _WEBHOOKS,
    "WebhookRegistered.*": _WEBHOOKS,
    "WebhookDeleted.*": _WEBHOOKS,
    "WebhookReplay.*": _WEBHOOKS,
    "_Service.*": SCHEMA,
}
"""`Type.field`, or `Type.*` for every field of the type that is not named itself."""


@dataclass(frozen=True, slots=True)
class Need:
    """A rule an operation must satisfy, and the first field that demands it."""

    rule: Rule
    coordinate: str


def rule_of(coordinate: str, policy: Mapping[str, Rule] = POLICY) -> Rule:
    """The rule of a field. Raises `KeyError` when there is none."""
    rule = policy.get(coordinate)
    return rule if rule is not None else policy[coordinate.partition(".")[0] + ".*"]


def needs_of(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    policy: Mapping[str, Rule] = POLICY,
) -> tuple[Need, ...]:
    """What a valid operation demands, each rule once; every fragment is looked at once."""
    found: dict[Rule, str] = {}
    for coordinate in _coordinates(schema, operation, fragments):
        found.setdefault(rule_of(coordinate, policy), coordinate)
    return tuple(Need(rule, coordinate) for rule, coordinate in found.items() if rule)


def _coordinates(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[str]:
    root = cast("GraphQLNamedType", schema.get_root_type(operation.operation))
    waiting: list[tuple[SelectionSetNode, GraphQLNamedType]] = [(operation.selection_set, root)]
    seen: set[str] = set()
    while waiting:
        selected, parent = waiting.pop()
        for one in selected.selections:
            if isinstance(one, FieldNode):
                yield from _field(one, parent, waiting)
            elif isinstance(one, InlineFragmentNode):
                on = schema.type_map[one.type_condition.name.value] if one.type_condition else parent
                waiting.append((one.selection_set, on))
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
                seen.add(one.name.value)
                fragment = fragments[one.name.value]
                waiting.append((fragment.selection_set, schema.type_map[fragment.type_condition.name.value]))


def _field(
    node: FieldNode, parent: GraphQLNamedType, waiting: list[tuple[SelectionSetNode, GraphQLNamedType]]
) -> Iterator[str]:
    name = node.name.value
    if name == "__typename":
        return
    yield f"{parent.name}.{name}"
    if node.selection_set is not None and not name.startswith("__"):
        waiting.append((node.selection_set, get_named_type(cast("Any", parent).fields[name].type)))
