"""What a test or the demo can do to the emulated providers, in Python."""

from typing import Any

import requests

from devstack.providers.store import (
    PAYPAL_CLIENT_ID,
    PAYPAL_MERCHANT_ID,
    PAYPAL_SECRET,
    PAYPAL_WEBHOOK_ID,
    STRIPE_KEY,
    STRIPE_WEBHOOK_SECRET,
    Json,
)


class EmulatorError(Exception):
    """The emulator refused: no such object, or it is not in a state for this."""


def settings(url: str, authority_path: str) -> dict[str, str]:
    """The SP_ settings of a sidecar that uses the emulator at this address."""
    return {
        "SP_MODE": "test",
        "SP_STRIPE_API_URL": url,
        "SP_STRIPE_KEY": STRIPE_KEY,
        "SP_STRIPE_WEBHOOK_SECRETS": STRIPE_WEBHOOK_SECRET,
        "SP_PAYPAL_API_URL": url,
        "SP_PAYPAL_CERTIFICATES": authority_path,
        "SP_PAYPAL_CLIENT_ID": PAYPAL_CLIENT_ID,
        "SP_PAYPAL_SECRET": PAYPAL_SECRET,
        "SP_PAYPAL_WEBHOOK_ID": PAYPAL_WEBHOOK_ID,
        "SP_PAYPAL_MERCHANT_ID": PAYPAL_MERCHANT_ID,
    }


class _Caller:
    def __init__(self, url: str, group: str) -> None:
        self.url, self._group = url, group
        self._session = requests.Session()
        self._session.trust_env = False

    def _call(self, action: str, **arguments: Any) -> Any:
        answer = self._session.post(f"{self.url}/_emulator/{self._group}/{action}", json=arguments, timeout=60)
        if answer.status_code != 200:
            raise EmulatorError(answer.text)
        return answer.json()


class StripeSide(_Caller):
    """The buyer at Stripe's page, the owner in Stripe's dashboard, the buyer's bank."""

    key = STRIPE_KEY
    webhook_secret = STRIPE_WEBHOOK_SECRET

    def pay(self, session_id: str, card: str = "4242424242424242") -> str:
        """Pays by card and gives the address the buyer goes on to; Stripe's test cards behave as published."""
        return str(self._call("pay", session=session_id, card=card))

    def decline(self, session_id: str) -> None:
        """A card that is refused; the session stays open."""
        self._call("decline", session=session_id)

    def pay_later(self, session_id: str) -> str:
        """Pays by a bank debit that takes days: complete, unpaid."""
        return str(self._call("pay_later", session=session_id))

    def settle_later(self, session_id: str, ok: bool = True) -> None:
        """The bank debit's end."""
        self._call("settle_later", session=session_id, ok=ok)

    def cancel(self, session_id: str) -> str:
        """The buyer's way back without paying; the session stays open."""
        return str(self._call("cancel", session=session_id))

    def expire(self, session_id: str) -> None:
        """The session's time is over."""
        self._call("expire", session=session_id)

    def dashboard_refund(self, payment_intent: str, amount: int | None = None, metadata: Json | None = None) -> str:
        """A refund made by the owner at Stripe, in Stripe's units; its id."""
        return str(self._call("dashboard_refund", payment_intent=payment_intent, amount=amount, metadata=metadata or {}))

    def fail_refund(self, refund_id: str, reason: str = "expired_or_canceled_card") -> None:
        """A refund fails, also after it had succeeded."""
        self._call("fail_refund", refund=refund_id, reason=reason)

    def pend_refunds(self, on: bool = True) -> None:
        """New refunds stay pending until `finish_refund` or `fail_refund`."""
        self._call("pend_refunds", on=on)

    def finish_refund(self, refund_id: str) -> None:
        """A pending refund succeeds."""
        self._call("finish_refund", refund=refund_id)

    def dispute(self, payment_intent: str, reason: str = "fraudulent", inquiry: bool = False) -> str:
        """The buyer's bank asks the money back (an inquiry only asks); the dispute's id."""
        return str(self._call("dispute", payment_intent=payment_intent, reason=reason, inquiry=inquiry))

    def close_dispute(self, dispute_id: str, outcome: str) -> None:
        """`won`, `lost` or, for an inquiry, `warning_closed`."""
        self._call("close_dispute", dispute=dispute_id, outcome=outcome)

    def rotate_secret(self, secret: str, keep_old: bool = True) -> None:
        """Signs webhooks with a new secret, and for a while with the old one too."""
        self._call("rotate_secret", secret=secret, keep_old=keep_old)

    def allow(self, key: str, permissions: list[str] | None) -> None:
        """Makes a key known; a restricted one may do only e.g. `checkout_sessions_write` (None: everything)."""
        self._call("allow", key=key, permissions=permissions)

    def revoke(self, key: str) -> None:
        """The key is not known any more."""
        self._call("revoke", key=key)


class PayPalSide(_Caller):
    """The buyer at PayPal, the owner in PayPal's dashboard, PayPal itself."""

    client_id = PAYPAL_CLIENT_ID
    secret = PAYPAL_SECRET
    webhook_id = PAYPAL_WEBHOOK_ID
    merchant_id = PAYPAL_MERCHANT_ID

    @property
    def authority(self) -> str:
        """PEM of the authority that a client of the emulator has to trust."""
        return str(self._call("authority")["pem"])

    @property
    def authority_path(self) -> str:
        """The same as a file."""
        return str(self._call("authority")["path"])

    def approve(self, order_id: str) -> str:
        """The buyer agrees; the address they go on to."""
        return str(self._call("approve", order=order_id))

    def cancel(self, order_id: str) -> str:
        """The buyer's way back without agreeing."""
        return str(self._call("cancel", order=order_id))

    def decline_capture(self, order_id: str, how: str = "declined") -> None:
        """The next capture: `declined` makes a capture that is DECLINED, `instrument` refuses with INSTRUMENT_DECLINED."""
        self._call("plan_capture", order=order_id, plan=how)

    def pend_capture(self, order_id: str) -> None:
        """The next capture is PENDING until `finish_capture`."""
        self._call("plan_capture", order=order_id, plan="pending")

    def finish_capture(self, capture_id: str, ok: bool = True) -> None:
        """A pending capture completes or is denied."""
        self._call("finish_capture", capture=capture_id, ok=ok)

    def dashboard_refund(self, capture_id: str, amount: str | None = None) -> str:
        """A refund made by the owner at PayPal; its id."""
        return str(self._call("dashboard_refund", capture=capture_id, amount=amount))

    def pend_refunds(self, on: bool = True) -> None:
        """New refunds stay PENDING until `finish_refund`."""
        self._call("pend_refunds", on=on)

    def finish_refund(self, refund_id: str, ok: bool = True) -> None:
        """A pending refund completes or fails; a completed one may fail too."""
        self._call("finish_refund", refund=refund_id, ok=ok)

    def reverse(self, capture_id: str) -> None:
        """PayPal takes the money back."""
        self._call("reverse", capture=capture_id)

    def dispute(self, capture_id: str, reason: str = "MERCHANDISE_OR_SERVICE_NOT_RECEIVED") -> str:
        """The buyer opens a case; its id."""
        return str(self._call("dispute", capture=capture_id, reason=reason))

    def update_dispute(self, dispute_id: str, status: str = "UNDER_REVIEW") -> None:
        """The case goes on."""
        self._call("update_dispute", dispute=dispute_id, status=status)

    def close_dispute(self, dispute_id: str, outcome: str) -> None:
        """`won` or `lost` (or PayPal's own outcome code)."""
        self._call("close_dispute", dispute=dispute_id, outcome=outcome)

    def expire_tokens(self) -> None:
        """Access tokens stop working before their time."""
        self._call("expire_tokens")

    def certify(self, kind: str) -> None:
        """Signs with another certificate from now on: genuine, expired, other_host, stranger."""
        self._call("certify", kind=kind)

    def use_webhook_id(self, webhook_id: str) -> None:
        """Signs for another webhook id."""
        self._call("use_webhook_id", webhook_id=webhook_id)


class Providers(_Caller):
    """Both providers, their webhooks and their faults."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "all")
        self.stripe = StripeSide(url, "stripe")
        self.paypal = PayPalSide(url, "paypal")

    def settings(self) -> dict[str, str]:
        """The SP_ settings of a sidecar that uses this emulator."""
        return settings(self.url, self.paypal.authority_path)

    def subscribe(self, provider: str, url: str) -> None:
        """Sends every further event of `stripe` or `paypal` to this address."""
        self._call("subscribe", provider=provider, url=url)

    def subscribe_only(self, urls: dict[str, str]) -> None:
        """Sends events to these addresses by provider and to no others; what waits for one of them stays queued."""
        self._call("subscribe_only", urls=urls)

    def unsubscribe(self) -> None:
        """Sends no further events to anybody; what is queued is forgotten."""
        self._call("unsubscribe")

    def objects(self, kind: str) -> list[Json]:
        """Everything held of a kind: stripe sessions, payment_intents, charges, refunds, disputes;
        paypal_orders, captures, paypal_refunds, paypal_disputes."""
        return list(self._call("objects", kind=kind))

    def events(self, since: int = 0, provider: str = "") -> list[Json]:
        """Events made after number `since`: seq, provider, id, type, body, headers (signed now), answers so far."""
        return list(self._call("events", since=since, provider=provider))

    def signed(self, event: Json) -> Json:
        """The event signed afresh: a dict with `body` and `headers`. A changed body is signed as it stands."""
        return dict(self._call("signed", event=event))

    def deliver(self, event: Json, url: str) -> int:
        """Delivers an event (as of `events`) once, now; the status answered."""
        fresh = self.signed(event)
        answer = self._session.post(url, fresh["body"].encode(), headers=fresh["headers"], timeout=30)
        return answer.status_code

    def knobs(self, **values: Any) -> None:
        """Webhooks: duplicate=copies, reorder=seconds, delay=seconds, lose=share or [types], parallel=threads,
        retries=[seconds…]; API: work=seconds each call takes. None puts one back."""
        self._call("knobs", values=values)

    def fail(self, prefix: str, kind: str, times: int = 1, seconds: float = 0.0) -> None:
        """The next calls that begin so ("POST /v1/refunds") fail; kinds: see `faults`. `seconds`: how long a time-out
        lets the client wait (0: hangs up at once), or a slow body drips."""
        self._call("fail", prefix=prefix, kind=kind, times=times, seconds=seconds)

    def mend(self) -> None:
        """Forgets all faults and knobs."""
        self._call("mend")

    def forget_keys(self) -> None:
        """Idempotency keys expire."""
        self._call("forget_keys")

    def shift(self, seconds: float) -> None:
        """Moves the providers' clock forward."""
        self._call("shift", seconds=seconds)

    def settled(self, timeout: float = 20.0) -> None:
        """Waits until no webhook is left to deliver; EmulatorError when that takes too long."""
        self._call("settled", timeout=timeout)
