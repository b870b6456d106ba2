"""What can go wrong at a provider, told apart by what to do next."""


class GatewayError(Exception):
    """`code` is the provider's own word; the message is for the log and for staff, without secrets."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class OutcomeUnknown(GatewayError):
    """No answer, half an answer, or the provider's own trouble: it may have happened. Repeat with the same key, or look."""


class TryLater(GatewayError):
    """Nothing has happened: too many requests, or a twin of this one is under way. Repeat later with the same key."""


class KeyRefused(GatewayError):
    """The account's keys are wrong, revoked, or may not do this: a person has to mend them; no retry helps."""


class Declined(GatewayError):
    """A final no. `not_found`, `charge_already_refunded`, `charge_disputed`, `amount_too_small` …: the provider's code."""


class NotGenuine(Exception):
    """Not an event of this provider for this account, or not now. The message names the reason, for the log."""
