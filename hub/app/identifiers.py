"""Where new names and chance come from; every other room gets these functions handed in."""

import os
import secrets
import socket
import time
from datetime import UTC, datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
ID_LENGTH = 26
RANDOM_BITS = 80


def clock() -> datetime:
    """The hub's time: aware, UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """26 letters and digits that sort by the millisecond of making: 48 bits of time, 80 of chance."""
    number = time.time_ns() // 1_000_000 << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
    letters = []
    for _ in range(ID_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(reversed(letters))


def new_executor() -> str:
    """This process among the workers; never used twice. Host and process number help an operator only."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
