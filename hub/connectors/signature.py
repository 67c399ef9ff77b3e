"""Whether a webhook is the peer's own. Two secrets may be valid at a time, so that a key can be replaced."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Literal

from hub.errors import CredentialFault

TOLERANCE = 300.0  # seconds between the sender's clock and ours; standard-webhooks, section "timestamp"
LONGEST_STAMP = 12  # digits of epoch seconds
PREFIX = "whsec_"
Scheme = Literal["standard-webhooks", "hmac-sha256", "token"]


class Signature:
    """One instance's scheme and secrets.

    `standard-webhooks` proves content and time. `hmac-sha256` (hex of the raw body in `header`) proves
    content, `token` (a secret in `header`) only the sender: against replay these two have nothing but the
    delivery id, which is a hash of the body.
    """

    def __init__(self, scheme: Scheme, header: str, secrets: Sequence[str]) -> None:
        self._scheme, self._header, self._secrets = scheme, header.lower(), [s.encode() for s in secrets]

    def delivery_id(self, body: bytes, headers: Mapping[str, str], now: float) -> str:
        """The sender's id of this delivery. Raises `CredentialFault` unless it is genuine and fresh.

        Args:
            body: as it came, byte for byte.
            headers: lower-case names.
            now: epoch seconds.
        """
        if self._scheme == "standard-webhooks":
            return self._standard(body, headers, now)
        given = headers.get(self._header, "").strip().encode()
        proofs = [_hex(secret, body) for secret in self._secrets]
        if not _any_equal(self._secrets if self._scheme == "token" else proofs, [given]):
            raise CredentialFault("BAD_SIGNATURE")
        return f"sha256-{hashlib.sha256(body).hexdigest()}"

    def _standard(self, body: bytes, headers: Mapping[str, str], now: float) -> str:
        message, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        dated = stamp.isascii() and stamp.isdecimal() and len(stamp) <= LONGEST_STAMP
        if not message or not dated or abs(now - int(stamp)) > TOLERANCE:
            raise CredentialFault("STALE_OR_UNSTAMPED")
        signed = f"{message}.{stamp}.".encode() + body
        given = headers.get("webhook-signature", "").split(" ")
        proofs = [b"v1," + _base64(_key(secret), signed) for secret in self._secrets]
        if not _any_equal(proofs, [one.encode() for one in given]):
            raise CredentialFault("BAD_SIGNATURE")
        return message


def _key(secret: bytes) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX.encode()))
    except binascii.Error:
        raise CredentialFault("SECRET_IS_NOT_BASE64") from None


def _base64(key: bytes, signed: bytes) -> bytes:
    return base64.b64encode(hmac.digest(key, signed, "sha256"))


def _hex(key: bytes, signed: bytes) -> bytes:
    return hmac.digest(key, signed, "sha256").hex().encode()


def _any_equal(proofs: Sequence[bytes], given: Sequence[bytes]) -> bool:
    """Compares all pairs in constant time; an empty proof never counts."""
    return any([hmac.compare_digest(proof, one) for proof in proofs for one in given if proof])
