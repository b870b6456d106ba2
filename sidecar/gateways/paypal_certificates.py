"""The certificate that signs PayPal's webhooks. Its address comes from whoever sends the webhook: nothing about it is trusted."""

import re
import threading
import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.bounded import Limits, NoAnswer, Unsigned, ask
from sidecar.gateways.errors import NotGenuine, OutcomeUnknown

LIMITS = Limits(connect_seconds=3.0, read_seconds=5.0, most_bytes=65_536)
# PayPal's API answers under both names; webhooks have been seen with both.
HOSTS = {
    "live": ("api.paypal.com", "api-m.paypal.com"),
    "test": ("api.sandbox.paypal.com", "api-m.sandbox.paypal.com"),
}
# Whom the certificate must be issued to. The sandbox has signed with either.
OWN, SANDBOX = "messageverificationcerts.paypal.com", "messageverificationcerts.sandbox.paypal.com"
OWNERS = {"live": (OWN,), "test": (SANDBOX, OWN)}
PATH = r"/v1/notifications/certs/[A-Za-z0-9][A-Za-z0-9_-]{0,199}"
PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
LEAST_BITS = 2048
MOST_KEPT = 16
MOST_IN_VAIN, IN_SECONDS = 20, 60.0
Chain = Sequence[x509.Certificate]


def key_at(url: str, account: PayPalAccount, now: datetime) -> RSAPublicKey:
    """The public key of PayPal's certificate at this address, valid now.

    Raises `NotGenuine`, or `OutcomeUnknown` when it cannot be had at the moment.
    """
    if not is_address(url, account):
        raise NotGenuine("the certificate's address is none of PayPal's")
    chain = CERTIFICATES.find(url) or fetched(url)
    key = proved(chain, account, now)
    CERTIFICATES.keep(url, chain)
    return key


def is_address(url: str, account: PayPalAccount) -> bool:
    """Exactly as PayPal writes it, nothing to interpret: no port, name, query or way out of the folder."""
    bases = [account.base_url.rstrip("/")] if account.is_emulator else [f"https://{host}" for host in HOSTS[account.mode]]
    return any(re.fullmatch(re.escape(base) + PATH, url, re.ASCII) for base in bases)


class Certificates:
    """Chains by address, kept once they were proved. PayPal gives a new certificate a new address."""

    def __init__(self) -> None:
        self._kept: dict[str, Chain] = {}
        self._lock = threading.Lock()

    def find(self, url: str) -> Chain | None:
        with self._lock:
            return self._kept.get(url)

    def keep(self, url: str, chain: Chain) -> None:
        with self._lock:
            if url not in self._kept and len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[url] = chain


class InVain:
    """Fetches that led to nothing. Anybody can make us fetch, by an address that looks like PayPal's; not as often as they like."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque(maxlen=MOST_IN_VAIN)
        self._lock = threading.Lock()

    def are_too_many(self) -> bool:
        with self._lock:
            return len(self._moments) == MOST_IN_VAIN and time.monotonic() - self._moments[0] < IN_SECONDS

    def note(self) -> None:
        with self._lock:
            self._moments.append(time.monotonic())


CERTIFICATES, IN_VAIN = Certificates(), InVain()


def fetched(url: str) -> Chain:
    if IN_VAIN.are_too_many():
        raise OutcomeUnknown("no_certificate", "too many certificates were looked for in vain; not for a minute")
    try:
        return fetched_now(url)
    except (NotGenuine, OutcomeUnknown):
        IN_VAIN.note()
        raise


def fetched_now(url: str) -> Chain:
    try:
        answer = ask("GET", url, LIMITS, auth=Unsigned())
    except NoAnswer as error:
        raise OutcomeUnknown("no_certificate", f"PayPal's certificate cannot be fetched: {error}") from error
    if 300 <= answer.status < 400 or answer.status in {400, 404, 410}:
        raise NotGenuine(f"no certificate at this address: HTTP {answer.status}")
    if answer.status != 200:
        raise OutcomeUnknown("no_certificate", f"PayPal's certificate cannot be fetched: HTTP {answer.status}")
    try:
        return x509.load_pem_x509_certificates(answer.body)
    except ValueError as error:
        raise OutcomeUnknown("no_certificate", "PayPal's certificate cannot be read") from error


def proved(chain: Chain, account: PayPalAccount, now: datetime) -> RSAPublicKey:
    """The first one's key, once the chain leads to an authority that we trust, on this day, for PayPal's name."""
    if not any(leads_to_trust(chain, account, owner, now) for owner in OWNERS[account.mode]):
        raise NotGenuine("the certificate is not PayPal's, or not valid now")
    key = chain[0].public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < LEAST_BITS:
        raise NotGenuine("the certificate has no such key")
    return key


def leads_to_trust(chain: Chain, account: PayPalAccount, owner: str, now: datetime) -> bool:
    policy = PolicyBuilder().store(trusted(account)).time(now)
    try:
        policy.build_server_verifier(x509.DNSName(owner)).verify(chain[0], list(chain[1:]))
    except VerificationError:
        return False
    return True


def trusted(account: PayPalAccount) -> Store:
    """The usual authorities; an emulator has its own, and no other."""
    if not account.certificates:
        return usual_authorities()
    try:
        return Store(x509.load_pem_x509_certificates(Path(account.certificates).read_bytes()))
    except (OSError, ValueError) as error:
        raise OutcomeUnknown("no_authority", "SP_PAYPAL_CERTIFICATES: cannot be read") from error


@cache
def usual_authorities() -> Store:
    """One by one: an old authority that the library reads no more is no reason to trust none."""
    return Store([found for pem in PEM.findall(Path(certifi.where()).read_bytes()) if (found := readable(pem))])


def readable(pem: bytes) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        return None
