"""The emulated providers as one process of a stack."""

import sys
from pathlib import Path

from devstack.paths import PROJECT
from devstack.processes import Process, answers
from devstack.providers.client import Providers, settings


class ProvidersProcess:
    """Both providers on one port; what they know is kept in the stack's folder."""

    def __init__(self, root: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.folder = root / "providers"
        command = [sys.executable, "-m", "devstack.providers", str(port), str(self.folder)]
        self.process = Process("providers", command, root, cwd=PROJECT)
        self.client = Providers(self.url)

    def settings(self) -> dict[str, str]:
        """The SP_ settings of a sidecar that uses them; known before they run."""
        return settings(self.url, str(self.folder / "authority.pem"))

    def start(self) -> None:
        """Starts them and waits until they answer."""
        self.process.start()
        self.process.wait_until(lambda: answers(f"{self.url}/_emulator"), 20, "the payment providers")

    def stop(self) -> None:
        """Stops them; what they know stays."""
        self.process.stop(grace=2)
