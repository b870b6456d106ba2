"""The authority, made here, that signs PayPal's webhook certificate; and bad certificates for those who ask."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOST = "messageverificationcerts.paypal.com"
KINDS = ("genuine", "expired", "other_host", "stranger")


@dataclass(frozen=True)
class Certificate:
    """`chain` is what the certificate's address answers: its own PEM first, then the authority between."""

    chain: bytes
    key: rsa.RSAPrivateKey

    @property
    def id(self) -> str:
        """The end of its address: a new certificate has a new one, as clients keep what they fetched."""
        digest = hashlib.sha256(self.chain).hexdigest()
        return f"CERT-{digest[:8]}-{digest[8:16]}"

    def sign(self, message: bytes) -> bytes:
        """PayPal's SHA256withRSA."""
        return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())


@dataclass(frozen=True)
class Authority:
    """`root` (PEM) is what a client trusts; `between` signs."""

    root: bytes
    between: bytes
    key: bytes

    def issue(self, host: str = HOST, days: tuple[int, int] = (-1, 365)) -> Certificate:
        """A certificate of `host`, valid between these days from now."""
        signing_key = cast(rsa.RSAPrivateKey, serialization.load_pem_private_key(self.key, None))
        key = _new_key()
        issuer = x509.load_pem_x509_certificate(self.between).subject
        return Certificate(_pem(_leaf(host, key, issuer, signing_key, days)) + self.between, key)


def make_authority() -> Authority:
    """A root, and an authority between."""
    root_key, key = _new_key(), _new_key()
    root_name, name = _name("Emulated root authority"), _name("Emulated authority for messages")
    root = _authority(root_name, root_key, root_name, root_key, depth=1)
    between = _authority(name, key, root_name, root_key, depth=0)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Authority(_pem(root), _pem(between), private)


@dataclass
class Book:
    """The certificates that messages may be signed with."""

    authority: Authority
    _issued: dict[str, Certificate] = field(default_factory=dict)

    def get(self, kind: str) -> Certificate:
        """`genuine`; `expired`, `other_host` (both of the right authority); `stranger` (of one nobody knows)."""
        if kind not in self._issued:
            self._issued[kind] = self._issue(kind)
        return self._issued[kind]

    def _issue(self, kind: str) -> Certificate:
        if kind == "expired":
            return self.authority.issue(days=(-30, -1))
        if kind == "other_host":
            return self.authority.issue("messages.example.com")
        return (self.authority if kind == "genuine" else make_authority()).issue()

    def find(self, id: str) -> Certificate | None:
        """The certificate at this address."""
        return next((made for made in self._issued.values() if made.id == id), None)


@cache
def book_of_this_process() -> Book:
    """Keys take their time to make; tests start many emulators."""
    return Book(make_authority())


def book_of(folder: Path) -> Book:
    """The folder's own authority, made at the first start."""
    files = [folder / name for name in ("authority.pem", "between.pem", "between.key")]
    if not files[-1].exists():
        made = make_authority()
        for file, content in zip(files, (made.root, made.between, made.key), strict=True):
            file.touch(mode=0o600)
            file.write_bytes(content)
    return Book(Authority(*(file.read_bytes() for file in files)))


# --- X.509


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _begin(
    name: x509.Name, key: rsa.RSAPrivateKey, issuer: x509.Name, issuer_key: rsa.RSAPrivateKey, days: tuple[int, int]
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )


def _authority(
    name: x509.Name, key: rsa.RSAPrivateKey, issuer: x509.Name, issuer_key: rsa.RSAPrivateKey, depth: int
) -> x509.Certificate:
    builder = _begin(name, key, issuer, issuer_key, (-40, 3650))
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _leaf(
    host: str, key: rsa.RSAPrivateKey, issuer: x509.Name, issuer_key: rsa.RSAPrivateKey, days: tuple[int, int]
) -> x509.Certificate:
    builder = _begin(_name(host), key, issuer, issuer_key, days)
    usage = x509.KeyUsage(True, False, True, False, False, False, False, False, False)
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
