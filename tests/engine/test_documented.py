"""What the documents and the benchmarks show is compiled, and answered as the reference answers it."""

from graphql import OperationType

from hub.engine.engine import Interpreted
from hub.resolvers.schema import build
from tests.engine.documented import documented, operations

LOOKS_AT_THE_SCHEMA = ("__schema", "__type", "_service", "_entities")


def test_every_documented_query_is_compiled() -> None:
    schema = build(open_introspection=True)
    kinds: dict[OperationType, int] = dict.fromkeys(OperationType, 0)
    left: dict[str, str] = {}
    for place, text in documented().items():
        for operation in operations(text):
            kinds[operation.operation] += 1
            if operation.operation is not OperationType.QUERY:
                continue
            asked = schema.reader.read(text, operation.name.value if operation.name else None).asked
            for value in (True, False):
                plan = schema.engine.plan(asked, dict.fromkeys(asked.conditions, value))
                if isinstance(plan, Interpreted):
                    left[place] = plan.why
    assert kinds[OperationType.QUERY] >= 15
    assert [why for why in left.values() if not why.endswith(LOOKS_AT_THE_SCHEMA)] == []
