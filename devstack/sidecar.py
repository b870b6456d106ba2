"""The product's own processes, run by its console command as in production."""

import base64
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from devstack.processes import Process, answers, child_environment, run

_COMMAND = Path(sys.executable).parent / "session-packages"


class Sidecar:
    """Web, worker and scheduler on given stores; each can be stopped, killed and started on its own.

    `settings` are further SP_ variables; SP_ variables of the caller's own shell are not handed on.
    """

    def __init__(
        self, root: Path, port: int, *, database_url: str, redis_url: str, site_url: str, settings: Mapping[str, str]
    ) -> None:
        self.root = root
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            "SP_DATABASE_URL": database_url,
            "SP_TABLE_PREFIX": "wp_",
            "SP_REDIS_URL": redis_url,
            "SP_SITE_URL": site_url,
            "SP_PUBLIC_URL": self.url,
            "SP_BIND": f"127.0.0.1:{port}",
            "SP_SECRET_KEY": _secret_key(root / "secret.key"),
            **settings,
        }
        self.web = self._process("serve")
        self.worker = self._process("worker")
        self.scheduler = self._process("scheduler")

    def _process(self, command: str) -> Process:
        return Process(command, [_COMMAND, command], self.root, env=self.environment)

    def start(self) -> None:
        """Migrates the tables, starts all three and waits until the web process says that it is healthy."""
        self.run_cli("migrate")
        for process in (self.web, self.worker, self.scheduler):
            process.start()
        self.wait_until_healthy()

    def wait_until_healthy(self, timeout: float = 30.0) -> None:
        """Waits for 200 from /health, also after a test restarted `web` by itself."""
        self.web.wait_until(lambda: answers(f"{self.url}/health"), timeout, "200 from /health")

    def stop(self) -> None:
        """Stops all three; the worker may finish its job."""
        for process in (self.scheduler, self.worker, self.web):
            process.stop()

    def run_cli(self, *arguments: str) -> str:
        """Runs `session-packages …` to its end and gives its stdout; StackError with its words when it fails."""
        what = f"session-packages {' '.join(arguments)}"
        return run([_COMMAND, *arguments], what, env=self._full_environment()).decode()

    def pair(self) -> str:
        """A fresh one-time connection code for the plugin."""
        return self.run_cli("pair", "--quiet").strip()

    def _full_environment(self) -> dict[str, str]:
        return child_environment(self.root, self.environment)


def _secret_key(path: Path) -> str:
    """The key of this stack, made once; a new one would make what is encrypted in its database unreadable."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()
