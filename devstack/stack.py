"""The whole private stack under one folder."""

import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from devstack import lock, procfs
from devstack.bootstrap.wordpress_files import cached_wordpress
from devstack.errors import StackError
from devstack.mailcatcher import MailCatcher
from devstack.mariadb import MariaDB
from devstack.php_server import PhpServer
from devstack.ports import Ports
from devstack.providers.process import ProvidersProcess
from devstack.redis import Redis
from devstack.sidecar import Sidecar
from devstack.watchdog import Watchdog
from devstack.wordpress import WordPress

DEMO_PORTS = Ports(web=8060, sidecar=8061, mail_web=8062, smtp=8063, mariadb=8064, redis=8065, providers=8066)


class Stack:
    """MariaDB, Redis, mail catcher, payment providers, WordPress and sidecar that belong together.

    Use it as `with Stack(root) as stack`. Entering takes the folder (StackError when another stack has it) and ends what a
    killed run left; leaving stops everything. Each part is started by its own call, in the order of the methods below.
    With `providers` the sidecar is set up to use the emulated payment providers; `start_providers` has to come before it.
    """

    def __init__(
        self,
        root: Path,
        preferred: Ports | None = None,
        *,
        flush_log: int = 1,
        php_workers: int = 6,
        providers: bool = False,
        sidecar_settings: Mapping[str, str] | None = None,
    ) -> None:
        self.root = root.resolve()
        self._preferred = preferred or Ports()
        self._flush_log, self._php_workers = flush_log, php_workers
        self._use_providers = providers
        self._sidecar_settings = dict(sidecar_settings or {})

    def __enter__(self) -> Self:
        self._lock = lock.take(self.root)
        procfs.end_all(self.root)
        self._watchdog = Watchdog(self.root, self._lock)
        self.ports = ports = self._preferred.choose()
        self.mariadb = MariaDB(self.root, ports.mariadb, self._flush_log)
        self.redis = Redis(self.root, ports.redis)
        self.mail = MailCatcher(self.root, ports.smtp, ports.mail_web)
        self.mailbox = self.mail.mailbox
        self.wordpress = WordPress(self.root, self.mariadb, ports.web, ports.smtp)
        self.web = PhpServer(self.root, self.wordpress.docroot, ports.web, self._php_workers)
        self.providers = ProvidersProcess(self.root, ports.providers)
        online = self.providers.settings() if self._use_providers else {}
        self.sidecar = Sidecar(
            self.root,
            ports.sidecar,
            database_url=self.mariadb.url(self.wordpress.database),
            redis_url=self.redis.url,
            site_url=self.wordpress.url,
            settings={**online, **self._sidecar_settings},
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        self._watchdog.stop()
        self._lock.close()

    def start_stores(self) -> None:
        """Starts MariaDB and Redis."""
        self.mariadb.start()
        self.redis.start()

    def start_mail(self) -> None:
        """Starts the mail catcher."""
        self.mail.start()

    def install_site(self, title: str = "Studio", timezone: str = "Europe/Berlin") -> bool:
        """Installs WordPress, or takes the one of an earlier start, and says whether it is new."""
        fresh = not self.is_done("site")
        if fresh:
            for marker in self.root.glob("*.done"):
                marker.unlink()  # what was done, was done to the old site
            self.wordpress.install(cached_wordpress(), title, timezone)
            self.mark_done("site")
        self.wordpress.write_settings()
        self.wordpress.use_url()
        return fresh

    def start_web(self) -> None:
        """Starts PHP and waits for the site's first page."""
        self.web.start()

    def start_providers(self) -> None:
        """Starts the emulated payment providers, which send their webhooks to the sidecar."""
        self.providers.start()
        self.providers.client.subscribe_only({name: f"{self.sidecar.url}/webhooks/{name}" for name in ("stripe", "paypal")})

    def start_sidecar(self) -> None:
        """Migrates and starts the sidecar's three processes and waits for its health."""
        self.sidecar.start()

    def stop(self) -> None:
        """Stops what runs, last started first; `with` does it too. The parts can be started again."""
        for part in (self.sidecar, self.providers, self.web, self.mail, self.redis, self.mariadb):
            part.stop()

    # --- what was finished in this folder, so that an interrupted first start is begun anew

    def is_done(self, step: str) -> bool:
        """Whether `mark_done(step)` was reached, in this run or an earlier one."""
        return (self.root / f"{step}.done").exists()

    def mark_done(self, step: str) -> None:
        """Remembers that a step is complete; call it as the step's last act."""
        (self.root / f"{step}.done").touch()

    def wait(self) -> None:
        """Stays until a signal comes (see `signals.interruptible`); StackError when a part ends by itself."""
        sidecar = self.sidecar
        parts = (self.mariadb, self.redis, self.mail, self.providers, self.web)
        all_processes = (part.process for part in parts)
        running = [p for p in (*all_processes, sidecar.web, sidecar.worker, sidecar.scheduler) if p.alive]
        while True:
            for process in running:
                if not process.alive:
                    raise StackError(f"{process.name} ended by itself. {process.log}:\n{process.tail()}")
            time.sleep(0.5)
