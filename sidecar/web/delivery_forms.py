"""The body of the settings that say by which road mails leave."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sidecar.web.parsing import Form, Line, Whole


def _ascii(value: str) -> str:
    if not value.isascii():
        raise PydanticCustomError("ascii", "can only have letters a to z, digits and signs: a login knows no others")
    return value


def _host(value: str) -> str:
    if any(char in value for char in " /:@\t"):
        raise PydanticCustomError("host", "must be the mail server's name, such as mail.example.com")
    return value


Typed = Annotated[Line, AfterValidator(_ascii), Field(max_length=255)]


class SmtpForm(Form):
    host: Annotated[Line, AfterValidator(_host), Field(max_length=253)] = ""
    port: Annotated[Whole, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: Typed = ""
    password: Typed | None = None
    from_email: Annotated[Line, Field(max_length=254)] = ""
    from_name: Annotated[Line, Field(max_length=190)] = ""


class DeliveryForm(Form):
    by: Literal["wp_mail", "smtp"]
    smtp: SmtpForm | None = None
