"""The schema, built once for these tests."""

import time
from collections.abc import Callable

import pytest
from graphql import GraphQLSchema

from hub.resolvers.schema import HubSchema, build


@pytest.fixture(scope="session")
def hub_schema() -> HubSchema:
    return build()


@pytest.fixture(scope="session")
def core(hub_schema: HubSchema) -> GraphQLSchema:
    return hub_schema._schema


@pytest.fixture(scope="session")
def cpu_seconds() -> Callable[[Callable[[], object]], float]:
    """Processor time of the best of three runs: what the work itself takes, without the neighbours."""

    def measure(work: Callable[[], object]) -> float:
        spent = []
        for _ in range(3):
            started = time.process_time()
            work()
            spent.append(time.process_time() - started)
        return min(spent)

    return measure
