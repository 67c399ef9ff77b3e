"""Whether a webhook is the peer's own. Two secrets may be valid at a time, so that a key can be replaced."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from hub.errors import CredentialFault

TOLERANCE = 300.0  # seconds between the sender's clock and ours; standard-webhooks, section "timestamp"
LONGEST_STAMP = 12  # digits of epoch seconds
PREFIX = "whsec_"
STAMP, BODY = "{timestamp}", "{body}"


class WebhookKeys(Struct, frozen=True, forbid_unknown_fields=True):
    """How the peer proves that a webhook is its own. The secret may hold two values, apart by a space.

    `standard-webhooks` proves content and time. `hmac-sha256` proves content, and time where
    `timestamp_header` names it. `token` (a secret in `header`) and `basic` prove only the sender. Without a
    proven time there is nothing against a replay but the delivery id, which is a hash of the body.
    """

    scheme: Literal["standard-webhooks", "hmac-sha256", "token", "basic"]
    secret_env: str
    header: str = ""  # where signature or token stands; standard-webhooks and basic have their own
    user_env: str = ""  # basic
    encoding: Literal["hex", "base64"] = "hex"  # of an HMAC
    prefix: str = ""  # stands before an HMAC or token, e.g. "sha256="
    timestamp_header: str = ""  # epoch seconds, which the HMAC covers as `signed` says
    signed: str = f"{STAMP}.{BODY}"  # where there is a timestamp; else the body alone

    def fault(self) -> tuple[str, str]:
        """The key that is missing or idle, and what to do about it; empty where all is well."""
        needed = {"hmac-sha256": "header", "token": "header", "basic": "user_env"}.get(self.scheme, "")
        if needed and not getattr(self, needed):
            return "MISSING_KEY", f"add `{needed}`: this scheme needs it"
        if self.timestamp_header and self.scheme != "hmac-sha256":
            return "BAD_VALUE", "remove `timestamp_header`: only an HMAC can cover it"
        if self.timestamp_header and not (self.signed.count(BODY) == self.signed.count(STAMP) == 1):
            return "BAD_VALUE", f"`signed` holds {STAMP} and {BODY} once each"
        return "", ""


class Signature:
    """One instance's scheme and secrets. `user`: the name that goes with them (basic)."""

    def __init__(self, keys: WebhookKeys, secrets: Sequence[str], user: str = "") -> None:
        self._keys, self._header = keys, "authorization" if keys.scheme == "basic" else keys.header.lower()
        self._secrets, self._user = [secret.encode() for secret in secrets], user.encode()

    def delivery_id(self, body: bytes, headers: Mapping[str, str], now: float) -> str:
        """The sender's id of this delivery. Raises `CredentialFault` unless it is genuine and fresh.

        Args:
            body: as it came, byte for byte.
            headers: lower-case names.
            now: epoch seconds.
        """
        if self._keys.scheme == "standard-webhooks":
            return self._standard(body, headers, now)
        given = headers.get(self._header, "").strip().encode()
        if not _any_equal(self._proofs(self._covered(body, headers, now)), [given]):
            raise CredentialFault("BAD_SIGNATURE")
        return f"sha256-{hashlib.sha256(body).hexdigest()}"

    def _proofs(self, covered: bytes) -> list[bytes]:
        """What the header has to hold, for each secret."""
        prefix = self._keys.prefix.encode()
        match self._keys.scheme:
            case "basic":
                pairs = [self._user + b":" + secret for secret in self._secrets if secret]
                return [b"Basic " + base64.b64encode(pair) for pair in pairs]
            case "token":
                return [prefix + secret for secret in self._secrets if secret]
        written = _base64 if self._keys.encoding == "base64" else _hex
        return [prefix + written(secret, covered) for secret in self._secrets if secret]

    def _covered(self, body: bytes, headers: Mapping[str, str], now: float) -> bytes:
        """What an HMAC was made over; with a timestamp, that has to be a fresh one."""
        if not self._keys.timestamp_header:
            return body
        stamp = _fresh(headers.get(self._keys.timestamp_header.lower(), ""), now)
        before, after = self._keys.signed.replace(STAMP, stamp).split(BODY)
        return before.encode() + body + after.encode()

    def _standard(self, body: bytes, headers: Mapping[str, str], now: float) -> str:
        message, stamp = headers.get("webhook-id", ""), _fresh(headers.get("webhook-timestamp", ""), now)
        if not message:
            raise CredentialFault("STALE_OR_UNSTAMPED")
        signed = f"{message}.{stamp}.".encode() + body
        given = headers.get("webhook-signature", "").split(" ")
        proofs = [b"v1," + _base64(_key(secret), signed) for secret in self._secrets]
        if not _any_equal(proofs, [one.encode() for one in given]):
            raise CredentialFault("BAD_SIGNATURE")
        return message


def _fresh(stamp: str, now: float) -> str:
    dated = stamp.isascii() and stamp.isdecimal() and len(stamp) <= LONGEST_STAMP
    if not dated or abs(now - int(stamp)) > TOLERANCE:
        raise CredentialFault("STALE_OR_UNSTAMPED")
    return stamp


def _key(secret: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX.encode()), validate=True)
    except binascii.Error:
        key = b""
    if not key:  # anybody could sign by an empty one
        raise CredentialFault("SECRET_IS_NOT_BASE64")
    return key


def _base64(key: bytes, signed: bytes) -> bytes:
    return base64.b64encode(hmac.digest(key, signed, "sha256"))


def _hex(key: bytes, signed: bytes) -> bytes:
    return hmac.digest(key, signed, "sha256").hex().encode()


def _any_equal(proofs: Sequence[bytes], given: Sequence[bytes]) -> bool:
    """Compares all pairs in constant time; an empty proof never counts."""
    return any([hmac.compare_digest(proof, one) for proof in proofs for one in given if proof])
