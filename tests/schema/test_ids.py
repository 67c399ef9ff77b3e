"""Global ids lead back to the object, and no text whatever breaks them."""

from hypothesis import given
from hypothesis import strategies as st

from hub.schema.ids import decode, decode_as, encode

KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50)


@given(st.sampled_from(["Case", "Agency", "CaseEvent", "Assignment", "Webhook"]), KEYS)
def test_an_id_leads_back_to_type_and_key(type_name: str, key: str) -> None:
    assert decode(encode(type_name, key)) == (type_name, key)
    assert decode_as(type_name, encode(type_name, key)) == key
    assert decode_as("Other", encode(type_name, key)) is None


@given(st.text(max_size=400))
def test_a_text_that_is_no_id_leads_nowhere(text: str) -> None:
    found = decode(text)

    assert found is None or (all(found) and len(text) <= 300)


def test_an_id_without_a_key_leads_nowhere() -> None:
    assert decode(encode("Case", "")) is None
