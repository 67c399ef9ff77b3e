"""Cursors as they leave the hub: opaque, signed, bound to one list and to this feed epoch."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from hub.errors import ResyncRequired

TAG_BYTES = 12


class CursorSeal:
    """Signs and checks cursors.

    Args:
        key: at least 32 bytes.
        epoch: names the feed; another one after a restore, so that old cursors end in RESYNC_REQUIRED.
    """

    def __init__(self, key: bytes, epoch: str) -> None:
        self._key, self._epoch = key, epoch

    def __repr__(self) -> str:
        """Never the key."""
        return "CursorSeal(...)"

    def seal(self, kind: str, value: str) -> str:
        """The opaque text of a position in a list of that kind."""
        return urlsafe_b64encode(self._tag(kind, value) + value.encode()).decode().rstrip("=")

    def open(self, kind: str, text: str) -> str:
        """The position. Raises `ResyncRequired` for anything this hub did not seal for that list."""
        try:
            raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            value = raw[TAG_BYTES:].decode()
        except ValueError:
            raise ResyncRequired("this is no cursor of this hub") from None
        if not hmac.compare_digest(raw[:TAG_BYTES], self._tag(kind, value)):
            raise ResyncRequired("this cursor is not of this list or of this feed")
        return value

    def _tag(self, kind: str, value: str) -> bytes:
        message = f"{self._epoch}\0{kind}\0{value}".encode()
        return hmac.digest(self._key, message, "sha256")[:TAG_BYTES]
