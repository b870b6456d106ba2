"""What can go wrong between us and the database, in words the rest of the product may catch."""


class BridgeError(Exception):
    """Base of everything raised on purpose by `wp_bridge`."""


class DatabaseUnavailable(BridgeError):
    """No connection could be had, or it was lost and retrying did not help in time."""


class TransientConflict(BridgeError):
    """Deadlock, lock wait timeout, snapshot conflict or lost connection: nothing was kept, the whole transaction may be repeated."""


class CommitUnknown(BridgeError):
    """The connection broke while COMMIT was under way: the work may or may not be kept; look it up by its unique key."""


class DuplicateKey(BridgeError):
    """A unique key refused the row. `key` is the key's name, e.g. ``attempt_key``."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class UnsupportedServer(BridgeError):
    """The database server is too old to enforce what we rely on (CHECK constraints, generated columns)."""


class SchemaOutdated(BridgeError):
    """The tables are not at the version this program needs; `session-packages migrate` brings them there."""


class Unforeseen(BridgeError):
    """The database refused one part of a transaction, for a reason that is a mistake of ours or odd data."""
