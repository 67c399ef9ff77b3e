"""The file for the Ombudsman: canonical JSON, the same for people to read, and a signature over both.

A ZIP of `case.json`, `case.html`, `manifest.json` (the SHA-256 of both, and who made them) and
`manifest.sig`: an Ed25519 signature, 64 bytes in hexadecimal, over the bytes of `manifest.json`. All JSON has
sorted keys and no white space, so that the same dossier gives the same bytes. Nothing is compressed, so that
the file can be made again from its parts: what programs may read differently has no place in it.
"""

import io
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.casework.package_page import page
from hub.domain.dossier import FORMAT, Dossier
from hub.errors import ConfigError, PackageRefused

CASE, PAGE, MANIFEST, SIGNATURE = "case.json", "case.html", "manifest.json", "manifest.sig"
NAMES = [CASE, PAGE, MANIFEST, SIGNATURE]
MOST_FILE = 32 * 2**20
KEY_BYTES = 32
UNIX = 3  # said to be the maker's system, wherever it was made
EPOCH = (1980, 1, 1, 0, 0, 0)  # the file's times say nothing; those that count are inside
PUBLIC = "escalation-public-1:"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the signature covers."""

    format: str
    hub: str
    made_at: str
    tracking_number: str
    files: dict[str, str]  # name -> SHA-256, hexadecimal


@dataclass(frozen=True, slots=True)
class Signer:
    """The hub's own key for this purpose and no other."""

    key: Ed25519PrivateKey

    @classmethod
    def of(cls, secret: bytes) -> "Signer":
        """The same key for the same secret, and another one than any other use of it gives."""
        seed = HKDF(SHA256(), KEY_BYTES, None, b"lapor-hub escalation signature").derive(secret)
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def public(self) -> str:
        """One line, to be sent openly: whoever has it can check every package."""
        return PUBLIC + b64encode(self.key.public_key().public_bytes_raw()).decode()

    def __repr__(self) -> str:
        """Never the key."""
        return "Signer(...)"


def public_key(text: str) -> Ed25519PublicKey:
    """A key as `Signer.public` writes it. Raises `ConfigError`."""
    try:
        raw = b64decode(text.strip().removeprefix(PUBLIC), validate=True)
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise ConfigError("this is no public key as `hub escalation key` prints it") from None


def pack(dossier: Dossier, signer: Signer) -> bytes:
    """The file."""
    parts = {CASE: _canonical(dossier), PAGE: page(dossier).encode()}
    manifest = _canonical(
        Manifest(
            FORMAT,
            dossier.hub,
            dossier.made_at.isoformat(),
            dossier.report.tracking_number,
            {name: sha256(content).hexdigest() for name, content in parts.items()},
        )
    )
    parts |= {MANIFEST: manifest, SIGNATURE: signer.key.sign(manifest).hex().encode()}
    return _zipped(parts)


def verify(file: bytes, trusted: Ed25519PublicKey) -> Manifest:
    """What a package says of itself, if every byte of it is as its maker signed it.

    Raises:
        PackageRefused: NOT_A_PACKAGE, BAD_SIGNATURE or CHANGED.
    """
    parts = _parts(file)
    try:
        trusted.verify(_signature(parts[SIGNATURE]), parts[MANIFEST])
    except (InvalidSignature, ValueError):
        told = "the signature is not of this key, or the manifest was changed"
        raise PackageRefused("BAD_SIGNATURE", told) from None
    manifest = _manifest(parts[MANIFEST])
    for name in (CASE, PAGE):
        if sha256(parts[name]).hexdigest() != manifest.files.get(name):
            raise PackageRefused("CHANGED", f"{name} is not the one that was signed")
    if _zipped(parts) != file:  # another program could find what is between the parts, and show that
        raise PackageRefused("CHANGED", "there is more in the file than what was signed")
    return manifest


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in NAMES:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = UNIX
            archive.writestr(entry, parts[name])
    return out.getvalue()


def _signature(written: bytes) -> bytes:
    """Raises `ValueError`: not written as `pack` writes it."""
    found = bytes.fromhex(written.decode("ascii"))
    if found.hex().encode() != written:
        raise ValueError
    return found


def _parts(file: bytes) -> dict[str, bytes]:
    """The four parts and nothing else; no decompressor ever sees them."""
    broken = PackageRefused("NOT_A_PACKAGE", "this is no package for the Ombudsman")
    if len(file) > MOST_FILE:
        raise broken
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            entries = archive.infolist()
            plain = all(one.compress_type == zipfile.ZIP_STORED for one in entries)
            if [one.filename for one in entries] != NAMES or not plain:
                raise broken
            return {one.filename: archive.read(one) for one in entries}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise broken from None


def _manifest(content: bytes) -> Manifest:
    unknown = PackageRefused("NOT_A_PACKAGE", "this is no package of a kind known here")
    try:
        found = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError:
        raise unknown from None
    if found.format != FORMAT:
        raise unknown
    return found


def _canonical(value: object) -> bytes:
    return msgspec.json.encode(value, order="sorted")
