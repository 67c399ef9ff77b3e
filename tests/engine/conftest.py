"""One schema for all tests; its data is each test's own."""

import pytest

from tests.engine.harbour import Port


@pytest.fixture
def port(_port: Port) -> Port:
    """The invented schema, its engine counting from zero."""
    _port.engine.counted.clear()
    return _port


@pytest.fixture(scope="session")
def _port() -> Port:
    return Port()
