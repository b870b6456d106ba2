"""Settings from the environment, checked once at the start. docs/operating.md lists them; a test holds the two together."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from sidecar.errors import ConfigError
from sidecar.gateways import accounts


def _database_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"mysql", "mysql+pymysql"} or not parts.hostname or not parts.path.strip("/"):
        raise ValueError("expected mysql://user:password@host:port/database")
    return text.replace("mysql://", "mysql+pymysql://", 1)


def _redis_url(text: str) -> str:
    if urlsplit(text).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("expected redis://host:port/number")
    return text


def _web_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("expected an address such as https://studio.example")
    return text.rstrip("/")


def _prefix(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", text):
        raise ValueError("expected WordPress's table prefix, such as wp_")
    return text


def _bind(text: str) -> str:
    if not re.fullmatch(r"[^\s:]+:\d{1,5}", text):
        raise ValueError("expected host:port, such as 127.0.0.1:8061")
    return text


def _secret_key(text: str) -> str:
    try:
        Fernet(text)
    except ValueError as error:
        raise ValueError("expected 32 random bytes in URL-safe base64, as `session-packages secret` prints them") from error
    return text


def _secrets(text: str) -> str:
    if any(not part.strip().startswith("whsec_") for part in text.split(",")):
        raise ValueError("expected one or two of Stripe's signing secrets (whsec_…), separated by a comma, the newest first")
    return text


class Config(BaseModel):
    """Field `x` is the environment variable `SP_X`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: Annotated[str, AfterValidator(_database_url)] = Field(repr=False)
    table_prefix: Annotated[str, AfterValidator(_prefix)] = "wp_"
    redis_url: Annotated[str, AfterValidator(_redis_url)] = Field("redis://127.0.0.1:6379/0", repr=False)
    site_url: Annotated[str, AfterValidator(_web_url)]
    public_url: Annotated[str, AfterValidator(_web_url)] = "http://127.0.0.1:8061"
    bind: Annotated[str, AfterValidator(_bind)] = "127.0.0.1:8061"
    secret_key: Annotated[str, AfterValidator(_secret_key)] = Field(repr=False)
    mode: Literal["live", "test"] = "live"
    stripe_key: Annotated[str, AfterValidator(accounts.stripe_key)] = Field("", repr=False)
    stripe_webhook_secrets: Annotated[str, AfterValidator(_secrets)] = Field("", repr=False)
    stripe_api_url: Annotated[str, AfterValidator(_web_url)] = accounts.STRIPE_API
    paypal_client_id: str = ""
    paypal_secret: str = Field("", repr=False)
    paypal_webhook_id: str = ""
    paypal_merchant_id: str = ""
    paypal_api_url: Annotated[str, AfterValidator(_web_url)] | None = None
    paypal_certificates: str = ""
    web_threads: Annotated[int, Field(ge=1, le=64)] = 8
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _no_real_money_at_an_emulator(self) -> "Config":
        try:
            if self.stripe_key:
                accounts.StripeAccount(self.stripe_key, (), self.stripe_api_url)
            accounts.PayPalAccount(
                "", "", mode=self.mode, api_url=self.paypal_api_url or "", certificates=self.paypal_certificates
            )
        except ConfigError as error:
            raise ValueError(str(error)) from error
        return self


def load(environment: Mapping[str, str]) -> Config:
    """Raises `ConfigError` naming each variable that is missing, wrong or unknown, and what was expected."""
    given: dict[str, Any] = {
        name[3:].lower(): value.strip() for name, value in environment.items() if name.startswith("SP_") and value.strip()
    }
    try:
        return Config.model_validate(given)
    except ValidationError as error:
        raise ConfigError("\n".join(_line(problem) for problem in error.errors(include_input=False))) from None


def _line(problem: Any) -> str:
    if not problem["loc"]:
        return str(problem["msg"].removeprefix("Value error, "))
    name = "SP_" + str(problem["loc"][0]).upper()
    if problem["type"] == "missing":
        return f"{name}: is not set, but needed"
    if problem["type"] == "extra_forbidden":
        return f"{name}: no such setting (a typing error?)"
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}"
