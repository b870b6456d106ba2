"""What stands in the links of mails: it names a customer, and only we can have written it."""

from itsdangerous import BadData, URLSafeSerializer

from sidecar.config import Config

PREFERENCES = "mail-preferences"


def of_customer(config: Config, public_id: str) -> str:
    """Does not expire: an old mail's way out must work as well as a new one's."""
    return str(_serializer(config).dumps(public_id))


def customer(config: Config, token: str) -> str | None:
    """The public id; None for anything that we have not written."""
    try:
        found = _serializer(config).loads(token)
    except BadData:
        return None
    return found if isinstance(found, str) else None


def _serializer(config: Config) -> URLSafeSerializer:
    return URLSafeSerializer(config.secret_key, salt=PREFERENCES)
