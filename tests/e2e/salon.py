"""The booking plugin of docs/hooks.md's worked example, as its tests drive it, and what the books say of it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sidecar.usecases import holds, reconcile
from tests.e2e.site import Site
from wp_bridge.records import Actor, CustomerPackage

HOST = "my-salon"
PAGE = Path(__file__).parents[2] / "docs" / "hooks.md"
CRON = Actor("system", 0)  # WP-Cron: nobody is logged in
CALL = "wp_set_current_user( $input['user'] ); return call_user_func_array( $input['do'], $input['with'] );"
Entry = tuple[str, int]


def bridge() -> str:
    """The PHP of the section "A worked example", as it stands there."""
    section = PAGE.read_text(encoding="utf-8").split("## A worked example")[1].split("\n## ")[0]
    blocks = re.findall(r"^```php\n(.*?)^```$", section, re.M | re.S)
    assert len(blocks) == 2
    return "<?php\n" + "".join(blocks)


@dataclass
class Salon:
    """The booking plugin of the example, and what the books say about its customers' packages."""

    site: Site

    def call(self, function: str, *arguments: Any, who: Actor | None = None) -> Any:
        """A function of the example or its plugin, as it runs in somebody's request; Alice's unless said otherwise."""
        user = (who or self.site.alice).wp_user_id
        return self.site.php(CALL, {"user": user, "do": f"MySalon\\{function}", "with": arguments})

    def hook(self, name: str, request: dict[str, Any], who: Actor | None = None) -> Any:
        ask = {"user": (who or self.site.alice).wp_user_id, "do": "apply_filters", "with": [name, None, request]}
        return self.site.php(CALL, ask)

    def book(self, people: int = 1) -> int:
        starts_at = self.site.php("return gmdate( 'Y-m-d\\TH:i:s\\Z', time() + WEEK_IN_SECONDS );")
        return int(self.call("book", "77", starts_at, people))

    def reserve(self, booking: int, package: CustomerPackage) -> str:
        """'' or what the customer is told."""
        return str(self.call("reserve", self.row(booking), package.public_id))

    def row(self, booking: int) -> dict[str, Any]:
        return dict(self.call("booking", booking))

    def state(self, booking: int) -> tuple[str, str]:
        row = self.row(booking)
        return row["status"], row["payment"]

    def movements(self, package: CustomerPackage) -> list[Entry]:
        """The ledger after what the sale wrote; the balance must be its sum."""
        rows = self.site.rows(
            "SELECT kind, delta, balance_after FROM {p}ledger WHERE customer_package_id = %s ORDER BY id", package.id
        )
        assert reconcile.check_ledger(self.site.rt) == 0
        assert self.left(package) == sum(row["delta"] for row in rows) == rows[-1]["balance_after"]
        return [(row["kind"], row["delta"]) for row in rows if row["kind"] != "grant"]

    def left(self, package: CustomerPackage) -> int:
        return int(self.site.one("SELECT balance FROM {p}customer_packages WHERE id = %s", package.id))

    def described(self, booking: int) -> dict[str, Any]:
        ask = {"user": self.site.alice.wp_user_id, "do": "apply_filters"}
        told = self.site.php(CALL, ask | {"with": ["session_packages_describe", [], HOST, [str(booking)]]})
        return dict(told[str(booking)]) if told else {}

    def let_lapse(self) -> None:
        """As if 15 minutes had passed; the scheduler's own sweep may be quicker than we are."""
        expire = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE host = %s AND state = 'held'"
        self.site.rt.db.transact(lambda tx: tx.run(expire, (HOST,)))
        holds.lapse_due(self.site.rt)
        assert self.site.one("SELECT COUNT(*) FROM {p}attempts WHERE host = %s AND state = 'held'", HOST) == 0

    def notices(self, booking: int) -> list[str]:
        """What staff are asked to look at."""
        about = "JSON_VALUE(payload, '$.host') = %s AND JSON_VALUE(payload, '$.booking') = %s"
        sql = f"SELECT kind FROM {{p}}staff_notices WHERE resolved_at IS NULL AND {about} ORDER BY id"
        return [row["kind"] for row in self.site.rows(sql, HOST, str(booking))]

    def complaints(self) -> list[str]:
        log = self.site.stack.root / "log" / "php-errors.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return [line for line in lines if "plugins/my-salon" in line]
