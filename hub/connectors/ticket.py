"""The number an agency's system shows as ours. A case that moves on gets a new record, hence a new number."""

import re

from hub.domain.exchange import OutgoingCase


def ticket(case: OutgoingCase) -> str:
    """`<tracking number>#<hop>`, e.g. `KTW-7Q2M-9XAB#1`."""
    return f"{case.tracking_number}#{case.hop}"


def ticket_of_key(tracking_number: str, key: str) -> str:
    """The ticket that belongs to a forward's key, `<tracking number>-<hop>`.

    Raises:
        ValueError: `key` has another form. A guess would let a search miss a record that exists.
    """
    hop = re.fullmatch(r"-(\d+)", key.removeprefix(tracking_number))
    if hop is None:
        raise ValueError("the key must be the tracking number, a hyphen and the hop")
    return f"{tracking_number}#{hop[1]}"
