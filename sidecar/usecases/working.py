"""What is known while a batch of a task's items is worked at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sidecar.usecases.sites import House
from wp_bridge.customers import Account
from wp_bridge.records import Actor, PackageVersion
from wp_bridge.tasks import Task


@dataclass(frozen=True)
class Work:
    """`asked` is how; `versions` by package and number of sessions, `accounts` by address, as the whole batch needs them."""

    house: House
    task: Task
    asked: dict[str, Any]
    now: datetime
    versions: dict[tuple[int, int], PackageVersion]
    accounts: dict[str, Account]

    @property
    def actor(self) -> Actor:
        return Actor("staff", self.task.created_by_user, self.task.created_by)
