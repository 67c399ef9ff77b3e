"""Reading `Accept`."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.web.negotiation import MULTIPART, SSE, parse_accept

NEW, OLD = "application/graphql-response+json", "application/json"


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, OLD),
        ("", OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        (NEW, NEW),
        (f"{NEW}; charset=utf-8, {OLD}", NEW),
        (f"{OLD}, {NEW}", OLD),
        (f"{OLD};q=0.8, {NEW};q=0.9", NEW),
        (f"{OLD};q=0, */*", NEW),
        (f"{NEW}, */*;q=0.1", NEW),
        ("text/html, application/xhtml+xml, */*;q=0.8", OLD),
        ("text/csv", None),
        (f"{OLD};q=nonsense", None),
        ("APPLICATION/JSON", OLD),
    ],
)
def test_the_answer_has_the_type_the_client_wants_most(header: str | None, chosen: str | None) -> None:
    assert parse_accept(header).answer_type == chosen


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ('multipart/mixed;boundary="graphql";subscriptionSpec="1.0", application/json', True),
        ("multipart/mixed;subscriptionSpec=1.0", True),
        ('multipart/mixed;boundary="a,b";subscriptionSpec="1.0"', True),
        ("multipart/mixed;deferSpec=20220824", False),
        ("multipart/mixed", False),
        ("*/*", False),
    ],
)
def test_multipart_is_spoken_only_with_those_who_ask_for_its_subscription_protocol(
    header: str, takes: bool
) -> None:
    assert parse_accept(header).takes_multipart() is takes


def test_a_stream_is_chosen_by_weight_then_by_order() -> None:
    assert parse_accept(f"{SSE};q=0.5, {MULTIPART}").best((SSE, MULTIPART)) == MULTIPART
    assert parse_accept(f"{MULTIPART}, {SSE}").best((SSE, MULTIPART)) == MULTIPART


@settings(deadline=None)
@given(st.text())
def test_no_header_is_unreadable(header: str) -> None:
    assert parse_accept(header).weight("text/html") >= 0


@pytest.mark.parametrize("header", ['"' * 60_000, '",' * 30_000, "a/b;" * 15_000, ";q=" * 20_000])
def test_a_hostile_header_costs_nothing(header: str) -> None:
    started = time.process_time()
    parse_accept(header).best((SSE, MULTIPART, OLD))

    assert time.process_time() - started < 0.05
