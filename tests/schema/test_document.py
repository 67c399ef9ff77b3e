"""Limits that hold for every document before its names are even looked up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.schema.document import read
from hub.schema.limits import Limits
from hub.schema.refusals import Refused

LIMITS = Limits()


def code(text: str, limits: Limits = LIMITS) -> str | None:
    """The code of the refusal, None when the document passes."""
    try:
        read(text, limits)
    except Refused as refused:
        return str((refused.errors[0].extensions or {})["code"])
    return None


def nested(levels: int) -> str:
    return "{ a " * levels + "}" * levels


@pytest.mark.parametrize(
    ("fits", "exceeds", "expected"),
    [
        ("{ a #" + "x" * 9_993 + "\n}", "{ a #" + "x" * 9_994 + "\n}", "TOO_LARGE"),
        ("{" + " a" * 10 + "}", "{" + " a" * 11 + "}", "TOO_COMPLEX"),
        ("{" + "".join(f" a{n}: b" for n in range(10)) + "}", "{" + "".join(f" a{n}: b" for n in range(11)) + "}", "TOO_COMPLEX"),
        (nested(10), nested(11), "TOO_DEEP"),
        ("{ a { " + " ".join(f"x{n}: b" for n in range(15)) + "} }", "{ a { " + " ".join(f"x{n}: b" for n in range(16)) + "} }", "TOO_COMPLEX"),
        ("{ a" + " @b" * 20 + "}", "{ a" + " @b" * 21 + "}", "TOO_COMPLEX"),
        ("{ a {" + " ...F" * 50 + "} } fragment F on T { b }", "{ a {" + " ...F" * 51 + "} } fragment F on T { b }", "TOO_COMPLEX"),
        ("{ a { " + "b " * 10 + "} }", "{ a { " + "b " * 11 + "} }", "TOO_COMPLEX"),
        ("{ a { " + "... { b } " * 10 + "} }", "{ a { " + "... { b } " * 11 + "} }", "TOO_COMPLEX"),
        ("{ a(b: " + "1" * 64 + ") }", "{ a(b: " + "1" * 65 + ") }", "INVALID"),
        ("{ a(b: 1." + "1" * 62 + ") }", "{ a(b: 1." + "1" * 63 + ") }", "INVALID"),
        ('{ a(b: "\\u0001") }', '{ a(b: "\\u0000") }', "INVALID"),
    ],
    ids=["characters", "fields", "root fields", "depth", "aliases", "directives", "spreads", "same name",
         "same name in inline fragments", "digits", "digits of a fraction", "NUL"],
)  # fmt: skip
def test_a_document_at_the_limit_passes_and_one_beyond_it_does_not(
    fits: str, exceeds: str, expected: str
) -> None:
    assert code(fits) is None
    assert code(exceeds) == expected


def test_tokens_are_counted_before_the_document_is_built() -> None:
    assert code("{ a(b: [" + "1 " * 990 + "]) }") is None
    assert code("{ a(b: [" + "1 " * 1_000 + "]) }") == "TOO_COMPLEX"


@pytest.mark.parametrize(
    "text", ["", "{", "query { a(", "{ a } }", "# nothing", '{ a(b: "\\uD800") }', "{" * 900]
)
def test_what_is_no_document_is_a_syntax_error(text: str) -> None:
    assert code(text) == "GRAPHQL_PARSE_FAILED"


def test_fragments_count_towards_depth_and_root_fields() -> None:
    deep = "{ a { b { ...F } } } fragment F on T { c { d { e { f { g { h { i { j } } } } } } } }"
    wide = "{ ...F ...F } fragment F on Query { a b c d e f }"

    assert code(deep) is None
    assert code(deep.replace("{ j }", "{ j { k } }")) == "TOO_DEEP"
    assert code(wide) == "TOO_COMPLEX"


def test_a_fragment_that_spreads_itself_ends_the_measuring_not_the_process() -> None:
    assert code("{ ...F } fragment F on Query { a { ...G } } fragment G on T { b { ...F } }") is None


def test_introspection_may_nest_deeper_than_everything_else() -> None:
    assert code("{ __schema " + "{ a " * 11 + "}" * 11 + " }") is None


def test_every_refusal_of_a_document_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read("{" + "".join(f" a{n}: b @c" for n in range(21)) + "}", LIMITS)

    assert [error.message for error in refused.value.errors] == [
        "a document has at most 15 aliases; this one has 21",
        "a document has at most 20 directives; this one has 21",
        "an operation has at most 10 root fields",
    ]


@given(st.text(alphabet='{}()[]!$:=@|"&.,#\\ \nabF01…\0\ud800', max_size=300))
def test_no_text_whatever_makes_the_reader_fail(text: str) -> None:
    assert code(text) in {None, "GRAPHQL_PARSE_FAILED", "TOO_COMPLEX", "TOO_DEEP", "INVALID"}


@pytest.mark.parametrize(
    "text",
    [
        "{ a" * 240 + "}" * 240,
        "{" + "a{b}" * 240 + "}",
        "{ a(b: " + "[" * 400 + "]" * 400 + ") }",
        "{ a(b: " + "{c:" * 190 + "1" + "}" * 190 + ") }",
        "#" + "\n#" * 4_900 + "\n{ a }",
        "".join(f"query Q{n} {{ a }}" for n in range(190)),
        '{ a(b: "' + "\\u0041" * 1_600 + '") }',
    ],
    ids=["deep", "repeated", "lists", "objects", "comments", "operations", "escapes"],
)
def test_the_worst_documents_are_read_or_refused_in_a_tenth_of_a_second(text: str) -> None:
    started = time.process_time()
    code(text)

    assert time.process_time() - started < 0.1
