"""The file for the Ombudsman: canonical JSON, the same for people to read, and a signature over both.

A ZIP of `case.json`, `case.html`, `manifest.json` (the SHA-256 of both, and who made them) and
`manifest.sig`: an Ed25519 signature, 64 bytes in hexadecimal, over the bytes of `manifest.json`. All JSON has
sorted keys and no white space, so that the same dossier gives the same bytes.
"""

import io
import zipfile
import zlib
from base64 import b64decode, b64encode
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
MOST_PART = 32 * 2**20
KEY_BYTES = 32
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
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in NAMES:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def verify(file: bytes, trusted: Ed25519PublicKey) -> Manifest:
    """What a package says of itself, if every byte of it is as its maker signed it.

    Raises:
        PackageRefused: NOT_A_PACKAGE, BAD_SIGNATURE or CHANGED.
    """
    parts = _parts(file)
    try:
        trusted.verify(bytes.fromhex(parts[SIGNATURE].decode("ascii")), parts[MANIFEST])
    except (InvalidSignature, ValueError):
        told = "the signature is not of this key, or the manifest was changed"
        raise PackageRefused("BAD_SIGNATURE", told) from None
    manifest = _manifest(parts[MANIFEST])
    for name in (CASE, PAGE):
        if sha256(parts[name]).hexdigest() != manifest.files.get(name):
            raise PackageRefused("CHANGED", f"{name} is not the one that was signed")
    return manifest


def _parts(file: bytes) -> dict[str, bytes]:
    """The four parts and nothing else, none of them larger than is sensible."""
    broken = PackageRefused("NOT_A_PACKAGE", "this is no package for the Ombudsman")
    if len(file) > MOST_FILE:
        raise broken
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            if [one.filename for one in archive.infolist()] != NAMES:
                raise broken
            return {name: _content(archive, name, broken) for name in NAMES}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise broken from None


def _content(archive: zipfile.ZipFile, name: str, broken: PackageRefused) -> bytes:
    with archive.open(name) as part:
        content = part.read(MOST_PART + 1)  # what the directory claims of its size is not believed
    if len(content) > MOST_PART:
        raise broken
    return content


def _manifest(content: bytes) -> Manifest:
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError:
        raise PackageRefused("NOT_A_PACKAGE", "this is no package of a kind known here") from None


def _canonical(value: object) -> bytes:
    return msgspec.json.encode(value, order="sorted")
