"""Conditions as clients write them."""

import pytest

from hub.errors import RuleViolation
from hub.schema.filters import CaseFilter


@pytest.mark.parametrize(
    "text", ["", "lampu jalan", "x" * 200, "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh"]
)
def test_a_search_is_taken_as_it_is_written(text: str) -> None:
    assert CaseFilter(search=text).to_domain().search == text


@pytest.mark.parametrize("text", ["x" * 201, "a b c d e f g h i j k", "a-b.c,d/e f g h i j k"])
def test_a_search_of_too_many_characters_or_words_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(RuleViolation) as broken:
        CaseFilter(search=text).to_domain()

    assert (broken.value.code, broken.value.field) == ("INVALID", "filter.search")
