"""The RFC 9421 profile of docs/api.md, in both directions. A maintained library builds and checks the signature base."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

REQUEST_TAG = "sp-v1"
CALLBACK_TAG = "sp-callback-v1"
READ_PARTS = ("@method", "@path", "@query", "content-digest", "x-sp-actor", "x-sp-deadline-ms", "x-sp-request-id")
WRITE_PARTS = (*READ_PARTS, "idempotency-key")
CALLBACK_PARTS = ("@method", "@path", "@query", "content-digest")


@dataclass
class Message:
    """The parts of a request that a signature may cover. `url` is absolute; host and port are never covered."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, secret_of: Callable[[str], bytes | None]) -> None:
        self._secret_of = secret_of

    def resolve_public_key(self, key_id: str) -> bytes | None:
        return self._secret_of(key_id)

    def resolve_private_key(self, key_id: str) -> bytes:
        return self._secret_of(key_id) or b""


class _Verifier(HTTPMessageVerifier):
    # With max_age below: at most 90 s old, at most 30 s ahead. The library's defaults are a day and 5 s.
    max_clock_skew = timedelta(seconds=30)


def verify(message: Message, body: bytes, secret_of: Callable[[str], bytes | None], *, write: bool) -> None:
    """Raises `InvalidSignature`. Replay is the caller's matter: the idempotency key, which is covered, guards writes."""
    verifier = _Verifier(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=_Keys(secret_of))
    results = verifier.verify(
        message,
        max_age=timedelta(seconds=60),
        expect_tag=REQUEST_TAG,
        require_components=WRITE_PARTS if write else READ_PARTS,
        body=body,
    )
    if len(results) != 1 or results[0].body is None:
        raise InvalidSignature("exactly one signature, covering the body's digest, is expected")


def sign(
    message: Message, body: bytes, key_id: str, secret: bytes, nonce: str, tag: str, parts: tuple[str, ...]
) -> Mapping[str, str]:
    """The headers to send: those of `message` plus Content-Digest, Signature-Input and Signature."""
    signer = HTTPMessageSigner(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=_Keys(lambda _: secret))
    signer.sign(message, key_id=key_id, nonce=nonce, label="sp", tag=tag, covered_component_ids=parts, body=body)
    return message.headers


def sign_callback(url: str, body: bytes, key_id: str, secret: bytes, nonce: str) -> Mapping[str, str]:
    return sign(Message("POST", url), body, key_id, secret, nonce, CALLBACK_TAG, CALLBACK_PARTS)
