"""Carol's studio for tests: people, services, packages and bookings, made by the product's own use cases.

Bookings are inserted by SQL here: in these tests we play the booking plugin, which owns that table.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sidecar.domain import capabilities
from sidecar.runtime import Runtime
from sidecar.usecases import catalogue, offers, purchase, redeem, site_settings, transfers
from sidecar.usecases.catalogue import PackageForm
from sidecar.usecases.once import Command
from sidecar.usecases.outcomes import Outcome
from wp_bridge import customer_packages
from wp_bridge.records import Actor, CustomerPackage

HOST = "simple-bookings"
ALICE = Actor("customer", 11, "Alice Archer", "alice@example.test")
BOB = Actor("customer", 12, "Bob Baker", "bob@example.test")
CAROL = Actor("staff", 1, "Carol Clark", "carol@example.test", caps=capabilities.ALL)
BANK = {
    "enabled": True,
    "account_holder": "Lotus Studio",
    "account": "DE89 3704 0044 0532 0130 00",
    "bank_code": "COBADEFFXXX",
    "bank_name": "Commerzbank",
    "note": "",
}
SETTINGS: dict[str, Any] = {
    "currency": "EUR",
    "bank_transfer": BANK,
    "cancel_hours": 0,
    "tax": {"rate_percent": "19", "label": "VAT"},
}
YOGA_10 = PackageForm(
    name="10 Yoga Sessions",
    description="Ten visits, whenever you like.",
    sessions=10,
    price="350.00",
    validity_days=90,
    any_service=False,
    services=(),
    status="on_sale",
    terms_text="",
    validity_from="activation",
    visit_before_expiry=False,
    per_person=False,
    customer_limit=None,
    stock=None,
    sale_from=None,
    sale_until=None,
    hidden=False,
    position=0,
)


@dataclass
class Studio:
    rt: Runtime

    def __post_init__(self) -> None:
        self.yoga = self.add_service("Yoga", 4000)
        self.massage = self.add_service("Massage", 8000)
        site_settings.update(self.rt, command("settings", CAROL, SETTINGS), SETTINGS)

    def add_service(self, name: str, price_minor: int) -> str:
        sql = (
            "INSERT INTO {wp}sb_services (name, description, duration_min, price_minor, currency, capacity, active, sort,"
            " created_at, updated_at) VALUES (%s, '', 60, %s, 'EUR', 8, 1, 0, UTC_TIMESTAMP(), UTC_TIMESTAMP())"
        )
        return str(self.rt.db.transact(lambda tx: tx.insert(sql, (name, price_minor))))

    def add_package(self, **changes: Any) -> str:
        """The public id of a new package on sale; "10 Yoga Sessions" unless said otherwise."""
        form = replace(YOGA_10, services=((HOST, self.yoga),), **changes)
        return str(catalogue.create(self.rt, command("package_create", CAROL), form)["package"])

    def order(self, package: str, buyer: Actor = ALICE, method: str = "bank_transfer") -> str:
        return str(purchase.place_order(self.rt, command("order", buyer), package, self.version(package), method)["order"])

    def version(self, package: str) -> int:
        """The number that a card shows now."""
        sql = (
            "SELECT v.number FROM {p}package_versions v JOIN {p}packages p ON p.current_version_id = v.id WHERE p.public_id = %s"
        )
        return int(self.one(sql, package))

    def sell(self, buyer: Actor = ALICE, **changes: Any) -> CustomerPackage:
        """A package bought and paid: a customer's copy, ready to use."""
        price = changes.get("price", YOGA_10.price)
        order = self.order(self.add_package(**changes), buyer, "free" if price == "0" else "bank_transfer")
        if price != "0":
            transfers.confirm(self.rt, command("confirm_transfer", CAROL), order, price)
        return self.package_of_order(order)

    def package_of_order(self, order: str) -> CustomerPackage:
        sql = "SELECT cp.id FROM {p}customer_packages cp JOIN {p}orders o ON o.id = cp.order_id WHERE o.public_id = %s"
        number = self.rt.db.transact(lambda tx: tx.scalar(sql, (order,)))
        assert number is not None, "the order has no package"
        return self.again(number)

    def again(self, package: CustomerPackage | int) -> CustomerPackage:
        """The package as it is now."""
        number = package if isinstance(package, int) else package.id
        return self.rt.db.transact(lambda tx: customer_packages.get(tx, number))

    def book(self, who: Actor = ALICE, service: str | None = None, *, people: int = 1, **columns: Any) -> str:
        """A pending booking in three days, held for 15 minutes, as the host commits it before asking us."""
        now = self.rt.clock.now()
        row = {
            "token": uuid.uuid4().hex,
            "service_id": service or self.yoga,
            "service_name": "Massage" if service == self.massage else "Yoga",
            "user_id": who.wp_user_id,
            "customer_name": who.name,
            "customer_email": who.email,
            "customer_phone": "",
            "people": people,
            "starts_at": now + timedelta(days=3),
            "ends_at": now + timedelta(days=3, hours=1),
            "status": "pending",
            "payment_method": "",
            "payment_state": "unpaid",
            "price_minor": 4000,
            "currency": "EUR",
            "hold_expires_at": now + timedelta(minutes=15),
            "created_at": now,
            "updated_at": now,
        } | columns
        names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
        sql = f"INSERT INTO {{wp}}sb_bookings ({names}) VALUES ({marks})"
        return str(self.rt.db.transact(lambda tx: tx.insert(sql, list(row.values()))))

    def booking(self, number: str) -> dict[str, Any]:
        row = self.rt.db.transact(lambda tx: tx.one("SELECT * FROM {wp}sb_bookings WHERE id = %s", (number,)))
        assert row is not None
        return row

    def set_booking(self, number: str, status: str) -> None:
        self.rt.db.transact(lambda tx: tx.run("UPDATE {wp}sb_bookings SET status = %s WHERE id = %s", (status, number)))

    def request(self, package: CustomerPackage, *bookings: str, who: Actor = ALICE, key: str = "") -> redeem.RedeemRequest:
        return redeem.RedeemRequest(
            host=HOST,
            attempt_key=key or f"attempt-{uuid.uuid4()}",
            customer_package=package.public_id,
            lines=tuple(redeem.Line(booking) for booking in bookings),
            actor=who,
            request_id="test-request",
        )

    def redeem(self, package: CustomerPackage, *bookings: str, who: Actor = ALICE, key: str = "") -> Outcome:
        return redeem.redeem(self.rt, self.request(package, *bookings, who=who, key=key))

    def offers(self, who: Actor = ALICE, service: str | None = None, people: int = 1, price: int = 4000) -> list[offers.Offer]:
        starts_at: datetime = self.rt.clock.now() + timedelta(days=3)
        visit = offers.Visit(HOST, service or self.yoga, starts_at, people)
        return offers.offers(self.rt, who, visit, price)

    def one(self, sql: str, *params: Any) -> Any:
        return self.rt.db.transact(lambda tx: tx.scalar(sql, params))

    def rows(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        return self.rt.db.transact(lambda tx: tx.all(sql, params))


def command(action: str, actor: Actor, body: dict[str, Any] | None = None, key: str = "") -> Command:
    return Command(action, key or f"key-{uuid.uuid4()}", actor, "test-request", body or {})
