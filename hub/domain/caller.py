"""Who asks: the credential behind a request, as the rules see it."""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What kind of credential it is. Each role has a fixed set of scopes, see `SCOPES`."""

    ANONYMOUS = "ANONYMOUS"  # no credential: public reference data only
    PORTAL = "PORTAL"  # front-end of a regional portal: hands in, follows its own channel's cases
    OFFICER = "OFFICER"  # pejabat penghubung of one agency
    COORDINATOR = "COORDINATOR"  # verifies, assigns and adjudicates for a region
    ANALYST = "ANALYST"  # ministry: figures only
    PEER = "PEER"  # another hub, or the feed of a system: hands in what was taken there
    PARTNER = "PARTNER"  # integration partner: events of public cases of a region
    ADMIN = "ADMIN"  # operator of the hub: deliveries and connectors, never identities


class Scope(Enum):
    """One right. A field or operation of the schema names the scope it needs in the policy table."""

    REFERENCE_READ = "reference:read"
    CASES_SUBMIT = "cases:submit"
    CASES_FEDERATE = "cases:federate"  # hands in cases that were taken elsewhere, with their origin
    CASES_READ = "cases:read"
    CASES_REPORTER = "cases:reporter"  # acts for the reporter (provide, contest, confirm, withdraw, raise)
    CASES_TRIAGE = "cases:triage"  # verify, assign, archive, close, merge
    CASES_HANDLE = "cases:handle"  # accept, return, progress, answer
    EVENTS_READ = "events:read"
    REPORTER_READ = "reporter:read"  # identity of a NAMED reporter of an own case
    STATISTICS_READ = "statistics:read"
    CONSULTATIONS_WRITE = "consultations:write"  # minutes of public forums, and what became of them
    IDENTITY_VERIFY = "identity:verify"
    PERMITS_READ = "permits:read"
    CONNECTORS_READ = "connectors:read"
    DELIVERIES_MANAGE = "deliveries:manage"
    WEBHOOKS_MANAGE = "webhooks:manage"
    SCHEMA_READ = "schema:read"  # introspection in the production profile


_EVERYBODY = {Scope.REFERENCE_READ}
_INSIDER = {*_EVERYBODY, Scope.SCHEMA_READ, Scope.CONNECTORS_READ}

SCOPES: dict[Role, frozenset[Scope]] = {
    Role.ANONYMOUS: frozenset(_EVERYBODY),
    Role.PORTAL: frozenset(
        {
            *_INSIDER,
            Scope.CASES_SUBMIT,
            Scope.CASES_READ,
            Scope.CASES_REPORTER,
            Scope.EVENTS_READ,
            Scope.IDENTITY_VERIFY,
            Scope.PERMITS_READ,
        }
    ),
    Role.PEER: frozenset(
        {
            *_INSIDER,
            Scope.CASES_SUBMIT,
            Scope.CASES_FEDERATE,
            Scope.CASES_READ,
            Scope.CASES_REPORTER,
            Scope.EVENTS_READ,
        }
    ),
    Role.OFFICER: frozenset(
        {
            *_INSIDER,
            Scope.CASES_READ,
            Scope.CASES_HANDLE,
            Scope.EVENTS_READ,
            Scope.REPORTER_READ,
            Scope.STATISTICS_READ,
            Scope.CONSULTATIONS_WRITE,
            Scope.PERMITS_READ,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            *_INSIDER,
            Scope.CASES_READ,
            Scope.CASES_TRIAGE,
            Scope.EVENTS_READ,
            Scope.REPORTER_READ,
            Scope.STATISTICS_READ,
            Scope.CONSULTATIONS_WRITE,
            Scope.DELIVERIES_MANAGE,
            Scope.PERMITS_READ,
        }
    ),
    Role.ANALYST: frozenset({*_INSIDER, Scope.STATISTICS_READ}),
    Role.PARTNER: frozenset({*_INSIDER, Scope.CASES_READ, Scope.EVENTS_READ, Scope.WEBHOOKS_MANAGE}),
    Role.ADMIN: frozenset(
        {
            *_INSIDER,
            Scope.CASES_READ,
            Scope.EVENTS_READ,
            Scope.STATISTICS_READ,
            Scope.DELIVERIES_MANAGE,
            Scope.WEBHOOKS_MANAGE,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """The party behind a request. Built only by the authentication door and by the hub itself.

    `subject` identifies the credential; idempotency keys are scoped to it. `region` bounds a coordinator
    or partner, `agency` an officer, `channel` a portal or peer.
    """

    subject: str
    name: str
    role: Role
    agency: str | None = None
    channel: str | None = None
    region: str | None = None
    former: frozenset[str] = frozenset()  # codes that the agency had before a re-organisation
    national: bool = False  # a key of the coordinating agency of the whole country, bound to no region

    def is_of(self, agency: str | None) -> bool:
        """Whether that code, today's or a former one, is the caller's agency."""
        return agency is not None and (agency == self.agency or agency in self.former)

    @property
    def scopes(self) -> frozenset[Scope]:
        """Everything the role permits."""
        return SCOPES[self.role]

    def may(self, scope: Scope) -> bool:
        """Whether the role carries the right."""
        return scope in SCOPES[self.role]


ANONYMOUS = Caller(subject="anonymous", name="anonymous", role=Role.ANONYMOUS)
