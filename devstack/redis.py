"""A private Redis on loopback that keeps its data across restarts."""

import shutil
from pathlib import Path

from devstack.paths import CACHE
from devstack.processes import Process, run


class Redis:
    """The server; start, stop and kill it as often as a test likes."""

    def __init__(self, root: Path, port: int) -> None:
        self.root, self.port = root, port
        self.process = Process("redis", self._command(), root)

    def _command(self) -> list[str | Path]:
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.root / "redis"),
            "appendonly": "yes",
            "save": "",
            # A process title would be written over the environment that marks the process as ours.
            "set-proc-title": "no",
        }
        return [_server(), *(word for key, value in options.items() for word in (f"--{key}", value))]

    @property
    def url(self) -> str:
        """The address for the sidecar."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Starts the server and waits until it has read its file and answers."""
        (self.root / "redis").mkdir(parents=True, exist_ok=True)
        self.process.start()
        self.process.wait_until(self._answers, 20, "Redis to answer")

    def _answers(self) -> bool:
        return "Ready to accept connections" in self.process.tail(5)

    def stop(self) -> None:
        """Stops the server cleanly."""
        self.process.stop()

    def kill9(self) -> None:
        """Kills the server; what was written in the last second may be lost."""
        self.process.kill9()

    def flush(self) -> None:
        """Forgets all queues and locks."""
        run(["redis-cli", "-p", str(self.port), "flushall"], "Emptying Redis")


def _server() -> Path | str:
    """Debian's server when it is installed, else the one that setup linked from redis-tools."""
    return shutil.which("redis-server") or CACHE / "bin" / "redis-server"
