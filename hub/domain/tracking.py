"""Tracking numbers and receipts: what a reporter holds in hand.

The tracking number is public and random. The receipt is the reporter's secret: 125 bits, derived from the
submission so that a repeated submission shows the same one, and stored only as a peppered hash.
"""

import hashlib
import hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32
TRACKING_BYTES = 8  # 60 bits are used
_MISREAD = str.maketrans("ILO", "110")


def crockford(data: bytes, length: int) -> str:
    """The first `5 * length` bits of `data` in Crockford's base 32."""
    number = int.from_bytes(data, "big") >> (len(data) * 8 - 5 * length)
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(length)))


def tracking_number(randomness: bytes) -> str:
    """`H-XXXX-XXXX-XXXX` from at least `TRACKING_BYTES` random bytes: 60 bits, no order, no pattern."""
    text = crockford(randomness, 12)
    return f"H-{text[:4]}-{text[4:8]}-{text[8:]}"


def receipt(secret: bytes, submitter: str, idempotency_key: str) -> str:
    """The receipt of a submission: five groups of five, 125 bits, the same for every repetition.

    Args:
        secret: the hub's receipt key, at least 32 bytes.
        submitter: the credential that hands the case in.
        idempotency_key: its key for this submission.
    """
    message = b"receipt\0" + submitter.encode() + b"\0" + idempotency_key.encode()
    text = crockford(hmac.digest(secret, message, "sha256"), 25)
    return "-".join(text[at : at + 5] for at in range(0, 25, 5))


def fold_code(text: str) -> str:
    """A code as people type it, in the form it was issued in: upper case, I and L read as 1, O as 0."""
    return "".join(text.split()).upper().translate(_MISREAD)


def receipt_hash(pepper: bytes, text: str) -> bytes:
    """What the store keeps of a receipt."""
    return hmac.digest(pepper, fold_code(text).replace("-", "").encode(), hashlib.sha256)


def keyed_hash(secret: bytes, *parts: str) -> bytes:
    """A keyed digest of texts whose plain hash would be an oracle (request body, fingerprint)."""
    return hmac.digest(secret, "\0".join(parts).encode(), hashlib.sha256)


def folded(text: str) -> str:
    """Text without case, punctuation and spacing: what survives retyping. For fingerprints and search."""
    return " ".join("".join(one if one.isalnum() else " " for one in text.casefold()).split())
