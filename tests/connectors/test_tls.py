"""Peers that ask for our certificate, and peers of an authority of their own."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.connectors.catalogue import load_catalogue
from hub.connectors.registry import Registry, Reload
from hub.domain.exchange import HealthState
from hub.errors import ConfigError
from tests.connectors.samples import NOW

DAY = dt.timedelta(days=1)
OFFICE = """\
kind = "declarative"
agency = "62.01.dinkes"
base_url_env = "URL"
zone = "Asia/Jakarta"
source = "docs/agencies/62.01.md"
idempotency = "none"
maturity = 0
health = "/"
[tls]
certificate_env = "CERTIFICATE"
key_env = "KEY"
authority_env = "AUTHORITY"
"""


class Authority:
    """Issues certificates for loopback."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = self._kept(name, self._signed(self.name, self.key, ca=True), None)

    def issue(self, name: str) -> tuple[Path, Path]:
        """Certificate and key, as files."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        file = self._kept(name, self._signed(subject, key, ca=False), key)
        return file, file.with_suffix(".key")

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, ca: bool) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - DAY).not_valid_after(now + DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        ours = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.add_extension(ours, critical=False)
        theirs = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(theirs, critical=False)
        names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
        return builder.add_extension(names, critical=False).sign(self.key, hashes.SHA256())

    def _kept(self, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey | None) -> Path:
        file = self.folder / f"{name}.pem"
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        if key is not None:
            written = key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            file.with_suffix(".key").write_bytes(written)
        return file


@asynccontextmanager
async def strict_peer(authority: Authority, served_by: Authority) -> AsyncIterator[str]:
    """Answers those whose certificate comes from `authority`; its own is of `served_by`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*served_by.issue("server"))
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: None)  # refused handshakes are meant
    try:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def state(folder: Path, url: str, certificate: tuple[Path, Path], authority: Path) -> HealthState:
    (folder / "office.toml").write_text(OFFICE)
    environment = {"URL": url, "CERTIFICATE": str(certificate[0]), "KEY": str(certificate[1])}
    environment["AUTHORITY"] = str(authority)
    loaded = load_catalogue(folder, environment, lambda: NOW, lambda: 0.0, strict=True)
    try:
        return (await loaded.health("office")).state
    finally:
        await loaded.aclose()


async def test_our_certificate_opens_a_peer_that_asks_for_it(tmp_path: Path) -> None:
    ours, theirs = Authority(tmp_path, "ours"), Authority(tmp_path, "theirs")
    async with strict_peer(ours, served_by=theirs) as url:
        assert await state(tmp_path, url, ours.issue("hub"), theirs.file) is HealthState.UP
        assert await state(tmp_path, url, theirs.issue("stranger"), theirs.file) is HealthState.DOWN


async def test_a_peer_of_another_authority_is_not_trusted(tmp_path: Path) -> None:
    ours, theirs = Authority(tmp_path, "ours"), Authority(tmp_path, "theirs")
    async with strict_peer(ours, served_by=ours) as url:
        assert await state(tmp_path, url, ours.issue("hub"), theirs.file) is HealthState.DOWN


async def test_files_that_do_not_fit_stop_the_start(tmp_path: Path) -> None:
    ours = Authority(tmp_path, "ours")
    certificate, _ = ours.issue("hub")
    with pytest.raises(ConfigError, match=r"^office.toml:1: BAD_VALUE: let the variables of \[tls\]"):
        await state(tmp_path, "https://localhost:9", (certificate, tmp_path / "missing"), ours.file)
    with pytest.raises(ConfigError, match="BAD_VALUE"):
        await state(tmp_path, "https://localhost:9", (certificate, ours.issue("other")[1]), ours.file)


async def test_a_renewed_certificate_is_noticed_when_the_files_are_read_again(tmp_path: Path) -> None:
    ours = Authority(tmp_path, "ours")
    certificate, key = ours.issue("hub")
    (tmp_path / "office.toml").write_text(OFFICE)
    known = {"URL": "https://localhost:9", "CERTIFICATE": str(certificate), "KEY": str(key)}
    known["AUTHORITY"] = str(ours.file)
    registry = Registry(lambda: load_catalogue(tmp_path, known, lambda: NOW, lambda: 0.0))

    assert await registry.reload() == Reload()
    ours.issue("hub")
    assert await registry.reload() == Reload(changed=("office",))
    await registry.aclose()
