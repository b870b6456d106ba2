"""An emulator of Stripe and PayPal: behaves as they publish, on this machine only, with trouble on demand."""

from devstack.providers.client import EmulatorError, Providers
from devstack.providers.server import Emulator

__all__ = ["Emulator", "EmulatorError", "Providers"]
