"""The sidecar: rules (`domain`), transactions (`usecases`), providers (`gateways`) and the HTTP door (`web`)."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("session-packages")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0.0.0"
