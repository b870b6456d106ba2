"""A private MariaDB server on loopback; it never reads the system's configuration."""

import os
import shutil
import subprocess
from pathlib import Path

from devstack.errors import StackError
from devstack.processes import Process, run

# One account for WordPress and the sidecar, as on a shared host. The server listens on loopback only.
USER = "wp"
PASSWORD = "wp"  # noqa: S105
_SOCKET = "db.sock"  # relative to the data folder: a full path could exceed the 107 characters of a socket address


class MariaDB:
    """The server and its databases. `flush_log` 1 keeps every commit, 0 is quicker and loses a second on a crash."""

    def __init__(self, root: Path, port: int, flush_log: int = 1) -> None:
        self.root, self.port = root, port
        self.data = root / "mariadb"
        self.process = Process("mariadb", self._command(flush_log), root, cwd=self.data)

    def _command(self, flush_log: int) -> list[str | Path]:
        return [
            "mariadbd",
            "--no-defaults",  # has to be the first argument
            *_as_root(),
            f"--datadir={self.data}",
            f"--tmpdir={self.root / 'tmp'}",
            f"--socket={_SOCKET}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_unicode_ci",
            "--max-connections=300",
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=32M",
            "--innodb-buffer-pool-dump-at-shutdown=OFF",
            f"--innodb-flush-log-at-trx-commit={flush_log}",
        ]

    def start(self) -> None:
        """Starts the server, on the first call with a fresh data folder, and waits until it answers."""
        (self.root / "tmp").mkdir(parents=True, exist_ok=True)
        if not self.data.exists():
            self._install()
        self.process.start()
        self.process.wait_until(self._answers, 60, "MariaDB to answer")

    def _install(self) -> None:
        unfinished = self.data.with_name("mariadb.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        run(
            [
                "mariadb-install-db",
                "--no-defaults",
                "--skip-name-resolve",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--innodb-log-file-size=32M",
                f"--datadir=./{unfinished.name}",  # relative: its script stumbles over a space in the path
                *_as_root(),
            ],
            "Preparing MariaDB's data folder",
            # Of its own: a server that starts clears away what others have left, or are just using, in a shared one.
            env={**os.environ, "TMPDIR": str(self.root / "tmp")},
            cwd=self.root,
        )
        unfinished.rename(self.data)

    def _answers(self) -> bool:
        return self._client(["mariadb-admin", "ping"]).returncode == 0

    def stop(self) -> None:
        """Shuts the server down cleanly."""
        self.process.stop(grace=30)

    def kill9(self) -> None:
        """Kills the server as a power cut would."""
        self.process.kill9()

    def restart(self) -> None:
        """Stops and starts the server; clients see their connections break."""
        self.stop()
        self.start()

    def create_database(self, name: str) -> None:
        """Creates a database (an existing one is kept) that the account `wp` may do everything in, also triggers."""
        account = f"{USER}@127.0.0.1"
        self.query(
            f"CREATE DATABASE IF NOT EXISTS `{name}`;"
            f"CREATE USER IF NOT EXISTS {account} IDENTIFIED BY '{PASSWORD}';"
            f"GRANT ALL ON `{name}`.* TO {account};"
        )

    def drop_database(self, name: str) -> None:
        """Removes a database with everything in it, if it exists."""
        self.query(f"DROP DATABASE IF EXISTS `{name}`")

    def query(self, sql: str, database: str = "") -> str:
        """Runs SQL as the server's root and gives the client's tab separated answer without headings."""
        done = self._client(["mariadb", "--skip-column-names", "--batch", database], sql.encode())
        if done.returncode != 0:
            raise StackError(f"SQL failed: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode()

    def snapshot(self, database: str, name: str = "snapshot") -> Path:
        """Dumps a database with its triggers into `<root>/<database>-<name>.sql`; `restore` brings it back."""
        options = ["--single-transaction", "--triggers", "--routines", "--skip-add-drop-table", "--skip-dump-date"]
        done = self._client(["mariadb-dump", *options, database])
        if done.returncode != 0:
            raise StackError(f"Dump of {database} failed: {done.stderr.decode(errors='replace').strip()}")
        path = self.root / f"{database}-{name}.sql"
        path.write_bytes(done.stdout)
        return path

    def restore(self, database: str, snapshot: Path) -> None:
        """Puts a database back to a snapshot; waits for transactions that are still open in it."""
        reset = f"DROP DATABASE IF EXISTS `{database}`; CREATE DATABASE `{database}`; USE `{database}`;\n"
        self.query(reset + snapshot.read_text(encoding="utf-8"))

    def url(self, database: str) -> str:
        """The address of a database for the sidecar."""
        return f"mysql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def _client(self, command: list[str], stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        program, *arguments = command
        options = ["--no-defaults", f"--socket={_SOCKET}", "--user=root"]
        return subprocess.run(
            [program, *options, *(word for word in arguments if word)],
            input=stdin,
            cwd=self.data,
            capture_output=True,
            check=False,
        )


def _as_root() -> list[str]:
    """MariaDB refuses to run as root unless told so."""
    return ["--user=root"] if os.geteuid() == 0 else []
