"""A mail that cannot be written must stop neither a booking nor money."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from wp_bridge import notices
from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
# What working out a mail's words can raise, by a mistake of ours or by odd data. Not what the database says: after that
# the whole transaction is repeated, or it was none.
MISTAKES = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)


def apart(write: Callable[Concatenate[Transaction, P], R]) -> Callable[Concatenate[Transaction, P], R | None]:
    """What the mail tells of happens all the same, and staff learn that somebody was not told of it."""

    @wraps(write)
    def written(tx: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return write(tx, *args, **kwargs)
        except MISTAKES as error:
            facts = {"mail": write.__name__.strip("_"), "error": f"{type(error).__name__}: {error}"[:200]} | _whose(args)
            log.exception("a mail could not be written: %s", facts)
            notices.add_again(tx, "mail_unwritten", f"mail_unwritten:{facts['mail']}", facts)
            return None

    return written


def _whose(known: tuple[object, ...]) -> dict[str, str]:
    """The package that the mail is about, where it is about one: staff go on from there."""
    packages = [getattr(one, "package", one) for one in known]
    return next(({"customer_package": one.public_id} for one in packages if isinstance(one, CustomerPackage)), {})
