"""Refusals: every one has a code that the plugin puts into words, and changes nothing."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """Something was asked that cannot be done. `fields` names each bad field and what was expected of it."""

    status = 409

    def __init__(
        self, code: str, message: str = "", *, fields: Mapping[str, str] | None = None, params: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message or code.replace("_", " "))
        self.code = code
        self.message = str(self)
        self.fields = dict(fields or {})
        self.params = dict(params or {})


class InvalidFields(Refused):
    status = 422

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("invalid_fields", "Please correct: " + ", ".join(fields), fields=fields)


class Malformed(Refused):
    status = 400


class Unauthenticated(Refused):
    status = 401


class Forbidden(Refused):
    status = 403


class NotFound(Refused):
    """Unknown, or not yours: the two look the same from outside."""

    status = 404

    def __init__(self, code: str = "not_found", message: str = "") -> None:
        super().__init__(code, message)


class ConfigError(Exception):
    """A setting of the environment is missing or wrong; the message names it and what was expected."""
