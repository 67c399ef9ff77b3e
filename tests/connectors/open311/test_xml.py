"""XML of strangers: nothing but elements and text, bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.open311.xml import DEEPEST, MOST_ELEMENTS, decoded
from hub.errors import Misunderstood
from tests.connectors.open311.answers import raw


def test_elements_become_a_tree_and_attributes_are_left_out() -> None:
    body = b'<a xmlns="http://wiki.open311.org/GeoReport_v2"><b id="1">x</b><b/><c> <d>0</d> </c></a>'

    assert decoded(body) == {"a": {"b": ["x", None], "c": {"d": "0"}}}


@pytest.mark.parametrize("name", ["services_with_entities.xml", "services_with_an_external_doctype.xml"])
def test_a_document_type_is_refused_before_anything_is_built(name: str) -> None:
    with pytest.raises(Misunderstood, match="XML_WITH_DOCTYPE"):
        decoded(raw(name))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Not Found",
        b"<a><b></a>",
        b'[{"service_request_id": 1}]',
        b"<a>&undeclared;</a>",
        b"<a>\x00</a>",
        b"<a>\xff</a>",
        b'<?xml version="1.0" encoding="klingon"?><a/>',
        b"<a/><b/>",
    ],
)
def test_what_is_no_xml_is_told(body: bytes) -> None:
    with pytest.raises(Misunderstood, match="NO_XML"):
        decoded(body)


@pytest.mark.parametrize("body", [b"<a>" * (DEEPEST + 1), b"<a>" + b"<b/>" * MOST_ELEMENTS, b"<a>" * 300_000])
def test_bombs_of_depth_and_number_end_early(body: bytes) -> None:
    with pytest.raises(Misunderstood, match="XML_TOO_LARGE"):
        decoded(body)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    try:
        decoded(body)
    except Misunderstood:
        return
