"""Small rules: saving, selling, giving back, eligibility."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sidecar.domain import eligibility, pricing, returning, selling
from sidecar.domain.eligibility import Holding, Visit
from wp_bridge.records import CustomerPackage, HostService, Package, PackageVersion, ServiceLink

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
VERSION = PackageVersion(1, 1, 1, "10 Yoga", "", 10, 35000, "EUR", 90, "activation", False, False, False, "", 0, "")
PACKAGE = Package(1, "P", "on_sale", 1, False, 0, None, 0, None, None, None, NOW)
BOUGHT = CustomerPackage(
    1, "C", 1, 1, 1, 1, "live", 10, 10, 0, 10, 0, 0, 0, 0, NOW, NOW, NOW, NOW + timedelta(days=90), None,
    None, None, None, None, None, "open",
)  # fmt: skip
YOGA = ServiceLink("simple-bookings", "1", "Yoga")
VISIT = Visit("simple-bookings", "1", NOW + timedelta(days=3), 1)


def service(price: int, currency: str = "EUR") -> HostService:
    return HostService("simple-bookings", "1", "Yoga", price, currency, True)


def test_saving_is_a_range_over_the_linked_services_and_never_flattering() -> None:
    saving = pricing.saving(VERSION, [service(4000), service(4500)])
    assert saving is not None
    assert [pricing.percent_text(p) for p in (saving.min_percent, saving.max_percent)] == ["12.5", "22.2"]
    assert pricing.saving(VERSION, [service(4000), service(3500)]) is None
    assert pricing.saving(VERSION, [service(4000, "USD")]) is None
    assert pricing.saving(VERSION, []) is None
    assert pricing.saving(replace(VERSION, any_service=True), [service(4000)]) is None


@pytest.mark.parametrize(
    ("changes", "awaiting", "held", "code"),
    [
        ({}, 0, 0, None),
        ({"status": "draft"}, 0, 0, "package_not_on_sale"),
        ({"sale_from": NOW + timedelta(seconds=1)}, 0, 0, "package_not_on_sale"),
        ({"sale_until": NOW}, 0, 0, "package_not_on_sale"),
        ({"stock": 5, "sold": 3}, 1, 0, None),
        ({"stock": 5, "sold": 3}, 2, 0, "sold_out"),
        ({"customer_limit": 1}, 0, 0, None),
        ({"customer_limit": 1}, 0, 1, "limit_reached"),
    ],
)
def test_selling(changes: dict, awaiting: int, held: int, code: str | None) -> None:
    assert selling.refusal(replace(PACKAGE, **changes), NOW, awaiting=awaiting, held_by_customer=held) == code


@pytest.mark.parametrize(
    ("by", "hours_before", "cancel_hours", "back"),
    [
        ("customer", 25, 24, True),
        ("customer", 24, 24, True),
        ("customer", 23, 24, False),
        ("customer", -5, 0, True),
        ("staff", -5, 24, True),
        ("system", 1, 24, True),
        ("unknown", 1, 24, True),
    ],
)
def test_who_gets_a_session_back(by: str, hours_before: int, cancel_hours: int, back: bool) -> None:
    assert returning.gives_back(by, NOW + timedelta(hours=hours_before), NOW, cancel_hours) is back


@pytest.mark.parametrize(
    ("package", "version", "visits", "code"),
    [
        ({}, {}, [VISIT], None),
        ({"expires_at": NOW}, {}, [VISIT], "expired"),
        ({"expires_at": NOW + timedelta(microseconds=1)}, {}, [VISIT], None),
        ({"starts_at": NOW + timedelta(days=1)}, {}, [VISIT], "not_started"),
        ({"suspended_by_dispute_at": NOW}, {}, [VISIT], "suspended"),
        ({"blocked_at": NOW}, {}, [VISIT], "suspended"),
        ({"balance": 0, "used": 10}, {}, [VISIT], "no_sessions_left"),
        ({}, {}, [replace(VISIT, service_id="2")], "wrong_service"),
        ({}, {}, [replace(VISIT, host="other")], "wrong_service"),
        ({}, {"any_service": True}, [replace(VISIT, service_id="2")], None),
        ({}, {}, [replace(VISIT, people=11)], None),
        ({}, {"per_person": True}, [replace(VISIT, people=11)], "too_few_sessions"),
        ({"balance": 2}, {}, [VISIT] * 3, "too_few_sessions"),
        ({}, {}, [replace(VISIT, starts_at=NOW + timedelta(days=99))], None),
        ({}, {"visit_before_expiry": True}, [replace(VISIT, starts_at=NOW + timedelta(days=99))], "visit_after_expiry"),
    ],
)
def test_eligibility(package: dict, version: dict, visits: list[Visit], code: str | None) -> None:
    holding = Holding(replace(BOUGHT, **package), replace(VERSION, **version), (YOGA,))
    assert eligibility.verdict(holding, visits, NOW, UTC).code == code


def test_a_package_whose_services_were_all_deleted_fits_nothing() -> None:
    assert eligibility.verdict(Holding(BOUGHT, VERSION, ()), [VISIT], NOW, UTC).code == "wrong_service"


def test_first_use_would_start_now_for_the_visit_rule() -> None:
    version = replace(VERSION, validity_from="first_use", validity_days=2, visit_before_expiry=True)
    holding = Holding(replace(BOUGHT, starts_at=None, expires_at=None), version, (YOGA,))
    assert eligibility.verdict(holding, [VISIT], NOW, UTC).code == "visit_after_expiry"
