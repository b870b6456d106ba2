"""Who lives in the demo: the studio's people, services and packages, and what they did in the last months."""

from dataclasses import dataclass, field
from typing import Any

from sidecar.usecases.catalogue import PackageForm
from wp_bridge.records import Actor

HOST = "simple-bookings"
TITLE = "Lotus Studio"
CAROL = Actor("staff", 1, "Carol Clark", "carol@example.test")


@dataclass(frozen=True)
class Person:
    login: str
    name: str

    @property
    def email(self) -> str:
        return f"{self.login}@example.test"

    @property
    def password(self) -> str:
        return f"{self.login}-demo"


@dataclass(frozen=True)
class Purchase:
    """Bought `days_ago`; the transfer is confirmed `paid_after` days later (None: still awaited).

    Visits happen every `rhythm` days until the sessions or the validity end; `fate` overrides what becomes of the n-th.
    """

    who: str
    package: str
    days_ago: int
    rhythm: int = 0
    service: str = "Yoga"
    paid_after: int | None = 1
    fate: dict[int, str] = field(default_factory=dict)


PEOPLE = tuple(
    Person(login, name)
    for login, name in {
        "alice": "Alice Archer",
        "bob": "Bob Baker",
        "dora": "Dora Diaz",
        "emil": "Emil Ekström",
        "farah": "Farah Farid",
        "george": "George Grant",
        "hana": "Hana Horák",
        "ines": "Inês Iglesias",
        "jonas": "Jonas Jung",
        "kim": "Kim Kowalski",
    }.items()
)
SERVICES = (
    {"name": "Yoga", "description": "Calm flow for every level.", "duration_min": 60, "price_minor": 4000, "capacity": 8},
    {"name": "Pilates", "description": "Strength from the centre.", "duration_min": 50, "price_minor": 4500, "capacity": 6},
    {"name": "Massage", "description": "One hour, one to one.", "duration_min": 60, "price_minor": 8000, "capacity": 1},
    {"name": "Personal Training", "description": "Your plan, your pace.", "duration_min": 60, "price_minor": 7000, "capacity": 1},
)
WEEK = [["08:00", "12:00"], ["14:00", "20:00"]]
HOURS = dict.fromkeys(range(1, 6), WEEK) | {6: [["09:00", "14:00"]]}
SETTINGS: dict[str, Any] = {
    "currency": "EUR",
    "bank_transfer": {
        "enabled": True,
        "account_holder": TITLE,
        "account": "DE89 3704 0044 0532 0130 00",
        "bank_code": "COBADEFFXXX",
        "bank_name": "Commerzbank",
        "note": "Please give the reference, so that we find your payment.",
    },
    "cancel_hours": 12,
    "tax": {"rate_percent": "19", "label": "VAT"},
}


def package(name: str, description: str, sessions: int, price: str, days: int, **more: Any) -> PackageForm:
    known: dict[str, Any] = {
        "any_service": False,
        "services": (),
        "status": "on_sale",
        "terms_text": "",
        "validity_from": "activation",
        "visit_before_expiry": False,
        "per_person": False,
        "customer_limit": None,
        "stock": None,
        "sale_from": None,
        "sale_until": None,
        "hidden": False,
        "position": 0,
    }
    return PackageForm(name=name, description=description, sessions=sessions, price=price, validity_days=days, **(known | more))


def packages(ids: dict[str, str]) -> list[PackageForm]:
    """`ids` maps service names to their ids at the host."""

    def of(*names: str) -> tuple[tuple[str, str], ...]:
        return tuple((HOST, ids[name]) for name in names)

    return [
        package("10 Yoga Sessions", "Ten visits to any of our yoga classes.", 10, "350.00", 90, services=of("Yoga"), position=1),
        package(
            "First Steps", "Three yoga classes to find out whether it is for you.", 3, "99.00", 30, services=of("Yoga"),
            customer_limit=1, position=2,
        ),
        package("5 Massage Hours", "For tired shoulders, whenever you need them.", 5, "360.00", 180, services=of("Massage"), position=3),
        package("Move 12", "Mix yoga and pilates as you like.", 12, "420.00", 120, services=of("Yoga", "Pilates"), position=4),
        package("Studio Pass 20", "Twenty visits to anything we offer, for a year.", 20, "890.00", 365, any_service=True, position=5),
        package("Summer 8", "Eight yoga classes of last summer.", 8, "260.00", 60, services=of("Yoga"), status="archived", position=9),
    ]  # fmt: skip


SESSIONS = {form.name: form.sessions for form in packages({service["name"]: "" for service in SERVICES})}  # type: ignore[misc]
# Bought as the studio opens today, online: (who, package, how).
TODAY = (("dora", "First Steps", "stripe"), ("farah", "Move 12", "paypal"))
PURCHASES = (
    Purchase("alice", "First Steps", 170, 6),
    Purchase("alice", "10 Yoga Sessions", 150, 7, fate={3: "cancelled", 6: "no_show"}),
    Purchase("alice", "10 Yoga Sessions", 26, 7),
    Purchase("alice", "5 Massage Hours", 60, 21, "Massage"),
    Purchase("dora", "Move 12", 100, 6, fate={4: "cancelled"}),
    Purchase("emil", "10 Yoga Sessions", 140, 16),
    Purchase("emil", "Studio Pass 20", 35, 5, "Pilates"),
    Purchase("farah", "5 Massage Hours", 90, 14, "Massage"),
    Purchase("george", "First Steps", 75, 12),
    Purchase("george", "10 Yoga Sessions", 85, 30),
    Purchase("hana", "Studio Pass 20", 160, 9, "Personal Training", fate={2: "no_show", 9: "cancelled"}),
    Purchase("ines", "10 Yoga Sessions", 12, 4),
    Purchase("jonas", "10 Yoga Sessions", 3, paid_after=None),
    Purchase("kim", "Move 12", 1, paid_after=None),
)
