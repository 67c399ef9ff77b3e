"""Answers of single sources and about the caller: civil registry, permits, routing, viewer."""

from datetime import date, datetime

import strawberry

from hub.domain import decision
from hub.domain.caller import SCOPES, Caller
from hub.domain.identity import IdentityAnswer
from hub.domain.permit import PermitReading
from hub.schema.agencies import Agency
from hub.schema.assignments import RoutingReason
from hub.schema.fields import Info, reference, rule
from hub.schema.places import Channel
from hub.schema.problems import SourceFailed
from hub.schema.work_words import IdentityOutcome, RoutingOutcome

_SCOPES = {role: sorted(scope.value for scope in scopes) for role, scopes in SCOPES.items()}


@strawberry.type(description="Who you are to the hub (pengguna API).")
class Viewer:
    """Taken from the credential."""

    agency_code: strawberry.Private[str | None]
    channel_code: strawberry.Private[str | None]
    name: str = rule("caller.name", "Name of the credential (nama kredensial); `anonymous` without one.")
    scopes: list[str] = rule("caller.scopes", "What you may do (hak akses), in alphabetical order.")
    hub: str = rule("origin.own_id", "This hub's own id among hubs (pengenal hub).")

    @reference("directory.agencies", "The agency you act for (instansi).")
    def agency(self, info: Info) -> Agency | None:
        """By its code."""
        return Agency.maybe(info.context.directory, self.agency_code)

    @reference("directory.channels", "The portal you act for (kanal).")
    def channel(self, info: Info) -> Channel | None:
        """By its code."""
        return Channel.known(info.context.directory, self.channel_code) if self.channel_code else None

    @classmethod
    def of(cls, caller: Caller, hub: str) -> "Viewer":
        """From the caller; `hub` is whom they ask."""
        return cls(
            name=caller.name,
            scopes=_SCOPES[caller.role],
            hub=hub,
            agency_code=caller.agency,
            channel_code=caller.channel,
        )


@strawberry.type(description="An agency that may be competent (calon instansi).")
class RoutingCandidate:
    """One proposal of the routing rules."""

    agency_code: strawberry.Private[str]
    confidence: float = rule("routing.route", "How sure the rules are (tingkat keyakinan), 0 to 1.")
    reasons: list[RoutingReason] = rule("routing.route", "Why (alasan).", rows=4)

    @reference("directory.agencies", "The agency (instansi).")
    def agency(self, info: Info) -> Agency:
        """By its code."""
        return Agency.known(info.context.directory, self.agency_code)

    @classmethod
    def of(cls, row: decision.Candidate) -> "RoutingCandidate":
        """From the rules' answer."""
        return cls(
            agency_code=row.agency,
            confidence=row.confidence,
            reasons=[RoutingReason.of(one) for one in row.reasons],
        )


@strawberry.type(description="Who would own a case, and why (penentuan kewenangan).")
class RoutingDecision:
    """A dry run: nothing is stored."""

    agency_code: strawberry.Private[str | None]
    outcome: RoutingOutcome = rule("routing.route", "Whether one agency is clearly competent (hasil).")
    candidates: list[RoutingCandidate] = rule(
        "routing.route", "At most five, best first (calon instansi).", rows=5
    )

    @reference("directory.agencies", "The owner (instansi); null when a coordinator has to choose.")
    def agency(self, info: Info) -> Agency | None:
        """By its code."""
        return Agency.maybe(info.context.directory, self.agency_code)

    @classmethod
    def of(cls, row: decision.Decision) -> "RoutingDecision":
        """From the rules' answer."""
        return cls(
            agency_code=row.agency,
            outcome=row.outcome,
            candidates=[RoutingCandidate.of(one) for one in row.candidates],
        )


@strawberry.type(description="What the civil registry (Dukcapil) says to a comparison; never data.")
class IdentityVerification:
    """An outcome and nothing else."""

    outcome: IdentityOutcome = rule("identity.verify", "Whether it matches (hasil verifikasi).")
    as_of: datetime = rule("identity.verify", "When the registry answered, by the hub's clock (data per).")

    @classmethod
    def of(cls, row: IdentityAnswer) -> "IdentityVerification":
        """From the registry's answer."""
        return cls(outcome=row.outcome, as_of=row.as_of)


@strawberry.type(description="An application for a permit (izin) at a one-stop office (DPMPTSP).")
class Permit:
    """Nothing in it tells who applied."""

    application_number: str = rule("permits.permit", "Number of the application (nomor permohonan).")
    permit_type: str = rule("permits.permit", "What is applied for (jenis izin).")
    stage: str = rule("permits.permit", "The office's own word for the step (tahapan); may be empty.")
    status: str = rule("permits.permit", "The office's own word for the result (status permohonan).")
    submitted_on: date | None = rule("permits.permit", "Day of the application (tanggal permohonan).")
    decided_on: date | None = rule("permits.permit", "Day of the decision (tanggal keputusan).")
    as_of: datetime = rule("permits.permit", "When the office's system was read (data per).")
    stale: bool = rule("permits.permit", "The system did not answer now (data tidak terkini).")

    @classmethod
    def of(cls, found: PermitReading | None) -> "Permit | None":
        """From what the office's system said. Raises `SourceFailed` where it did not answer."""
        if found is not None and found.failure is not None:
            raise SourceFailed(found.source, found.failure)
        if found is None or found.record is None or found.as_of is None:
            return None
        return cls(
            application_number=found.record.application_number,
            permit_type=found.record.permit_type,
            stage=found.record.stage,
            status=found.record.status,
            submitted_on=found.record.submitted_on,
            decided_on=found.record.decided_on,
            as_of=found.as_of,
            stale=found.stale,
        )
