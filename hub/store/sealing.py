"""Encryption of what the database must not show: AES-256-GCM for the hub, a sealed box for the custodian.

A box for the hub is 0x01, key id (4 bytes), nonce (12), ciphertext. A box for the custodian is 0x02, key id
(4), then HPKE base mode (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM; `info` is the place). The place, such as
`reporters.box.<case id>`, is bound in: a box that is moved to another row does not open.
"""

import os
from collections.abc import Callable, Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hub.errors import ConfigError, StoreFault

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
KEY_BYTES = 32
SMALLEST_CLASS = 512
_FOR_HUB, _FOR_CUSTODIAN = b"\x01", b"\x02"
_ID_BYTES, _NONCE_BYTES = 4, 12
_END = b"\x80"  # ends the content, zeros follow (ISO/IEC 7816-4)


class Sealer:
    """Holds the hub's data keys and the custodian's public key; never a private one.

    Args:
        keys: 32 bytes each, the newest first: it writes, all of them read.
        custodian: whom identities that the hub must not read are sealed for; None when there is nobody.
        random_bytes: the source of nonces.

    Raises:
        ConfigError: no key, or one of another length.
    """

    def __init__(
        self,
        keys: Sequence[bytes],
        custodian: X25519PublicKey | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ConfigError(f"a data key has {KEY_BYTES} bytes, and at least one is needed")
        self._ciphers = {_id_of(key): AESGCM(key) for key in keys}
        self._writes = _id_of(keys[0])
        self._custodian, self._random_bytes = custodian, random_bytes

    def __repr__(self) -> str:
        """Never a key."""
        return "Sealer(...)"

    @property
    def has_custodian(self) -> bool:
        """Whether identities can be sealed away from the hub itself."""
        return self._custodian is not None

    def seal_bytes(self, plain: bytes, place: str) -> bytes:
        """A box only a holder of the data key opens; as long as `plain` plus 33 bytes."""
        nonce = self._random_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._writes].encrypt(nonce, plain, place.encode())
        return _FOR_HUB + self._writes + nonce + sealed

    def open_bytes(self, box: bytes, place: str) -> bytes:
        """What `seal_bytes` got.

        Raises:
            StoreFault: of another key or place, changed, or not for the hub.
        """
        start = len(_FOR_HUB) + _ID_BYTES
        cipher = self._ciphers.get(box[len(_FOR_HUB) : start])
        if not box.startswith(_FOR_HUB) or cipher is None:
            raise StoreFault("a sealed value is of a key this hub does not hold")
        nonce, sealed = box[start : start + _NONCE_BYTES], box[start + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, sealed, place.encode())
        except (InvalidTag, ValueError):
            raise StoreFault("a sealed value was changed or moved") from None

    def seal_for_custodian(self, plain: bytes, place: str) -> bytes:
        """A box the hub cannot open, padded.

        Raises:
            ConfigError: there is no custodian.
        """
        if self._custodian is None:
            raise ConfigError("no custodian key is configured")
        sealed = SUITE.encrypt(pad(plain), self._custodian, place.encode())
        return _FOR_CUSTODIAN + _id_of(self._custodian.public_bytes_raw()) + sealed


def custodian_key(pem: bytes) -> X25519PublicKey:
    """The public key in a PEM file.

    Raises:
        ConfigError: not PEM, or not an X25519 public key.
    """
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        raise ConfigError("the custodian's key is not a public key in PEM") from None
    if not isinstance(key, X25519PublicKey):
        raise ConfigError("the custodian's key must be an X25519 public key")
    return key


def pad(plain: bytes) -> bytes:
    """Lengthen to 512 bytes or the next power of two: the size of a box must tell nothing about a name."""
    size = SMALLEST_CLASS
    while size < len(plain) + len(_END):
        size *= 2
    return (plain + _END).ljust(size, b"\x00")


def unpad(padded: bytes) -> bytes:
    """What `pad` got.

    Raises:
        ValueError: there is no end mark.
    """
    content = padded.rstrip(b"\x00")
    if not content.endswith(_END):
        raise ValueError("not padded")
    return content[: -len(_END)]


def _id_of(key: bytes) -> bytes:
    return sha256(b"lapor-hub key id" + key).digest()[:_ID_BYTES]
