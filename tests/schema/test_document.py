"""Limits that hold for every document before its names are even looked up."""

from collections.abc import Callable

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


def side_by_side(pattern: str, count: int) -> str:
    """A document that selects `pattern` so often, with {n} counting."""
    return (
        "{ a { "
        + " ".join(pattern.replace("{n}", str(n)) for n in range(count))
        + " } } fragment F on T { b }"
    )


@pytest.mark.parametrize(
    ("pattern", "most", "expected"),
    [
        ("x{n}: b", 15, "TOO_COMPLEX"),
        ("b{n} @c", 20, "TOO_COMPLEX"),
        ("...F", 50, "TOO_COMPLEX"),
        ("b", 10, "TOO_COMPLEX"),
        ("... { b }", 10, "TOO_COMPLEX"),
    ],
    ids=["aliases", "directives", "spreads", "same name", "same name in inline fragments"],
)
def test_so_many_are_read_and_one_more_is_not(pattern: str, most: int, expected: str) -> None:
    assert code(side_by_side(pattern, most)) is None
    assert code(side_by_side(pattern, most + 1)) == expected


@pytest.mark.parametrize(
    ("fits", "exceeds", "expected"),
    [
        ("{ a #" + "x" * 9_993 + "\n}", "{ a #" + "x" * 9_994 + "\n}", "TOO_LARGE"),
        ("{" + " a" * 10 + "}", "{" + " a" * 11 + "}", "TOO_COMPLEX"),
        ("{ b c d e f g h i j k }", "{ b c d e f g h i j k l }", "TOO_COMPLEX"),
        (nested(10), nested(11), "TOO_DEEP"),
        ("{ a {" + "... {" * 58 + "b" + "}" * 60, "{ a {" + "... {" * 59 + "b" + "}" * 61, "TOO_DEEP"),
        ("{ a(b: " + "1" * 64 + ") }", "{ a(b: " + "1" * 65 + ") }", "INVALID"),
        ("{ a(b: 1." + "1" * 62 + ") }", "{ a(b: 1." + "1" * 63 + ") }", "INVALID"),
        ('{ a(b: "\\u0001") }', '{ a(b: "\\u0000") }', "INVALID"),
        ("{ a(b: [" + "1 " * 100 + "]) }", "{ a(b: [" + "1 " * 101 + "]) }", "TOO_LARGE"),
        ("{ a(b: {c: [[" + "1 " * 100 + "]]}) }", "{ a(b: {c: [[" + "1 " * 101 + "]]}) }", "TOO_LARGE"),
    ],
    ids=[
        *(
            "characters",
            "repeated roots",
            "roots",
            "depth",
            "braces",
            "digits",
            "digits of a fraction",
            "NUL",
        ),
        *("entries", "entries of a list inside"),
    ],
)
def test_a_document_at_the_limit_passes_and_one_beyond_it_does_not(
    fits: str, exceeds: str, expected: str
) -> None:
    assert code(fits) is None
    assert code(exceeds) == expected


def test_tokens_are_counted_before_the_document_is_built() -> None:
    assert code("{ a(b: [" + ("[" + "1 " * 97 + "]") * 10 + "]) }") is None
    assert code("{ a(b: [" + ("[" + "1 " * 98 + "]") * 10 + "]) }") == "TOO_COMPLEX"


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
    assert code("{ __schema " + "{ a " * 70 + "}" * 70 + " }") == "TOO_DEEP"


def test_every_refusal_of_a_document_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read("{" + "".join(f" a{n}: b @c" for n in range(21)) + "}", LIMITS)

    assert [error.message for error in refused.value.errors] == [
        "a document has at most 15 aliases; this one has 21",
        "a document has at most 20 directives; this one has 21",
    ]


@given(st.text(alphabet='{}()[]!$:=@|"&.,#\\ \nabF01…\0\ud800', max_size=300))
def test_no_text_whatever_makes_the_reader_fail(text: str) -> None:
    assert code(text) in {None, "GRAPHQL_PARSE_FAILED", "TOO_COMPLEX", "TOO_DEEP", "TOO_LARGE", "INVALID"}


@pytest.mark.parametrize(
    "text",
    [
        "{ a" * 190 + "}" * 190,
        "{ ...F0 }"
        + "".join(f"fragment F{n} on T {{" + "a {" * 5 + f"...F{n + 1}" + "}" * 6 for n in range(49)),
        "{" + "a{b}" * 240 + "}",
        "{ a(b: " + "[" * 400 + "]" * 400 + ") }",
        "{ a(b: " + "{c:" * 190 + "1" + "}" * 190 + ") }",
        "#" + "\n#" * 4_900 + "\n{ a }",
        "".join(f"query Q{n} {{ a }}" for n in range(190)),
        '{ a(b: "' + "\\u0041" * 1_600 + '") }',
    ],
    ids=[
        "deep",
        "deep through fragments",
        "repeated",
        "lists",
        "objects",
        "comments",
        "operations",
        "escapes",
    ],
)
def test_the_worst_documents_are_read_or_refused_in_a_tenth_of_a_second(
    text: str, cpu_seconds: Callable[[Callable[[], object]], float]
) -> None:
    assert cpu_seconds(lambda: code(text)) < 0.1
