"""Pairing: a one-time code, pasted by the owner, agrees on the key that signs everything from then on."""

import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import dataclass

from sidecar.errors import InvalidFields, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import sites
from wp_bridge import keys
from wp_bridge.database import Transaction
from wp_bridge.records import Site

CODE_MINUTES = 10
KEY_BYTES = 32


@dataclass(frozen=True)
class PairingRequest:
    code: str
    site_url: str
    table_prefix: str
    key: str


@dataclass(frozen=True)
class Paired:
    key_id: str
    fingerprint: str
    site: Site


@dataclass(frozen=True)
class Connection:
    key_id: str
    fingerprint: str
    paired_at: str
    secret: bytes


def create_code(rt: Runtime) -> str:
    """A connection code that is good for ten minutes, once: our address and 128 random bits, of which we keep a hash."""
    secret = secrets.token_urlsafe(16)
    rt.db.transact(lambda tx: keys.add_code(tx, _hash(secret), CODE_MINUTES))
    payload = json.dumps({"u": rt.config.public_url, "c": secret}, separators=(",", ":")).encode()
    return "sp1." + base64.urlsafe_b64encode(payload).decode().rstrip("=")


def read_code(text: str) -> str:
    """The secret part of a connection code, as the plugin sends it back."""
    payload = text.removeprefix("sp1.")
    return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["c"])


def pair(rt: Runtime, request: PairingRequest) -> Paired:
    """Raises `Refused` with pairing_code_unknown, _used, _expired, pairing_wrong_site, or `InvalidFields` for the key."""
    secret = _key_bytes(request.key)
    refusal = _check_code(rt, request)
    if refusal:
        raise refusal
    key_id = f"sp-{secrets.token_hex(8)}"
    key = keys.SiteKey(key_id, rt.vault.seal(secret), fingerprint(secret), rt.config.site_url, rt.clock.now())

    def work(tx: Transaction) -> Site:
        found = keys.find_code(tx, _hash(request.code))
        if found is None or not keys.use_code(tx, found.id):
            raise Refused("pairing_code_used", "this code was used already; make a new one")
        keys.add(tx, key, request.table_prefix)
        return sites.load(tx, rt.config)

    return Paired(key_id, key.fingerprint, rt.db.transact(work))


def connection(rt: Runtime) -> Connection | None:
    """The key in force, opened; None before pairing."""
    key = rt.db.transact(keys.newest)
    if key is None:
        return None
    return Connection(key.key_id, key.fingerprint, key.created_at.isoformat(), rt.vault.open(key.secret_encrypted))


def secret_of(rt: Runtime, key_id: str) -> bytes | None:
    key = rt.db.transact(lambda tx: keys.find(tx, key_id))
    return rt.vault.open(key.secret_encrypted) if key else None


def fingerprint(secret: bytes) -> str:
    """Short enough to compare by eye on both sides: ``7f3a-91c2-0b44-5e6d``."""
    digest = hashlib.sha256(b"session-packages fingerprint" + secret).hexdigest()[:16]
    return "-".join(digest[i : i + 4] for i in range(0, 16, 4))


def _check_code(rt: Runtime, request: PairingRequest) -> Refused | None:
    """Returned, not raised: a refused try must be counted, so this transaction has to commit."""

    def work(tx: Transaction) -> Refused | None:
        found = keys.find_code(tx, _hash(request.code))
        if found is None:
            return Refused("pairing_code_unknown", "this code is not known here; was it copied whole?")
        if found.used_at is not None:
            return Refused("pairing_code_used", "this code was used already; make a new one")
        if found.expired or found.tries_left == 0:
            return Refused("pairing_code_expired", "this code is no longer good; make a new one")
        if not _same_site(rt, request):
            keys.spend_try(tx, found.id)
            return Refused("pairing_wrong_site", f"this sidecar serves {rt.config.site_url}, not this WordPress site")
        return None

    return rt.db.transact(work)


def _same_site(rt: Runtime, request: PairingRequest) -> bool:
    same_address = request.site_url.rstrip("/").lower() == rt.config.site_url.lower()
    return same_address and request.table_prefix == rt.config.table_prefix


def _key_bytes(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise InvalidFields({"key": "must be 32 random bytes in base64"})
    return key


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
