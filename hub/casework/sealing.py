"""Cursors as they leave the hub: unreadable, unforgeable, bound to one list and to this feed epoch."""

import hmac
from base64 import b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from hub.errors import ResyncRequired

PURPOSE = b"hub cursors, AES-SIV"
FEED = "feed"
"""Kind of the cursors of the feed, whatever its filter: it is one order of all events."""


class CursorSeal:
    """Encrypts and checks cursors. The same place in the same list always gives the same cursor.

    AES-SIV (RFC 5297) needs no nonce: equal cursors tell that places are equal, which is meant, and no more.

    Args:
        key: at least 32 bytes.
        epoch: names the feed; another one after a restore, so that old cursors end in RESYNC_REQUIRED.
    """

    def __init__(self, key: bytes, epoch: str) -> None:
        self._cipher, self._epoch = AESSIV(hmac.digest(key, PURPOSE, "sha512")), epoch.encode()

    def __repr__(self) -> str:
        """Never the key."""
        return "CursorSeal(...)"

    def seal(self, kind: str, value: str) -> str:
        """The opaque text of a position in a list of that kind."""
        return _written(self._cipher.encrypt(value.encode(), [self._epoch, kind.encode()]))

    def open(self, kind: str, text: str) -> str:
        """The position. Raises `ResyncRequired` for anything this hub did not seal for that list."""
        try:
            raw = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise ResyncRequired("this is no cursor of this hub") from None
        if _written(raw) != text:
            raise ResyncRequired("this is no cursor of this hub")
        try:
            return self._cipher.decrypt(raw, [self._epoch, kind.encode()]).decode()
        except InvalidTag:
            raise ResyncRequired("this cursor is not of this list or of this feed") from None


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
