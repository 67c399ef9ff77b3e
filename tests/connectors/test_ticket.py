"""The number a peer shows as ours."""

from dataclasses import replace

import pytest

from hub.connectors.ticket import ticket, ticket_of_key
from tests.connectors.samples import CASE, key_of


@pytest.mark.parametrize("hop", [1, 2, 12])
def test_key_and_case_lead_to_the_same_ticket(hop: int) -> None:
    case = replace(CASE, hop=hop)

    assert ticket(case) == f"KTW-7Q2M-9XAB#{hop}"
    assert ticket_of_key(case.tracking_number, key_of(case)) == ticket(case)


@pytest.mark.parametrize("key", ["", "1", "KTW-7Q2M-9XAB", "KTW-7Q2M-9XAB-", "KTW-7Q2M-9XAB-1b", "other-1"])
def test_a_key_of_another_form_is_not_guessed_at(key: str) -> None:
    with pytest.raises(ValueError, match="hyphen"):
        ticket_of_key("KTW-7Q2M-9XAB", key)
