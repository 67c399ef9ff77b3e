"""Global ids of the public schema (Relay): base64url of `Type:key`, readable back to both parts."""

import base64
import binascii

MAX_ID = 300
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def encode(type_name: str, key: str) -> str:
    """The id of an object for every client; stable for as long as the object lives."""
    plain = binascii.b2a_base64(f"{type_name}:{key}".encode(), newline=False)
    return plain.rstrip(b"=").translate(_URL_SAFE).decode("ascii")


def decode(text: str) -> tuple[str, str] | None:
    """Type name and key, or None when the hub never gave this id."""
    if len(text) > MAX_ID:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):  # UnicodeDecodeError is a ValueError
        return None
    type_name, colon, key = raw.partition(":")
    return (type_name, key) if colon and key else None


def decode_as(type_name: str, text: str) -> str | None:
    """The key, when `text` is the id of an object of this type."""
    found = decode(text)
    return found[1] if found is not None and found[0] == type_name else None
