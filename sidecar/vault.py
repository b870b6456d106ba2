"""Secrets at rest: encrypted with a key that is not in the database."""

from cryptography.fernet import Fernet, InvalidToken

from sidecar.errors import ConfigError


class Vault:
    def __init__(self, secret_key: str) -> None:
        self._fernet = Fernet(secret_key)

    def seal(self, secret: bytes) -> str:
        return self._fernet.encrypt(secret).decode("ascii")

    def open(self, sealed: str) -> bytes:
        """Raises `ConfigError` when the value was sealed with another key."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise ConfigError("SP_SECRET_KEY: is not the key that the stored secrets were sealed with") from error
