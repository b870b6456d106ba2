"""The authority, made here, that signs PayPal's webhook certificate."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOST = "messageverificationcerts.paypal.com"


@dataclass(frozen=True)
class Certificates:
    """`authority` is what a client trusts; `chain` what the certificate's address answers (own one first); both PEM."""

    authority: bytes
    chain: bytes
    key: bytes

    def sign(self, message: bytes) -> bytes:
        """PayPal's SHA256withRSA."""
        key = cast(rsa.RSAPrivateKey, serialization.load_pem_private_key(self.key, None))
        return key.sign(message, padding.PKCS1v15(), hashes.SHA256())


def of_folder(folder: Path | None) -> Certificates:
    """The folder's own, made at the first start; without a folder one set per process."""
    if folder is None:
        return _of_this_process()
    files = [folder / name for name in ("authority.pem", "chain.pem", "webhook.key")]
    if not files[-1].exists():
        made = make()
        files[-1].touch(mode=0o600)
        for file, content in zip(files, (made.authority, made.chain, made.key), strict=True):
            file.write_bytes(content)
    return Certificates(*(file.read_bytes() for file in files))


@cache
def _of_this_process() -> Certificates:
    return make()


def make(host: str = HOST, days: tuple[int, int] = (-1, 365)) -> Certificates:
    """A root, an authority between, and the certificate of `host`, valid between these days from now."""
    root_key, between_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(3))
    root_name, between_name = _name("Emulated root authority"), _name("Emulated authority for messages")
    root = _authority(root_name, root_key, root_name, root_key, depth=1)
    between = _authority(between_name, between_key, root_name, root_key, depth=0)
    leaf = _leaf(host, key, between_name, between_key, days)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Certificates(_pem(root), _pem(leaf) + _pem(between), private)


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
    builder = _begin(name, key, issuer, issuer_key, (-2, 3650))
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
