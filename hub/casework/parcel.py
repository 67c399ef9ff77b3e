"""The file that is carried: a header anybody may read, a box only its receiver opens, a signature over both.

A line with the format's name, a line of JSON (`Header`), then HPKE base mode (RFC 9180: X25519, HKDF-SHA256,
AES-256-GCM) of zlib-compressed lines of JSON, with the two lines before it as `info`; the last 64 bytes are
an Ed25519 signature over everything before them. Ed25519 needs no chance, HPKE takes its own.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.domain.bundle import Header
from hub.errors import BundleRefused, ConfigError
from hub.store.sealing import SUITE

MAGIC = b"lapor-hub bundle 1\n"
MOST_HEADER = 1_024
MOST_FILE = 64 * 2**20
MOST_PLAIN = 128 * 2**20
SIGNATURE_BYTES, SEED_BYTES, CHECK_BYTES = 64, 32, 4
PUBLIC, PRIVATE = "bundle-public-1:", "bundle-PRIVATE-1:"


@dataclass(frozen=True, slots=True)
class PublicPair:
    """What the other side needs: to check signatures, and to seal for the owner."""

    signing: Ed25519PublicKey
    opening: X25519PublicKey

    @classmethod
    def parse(cls, text: str) -> "PublicPair":
        """Raises `ConfigError` when it is not what `text` gives; a mistyped letter is noticed."""
        raw = _unwritten(PUBLIC, text, 2 * SEED_BYTES)
        halves = raw[:SEED_BYTES], raw[SEED_BYTES:]
        return cls(
            Ed25519PublicKey.from_public_bytes(halves[0]), X25519PublicKey.from_public_bytes(halves[1])
        )

    @property
    def text(self) -> str:
        """One line, to be shown and sent openly."""
        return _written(PUBLIC, self.signing.public_bytes_raw() + self.opening.public_bytes_raw())

    @property
    def fingerprint(self) -> str:
        """Short enough to be compared over the telephone: five groups of four signs, 80 bits."""
        digits = sha256(self.text.encode()).hexdigest()[:20]
        return " ".join(digits[start : start + 4] for start in range(0, 20, 4))


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One side's own keys, both derived from one secret of 32 bytes."""

    signing: Ed25519PrivateKey
    opening: X25519PrivateKey

    @classmethod
    def of(cls, secret: bytes) -> "KeyPair":
        """The same pair for the same secret."""
        return cls(
            Ed25519PrivateKey.from_private_bytes(_derived(secret, "signature")),
            X25519PrivateKey.from_private_bytes(_derived(secret, "opening")),
        )

    @classmethod
    def parse(cls, text: str) -> "KeyPair":
        """The pair of a key file's text. Raises `ConfigError`."""
        return cls.of(_unwritten(PRIVATE, text, SEED_BYTES))

    @property
    def public(self) -> PublicPair:
        """The part that may be shown."""
        return PublicPair(self.signing.public_key(), self.opening.public_key())

    def __repr__(self) -> str:
        """Never the content."""
        return "KeyPair(...)"


def private_text(seed: bytes) -> str:
    """The secret line of a key file."""
    return _written(PRIVATE, seed)


def digest_of(file: bytes) -> str:
    """The name of a file in the chain."""
    return sha256(file).hexdigest()


def pack(header: Header, lines: bytes, sender: KeyPair, receiver: PublicPair) -> bytes:
    """The whole file. `lines` is JSON, one value per line."""
    head = MAGIC + msgspec.json.encode(asdict(header)) + b"\n"
    sealed = SUITE.encrypt(zlib.compress(lines, 9), receiver.opening, head)
    return head + sealed + sender.signing.sign(head + sealed)


def claimed(file: bytes) -> Header:
    """The header as it stands there. Believe nothing but whose signature to check: see `opened`.

    Raises:
        BundleRefused: NOT_A_BUNDLE.
    """
    _, header = _head(file)
    return header


def check_signature(file: bytes, sender: PublicPair) -> None:
    """Raises `BundleRefused` BAD_SIGNATURE when a single byte is not as the sender made it."""
    try:
        sender.signing.verify(file[-SIGNATURE_BYTES:], file[:-SIGNATURE_BYTES])
    except InvalidSignature:
        raise BundleRefused("BAD_SIGNATURE", "the bundle was changed, or is not of whom it names") from None


def opened(file: bytes, receiver: KeyPair) -> bytes:
    """The lines of a bundle whose signature was checked.

    Raises:
        BundleRefused: NOT_FOR_US: sealed for another key; NOT_A_BUNDLE: more than 128 MiB, or not compressed.
    """
    start, _ = _head(file)
    try:
        packed = SUITE.decrypt(file[start:-SIGNATURE_BYTES], receiver.opening, file[:start])
    except (InvalidTag, ValueError):
        raise BundleRefused("NOT_FOR_US", "the bundle is sealed for another key") from None
    unzip = zlib.decompressobj()
    try:
        plain = unzip.decompress(packed, MOST_PLAIN)
    except zlib.error:
        raise BundleRefused("NOT_A_BUNDLE", "the content cannot be read") from None
    if not unzip.eof or unzip.unused_data:
        raise BundleRefused("NOT_A_BUNDLE", f"the content is larger than {MOST_PLAIN} bytes, or cut")
    return plain


def _head(file: bytes) -> tuple[int, Header]:
    """Where the box begins, and the header."""
    end = file.find(b"\n", len(MAGIC), len(MAGIC) + MOST_HEADER)
    if not file.startswith(MAGIC) or end < 0 or not end + SIGNATURE_BYTES < len(file) <= MOST_FILE:
        raise BundleRefused("NOT_A_BUNDLE", "this file is no bundle of a hub")
    try:
        return end + 1, msgspec.json.decode(file[len(MAGIC) : end], type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BundleRefused("NOT_A_BUNDLE", "the header of this bundle cannot be read") from None


def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), SEED_BYTES, None, f"lapor-hub bundle {purpose}".encode()).derive(secret)


def _written(kind: str, raw: bytes) -> str:
    return kind + urlsafe_b64encode(raw + _check(kind, raw)).decode().rstrip("=")


def _unwritten(kind: str, text: str, size: int) -> bytes:
    body = text.strip().removeprefix(kind)
    try:
        found = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except ValueError:
        found = b""
    raw = found[:size]
    if len(found) != size + CHECK_BYTES or found[size:] != _check(kind, raw) or body == text.strip():
        raise ConfigError(f"a key begins with {kind} and must be copied whole")
    return raw


def _check(kind: str, raw: bytes) -> bytes:
    return sha256(kind.encode() + raw).digest()[:CHECK_BYTES]
