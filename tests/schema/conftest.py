"""The schema, built once for these tests."""

import pytest
from graphql import GraphQLSchema

from hub.resolvers.schema import HubSchema, build


@pytest.fixture(scope="session")
def hub_schema() -> HubSchema:
    return build()


@pytest.fixture(scope="session")
def core(hub_schema: HubSchema) -> GraphQLSchema:
    return hub_schema._schema
