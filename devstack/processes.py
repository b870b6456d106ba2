"""Servers as child processes: own session, log file, pid file, and an end that takes their children along."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devstack.errors import StackError
from devstack.procfs import MARK, mark_of, members

_DYING = 5.0  # seconds
_NO_PROXY_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Process:
    """One server of a stack; it can be started again after it was stopped or killed."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        root: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        interrupt_group: bool = False,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.env = dict(env or {})
        self.cwd = cwd
        self._interrupt_group = interrupt_group
        self.root = root
        self.log = root / "log" / f"{name}.log"
        self.pid_file = root / "run" / f"{name}.pid"
        self._child: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def pid(self) -> int:
        """The pid of the running server; StackError when it was not started."""
        if self._child is None:
            raise StackError(f"{self.name} is not running.")
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether the server runs at this moment."""
        return self._child is not None and not _has_ended(self._child.pid)

    def start(self) -> None:
        """Starts the server; StackError when its program is not installed or it runs already."""
        if self.alive:
            raise StackError(f"{self.name} runs already (pid {self.pid}).")
        for folder in (self.log.parent, self.pid_file.parent):
            folder.mkdir(parents=True, exist_ok=True)
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._child = self._spawn(log.fileno())
        self.pid_file.write_text(f"{self._child.pid}\n")

    def _spawn(self, log: int) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.cwd,
                env=child_environment(self.root, self.env),
                start_new_session=True,
            )
        except FileNotFoundError as missing:
            raise StackError(f"{missing.filename} is missing; run scripts/setup.") from missing

    def stop(self, grace: float = 10.0) -> None:
        """Asks the server to end, waits, and kills what is left of its process group."""
        if self._child is None:
            return
        # Not reaped yet, so the pid is still its own. Usually only the server is asked, as RQ, gunicorn and MariaDB
        # expect; PHP's workers notice nothing of that, PHP wants a SIGINT for all, as a terminal sends it.
        if self._interrupt_group:
            os.killpg(self._child.pid, signal.SIGINT)
        else:
            os.kill(self._child.pid, signal.SIGTERM)
        deadline = time.monotonic() + grace
        while self.alive and time.monotonic() < deadline:
            time.sleep(0.01)
        self.kill9()

    def kill9(self) -> None:
        """Kills the server and its children without a chance to tidy up."""
        if self._child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._await_group(self._child.pid)
        self._child.wait()
        self._child = None
        self.pid_file.unlink(missing_ok=True)

    def _await_group(self, group: int) -> None:
        """A killed child is still there for a moment, with its port and its files."""
        deadline = time.monotonic() + _DYING
        while members(self.root, group) and time.monotonic() < deadline:
            time.sleep(0.005)

    def tail(self, lines: int = 15) -> str:
        """The last lines that this run of the server wrote."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])

    def wait_until(self, condition: Callable[[], bool], timeout: float, what: str) -> None:
        """Waits for the server; StackError with the end of its log when it dies or takes too long."""
        deadline = time.monotonic() + timeout
        while not condition():
            if not self.alive:
                raise StackError(f"{self.name} ended before {what}. {self.log}:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise StackError(f"{self.name}: waited {timeout:g} s in vain for {what}. {self.log}:\n{self.tail()}")
            time.sleep(0.02)


def _has_ended(pid: int) -> bool:
    """Whether a child has ended. It is left unreaped: until it is, neither pid nor group can become somebody else's."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def child_environment(root: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment without its SP_ settings and with the stack's mark; a proxy never stands between the parts of a stack."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SP_")}
    return {**inherited, "NO_PROXY": "127.0.0.1,localhost", MARK: mark_of(root), **(extra or {})}


def answers(url: str, status: int = 200) -> bool:
    """Whether GET on this loopback address gives the status."""
    try:
        with _NO_PROXY_OPENER.open(url, timeout=10) as response:
            return bool(response.status == status)
    except urllib.error.HTTPError as error:
        return error.code == status
    except OSError:
        return False


def run(
    command: Sequence[str | Path],
    what: str,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> bytes:
    """Runs a command to its end and gives its stdout; StackError with what it said when it fails."""
    words = [str(part) for part in command]
    try:
        done = subprocess.run(words, input=stdin, capture_output=True, check=False, env=env, cwd=cwd)
    except FileNotFoundError as missing:
        raise StackError(f"{missing.filename} is missing; run scripts/setup.") from missing
    if done.returncode != 0:
        said = (done.stderr + done.stdout).decode(errors="replace").strip()
        raise StackError(f"{what} failed:\n{said[-4000:]}")
    return done.stdout
