"""How a connector fares, and what its system counts itself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import strawberry

from hub.domain.exchange import CircuitState, Counts
from hub.domain.visible import VisibleCircuit, VisibleConnectorHealth
from hub.schema.case_words import CaseStatus
from hub.schema.enum_values import public
from hub.schema.fields import column, rule
from hub.schema.work_words import HealthState

public(
    CircuitState,
    "Whether an agency's system is called (status sirkuit).",
    CLOSED="It is called (tersambung).",
    OPEN="Too many calls failed: it is left alone for a while (terputus).",
    HALF_OPEN="One call at a time, to see whether it answers again (percobaan).",
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included."""

    first: date
    last: date


FirstDay = Annotated[
    date, strawberry.argument(name="from", description="First day of receipt (mulai tanggal).")
]
LastDay = Annotated[
    date,
    strawberry.argument(description="Last day of receipt, inclusive (sampai tanggal); at most a year later."),
]


def period(from_: FirstDay, to: LastDay) -> Period:
    """Arguments of `Connector.remoteCounts`."""
    return Period(from_, to)


@strawberry.type(description="Whether one operation of an agency's system is called (status sirkuit).")
class Circuit:
    """As the process that answers sees it: every process learns by its own calls."""

    operation: str | None = rule(
        "Circuits.shown", "Which operation (operasi), for example fetch; null: the system as a whole."
    )
    state: CircuitState = rule("Circuits.shown", "How it stands (status).")
    open_until: datetime | None = rule(
        "Circuits.shown", "When it is tried again (dicoba lagi pada); null: it is tried."
    )

    @classmethod
    def of(cls, row: VisibleCircuit) -> "Circuit":
        """From what casework saw."""
        return cls(operation=row.operation, state=CircuitState(row.state), open_until=row.open_until)


@strawberry.type(description="How a connector fares (kesehatan konektor).")
class ConnectorHealth:
    """Counted from the deliveries; no agency is called."""

    state: HealthState = column("connector_health.state", "How the agency's system answers (status).")
    last_success_at: datetime | None = column(
        "connector_health.last_success_at", "When a call last succeeded (terakhir berhasil)."
    )
    last_error: str | None = column(
        "connector_health.last_error", "Code of the last failure (kode galat terakhir)."
    )
    pending: int = column("deliveries", "Messages that wait or are being sent (antrean).")
    dead: int = column(
        "deliveries", "Messages that failed for good and wait for an operator (gagal permanen)."
    )
    lag_seconds: int | None = column(
        "connector_health.lag_seconds",
        "Age of the oldest message that still waits for the system (keterlambatan), in seconds; null: none "
        "waits.",
    )
    circuits: list[Circuit] = rule(
        "Circuits.shown",
        "Which of its operations are called (sirkuit): the system as a whole, then by name. As the process "
        "that answers sees it.",
        rows=5,
    )
    reading: int = rule(
        "LiveReads.in_flight",
        "Calls of queries to it that are under way (pembacaan berjalan), in this process.",
    )
    rests_until: datetime | None = rule(
        "Circuits.resting", "Until when it asked queries to leave it alone (jeda sampai); null: it did not."
    )

    @classmethod
    def of(cls, row: VisibleConnectorHealth) -> "ConnectorHealth":
        """From what casework counted."""
        return cls(
            state=HealthState(row.state),
            last_success_at=row.last_success_at,
            last_error=row.last_error,
            pending=row.pending,
            dead=row.dead,
            lag_seconds=row.lag_seconds,
            circuits=[Circuit.of(one) for one in row.circuits],
            reading=row.reading,
            rests_until=row.rests_until,
        )


@strawberry.type(description="Cases of an agency's system under one of its words (jumlah per status).")
class RemoteStatusCount:
    """A row of `RemoteCounts`."""

    status_text: str = rule("connector mapping", "The agency's own word (status asli), untranslated.")
    status: CaseStatus | None = rule(
        "connector mapping", "What that word means here (padanan status); null when it is unknown."
    )
    cases: int = rule("connector mapping", "How many cases stand under it (jumlah laporan).")


@strawberry.type(
    description="What an agency's system counts itself (statistik di sistem instansi), read live."
)
class RemoteCounts:
    """The agency's figures, not the hub's: cases it received on any way."""

    from_: date = rule("CountsCases.counts", "First day of receipt (mulai tanggal).", name="from")
    to: date = rule("CountsCases.counts", "Last day of receipt, inclusive (sampai tanggal).")
    total: int = rule("CountsCases.counts", "All cases of the period (jumlah laporan).")
    by_status: list[RemoteStatusCount] = rule(
        "CountsCases.counts", "By the words of the system (per status).", rows=8
    )
    as_of: datetime = rule("CountsCases.counts", "When the hub read them (data per).")
    stale: bool = rule(
        "LiveReads.ask", "The system did not answer now, or is being asked (data tidak terkini)."
    )

    @classmethod
    def of(cls, row: Counts, as_of: datetime, stale: bool) -> "RemoteCounts":
        """From the agency's answer, now or earlier."""
        return cls(
            from_=row.first,
            to=row.last,
            total=row.total,
            by_status=[
                RemoteStatusCount(status_text=one.status_text, status=one.status, cases=one.cases)
                for one in row.by_status
            ],
            as_of=as_of,
            stale=stale,
        )
