"""What of a failure reaches a client, and what reaches the log."""

import logging
from itertools import count

import pytest
from graphql import GraphQLError

from hub.errors import (
    Busy,
    Conflict,
    CredentialFault,
    NotAvailable,
    NotEntitled,
    Refused,
    ResyncRequired,
    RuleViolation,
    Throttled,
)
from hub.resolvers.failures import published
from hub.schema.problems import SourceFailed
from tests.harness import PORTAL, Hub
from tests.resolvers.operations import ONE, SUBMIT, submission

SECRET = "postgresql://hub:geheim@db.example/hub NIK 6201010101900001"


def one(cause: Exception) -> GraphQLError:
    numbers = count(1)
    error = GraphQLError(str(cause), path=["case", "records", 0], original_error=cause)
    return published([error], lambda: f"id-{next(numbers)}")[0]


@pytest.mark.parametrize(
    ("cause", "message", "extensions"),
    [
        (RuleViolation("INVALID", "too long", "title"), "too long", {"code": "INVALID", "field": "title"}),
        (RuleViolation("NOT_FOUND", "no such case"), "no such case", {"code": "NOT_FOUND"}),
        (
            Conflict(3),
            "the case has changed; it is at version 3 now",
            {"code": "CONFLICT", "field": "expectedVersion"},
        ),
        (NotEntitled("cannot read"), "cannot read", {"code": "FORBIDDEN"}),
        (NotAvailable("not served yet"), "not served yet", {"code": "NOT_AVAILABLE"}),
        (ResyncRequired("not of this feed"), "not of this feed", {"code": "RESYNC_REQUIRED"}),
    ],
)
def test_what_a_client_can_understand_is_told(
    cause: Exception, message: str, extensions: dict[str, str]
) -> None:
    error = one(cause)

    assert (error.message, error.extensions, error.path) == (message, extensions, ["case", "records", 0])


@pytest.mark.parametrize(
    ("cause", "retryable"),
    [(Throttled(SECRET), True), (CredentialFault(SECRET), False), (Refused(SECRET), False)],
)
def test_a_failed_system_is_named_without_its_words(cause: Throttled, retryable: bool) -> None:
    error = one(SourceFailed("lapornurani", cause))

    assert error.message == "an agency's system does not answer as agreed"
    assert error.extensions == {
        "code": "UPSTREAM_UNAVAILABLE",
        "errorId": "id-1",
        "source": "lapornurani",
        "retryable": retryable,
    }


@pytest.mark.parametrize("cause", [ValueError(SECRET), Busy(SECRET), KeyError(SECRET), Throttled(SECRET)])
def test_the_text_of_an_unforeseen_failure_reaches_neither_client_nor_log(
    cause: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = one(cause)

    assert (error.extensions or {})["errorId"] == "id-1"
    assert "id-1" in caplog.text
    assert "geheim" not in caplog.text + str(error) + str(error.formatted)
    assert error.original_error is None


def test_the_log_says_where_it_broke(caplog: pytest.LogCaptureFixture) -> None:
    def deep() -> None:
        raise ValueError(SECRET)

    try:
        deep()
    except ValueError as broken:
        one(broken)

    assert "id-1 ValueError at case.records.0" in caplog.text
    assert " deep" in caplog.text


async def test_a_store_that_fails_is_an_internal_error_with_a_number(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    async with hub.tools.db._writer.begin() as conn:
        await conn.exec_driver_sql("ALTER TABLE cases RENAME TO lost")

    answer = await hub.answer(ONE, PORTAL, number="H-0000-0000-0000")
    submitted = await hub.answer(SUBMIT, PORTAL, input=submission())

    for result in (answer, submitted):
        assert [error.message for error in result.errors or []] == ["internal error"]
        told = dict((result.errors or [])[0].extensions or {})
        assert told["code"] == "INTERNAL"
        assert str(told["errorId"]) in caplog.text
    assert "Pelapor Contoh" not in caplog.text
    assert "KTP elektronik" not in caplog.text


async def test_a_variable_that_does_not_fit_has_a_code_and_nothing_runs(hub: Hub) -> None:
    answer = await hub.answer(
        "query ($n: Int!) { agencies(first: $n) { edges { cursor } } }", PORTAL, n="many"
    )

    assert answer.data is None
    assert [((error.extensions or {})["code"], error.path) for error in answer.errors or []] == [
        ("BAD_USER_INPUT", None)
    ]


async def test_at_most_ten_errors_are_answered(hub: Hub) -> None:
    text = "query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }"

    answer = await hub.answer(text, PORTAL, of=["x"] * 30)

    assert len(answer.errors or []) == 10
