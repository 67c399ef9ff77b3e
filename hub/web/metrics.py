"""Figures of this process for Prometheus. Labels are names of ours and codes, nothing of a person."""

from collections.abc import Awaitable, Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from hub.casework.gauging import Gauges
from hub.domain.exchange import CircuitState

DOORS = ("/graphql/stream", "/graphql", "/hooks", "/webhooks", "/open311", "/healthz", "/readyz", "/metrics")
SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0)
STATES = {CircuitState.CLOSED: 0, CircuitState.HALF_OPEN: 1, CircuitState.OPEN: 2}
PATHS = ("ROWS", "COMPILED", "REPLAYED", "INTERPRETED")  # shown from the first moment on
WHOLE = "*"  # the circuit of a peer as a whole

ReadGauges = Callable[[], Awaitable[Gauges]]


class Metrics:
    """Counts in a registry of its own; also what the seam to agencies tells its calls to."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._statuses: dict[tuple[str, int], Counter] = {}
        self._outcomes: dict[tuple[str, str], tuple[Counter, Histogram]] = {}
        self._requests = self._counter("requests", "HTTP requests", "door", "status")
        self._operations = self._counter("operations", "GraphQL operations", "kind", "outcome")
        self._took = self._histogram("operation_seconds", "Time to the answer of a query or mutation", "kind")
        self._shared = self._counter("shared_answers", "Answers of an execution that another request began")
        self.paths = Paths()
        self.registry.register(self.paths)
        self._calls = self._counter(
            "upstream_calls", "Calls to agencies", "connector", "operation", "outcome"
        )
        self._waited = self._histogram("upstream_seconds", "Time of a call", "connector", "operation")
        self._reads = self._counter("live_reads", "Live reads by how", "connector", "operation", "how")
        self._circuit = self._gauge(
            "circuit_state", "0 closed, 1 half open, 2 open", "connector", "operation"
        )
        self._reading = self._gauge("live_reads_in_flight", "Calls of queries under way", "connector")
        self._rests = self._gauge("rest_seconds", "Left of a Retry-After queries comply with", "connector")
        self._deliveries = self._gauge("deliveries", "Messages to agencies, in all", "connector", "state")
        self._inbox = self._gauge("inbox", "What agencies said and is not settled", "state")

    def called(self, connector: str, operation: str, outcome: str, seconds: float) -> None:
        """A call to an agency's system ended."""
        self._calls.labels(connector, operation, outcome).inc()
        self._waited.labels(connector, operation).observe(seconds)

    def read(self, connector: str, operation: str, how: str) -> None:
        """A live read was answered from memory, by a call, or not at all."""
        self._reads.labels(connector, operation, how).inc()

    def answered(self, kind: str, outcome: str, seconds: float) -> None:
        """A query or mutation: OK, PARTIAL, REFUSED (it never ran) or DEADLINE."""
        found = self._outcomes.get((kind, outcome))
        if found is None:
            found = self._operations.labels(kind, outcome), self._took.labels(kind)
            self._outcomes[kind, outcome] = found
        found[0].inc()
        found[1].observe(seconds)

    def shared(self) -> None:
        """A read was answered by the execution of an equal one."""
        self._shared.inc()

    def requested(self, path: str, status: int) -> None:
        """A request got its status; the path counts as the door it belongs to."""
        door = path if path in DOORS else next((door for door in DOORS if path.startswith(door)), "other")
        found = self._statuses.get((door, status))
        if found is None:
            found = self._statuses[door, status] = self._requests.labels(door, status)
        found.inc()

    def exposed(self, gauges: Gauges) -> bytes:
        """Everything as text, with what is so at this moment."""
        for gauge in (self._circuit, self._reading, self._rests, self._deliveries, self._inbox):
            gauge.clear()
        for one in gauges.connectors:
            self._deliveries.labels(one.name, "pending").set(one.pending)
            self._deliveries.labels(one.name, "dead").set(one.dead)
            self._reading.labels(one.name).set(one.reading)
            self._rests.labels(one.name).set(one.rests)
            for circuit in one.circuits:
                self._circuit.labels(one.name, circuit.operation or WHOLE).set(STATES[circuit.state])
        for state, size in gauges.inbox.items():
            self._inbox.labels(state.lower()).set(size)
        return generate_latest(self.registry)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"hub_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"hub_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"hub_{name}", text, labels, registry=self.registry, buckets=SECONDS)


class Paths(Collector):
    """`hub_engine_operations_total`: how the engine answered. It counts by itself, without this library."""

    def __init__(self) -> None:
        self.counted: Mapping[str, int] = {}

    def collect(self) -> Iterator[Metric]:
        """The counts of this moment."""
        text = "GraphQL operations by how the engine answered"
        family = CounterMetricFamily("hub_engine_operations", text, labels=["path"])
        for path in sorted({*PATHS, *self.counted}):
            family.add_metric([path], self.counted.get(path, 0))
        yield family
