"""All that a use case may touch. Web, jobs, the command line and tests each build one."""

from dataclasses import dataclass

from sidecar.accounts import ConfiguredGateways, Gateways
from sidecar.clock import SystemClock
from sidecar.config import Config
from sidecar.mailer import Mailer, WordPressMailer
from sidecar.queue import Queue
from sidecar.vault import Vault
from wp_bridge.database import Clock, Database


@dataclass(frozen=True)
class Runtime:
    config: Config
    db: Database
    queue: Queue
    mailer: Mailer
    vault: Vault
    gateways: Gateways
    clock: Clock


def build(config: Config, clock: Clock | None = None) -> Runtime:
    """Opens no connection yet. Call it after forking: pooled connections must not be shared between processes."""
    clock = clock or SystemClock()
    queue, vault = Queue(config.redis_url), Vault(config.secret_key)
    return Runtime(
        config=config,
        # Jobs leave only after commit; without Redis the sweep finds the rows.
        db=Database(config.database_url, config.table_prefix, clock, on_commit=queue.offer_all),
        queue=queue,
        mailer=WordPressMailer(config.site_url),
        vault=vault,
        gateways=ConfiguredGateways(config, vault),
        clock=clock,
    )
