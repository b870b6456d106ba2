"""The words of the mails, and what can never be in them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sidecar import items, rendering
from sidecar.domain import placeholders
from sidecar.usecases import mails
from wp_bridge.records import Customer, CustomerPackage, Order, OutboxItem, PackageVersion, ServiceLink, Site

pytestmark = pytest.mark.mails

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DESK = items.Desk()


def site(**changes: Any) -> Site:
    values = {"url": "https://lotus.example", "name": "Lotus Studio", "prefix": "wp_", "base_prefix": "wp_", "zone": UTC}
    return Site(**values | {"zone_name": "UTC", "locale": "en_US", "currency": "EUR", "mode": "live"} | changes)


def version(**changes: Any) -> PackageVersion:
    values = {
        "id": 1,
        "package_id": 1,
        "number": 1,
        "name": "10 Yoga Sessions",
        "description": "",
        "sessions": 10,
        "price_minor": 35000,
        "currency": "EUR",
        "validity_days": 90,
        "validity_from": "activation",
        "visit_before_expiry": False,
        "per_person": False,
        "any_service": False,
        "terms_text": "",
        "tax_rate_bp": 0,
        "tax_label": "",
    }
    return PackageVersion(**values | changes)


def customer_package(**changes: Any) -> CustomerPackage:
    zeros = dict.fromkeys(("free_balance", "used", "held", "refunded_sessions", "refund_pending"), 0)
    ids = dict.fromkeys(("id", "customer_id", "order_id", "package_id", "package_version_id"), 1)
    nothing = dict.fromkeys(
        ("first_used_at", "suspended_by_staff_at", "suspended_by_dispute_at", "blocked_at", "closed_at", "expires_at")
    )
    tens = dict.fromkeys(("sessions_total", "paid_balance", "balance"), 10)
    moments = dict.fromkeys(("purchased_at", "activated_at", "starts_at"), NOW)
    rest = {"public_id": "01JCUSTOMERPACKAGE", "mode": "live", "base_state": "open", "valid_through": date(2027, 2, 20)}
    return CustomerPackage(**zeros | ids | nothing | tens | moments | rest | changes)


def order() -> Order:
    ids = dict.fromkeys(("id", "customer_id", "package_id", "package_version_id"), 1)
    money = {"amount_minor": 35000, "net_minor": 35000, "paid_minor": 35000, "currency": "EUR"}
    zeros = dict.fromkeys(("tax_minor", "tax_rate_bp", "refunded_minor"), 0)
    texts = {"tax_label": "", "buyer_name": "Alice Archer", "buyer_email": "alice@example.test"}
    rest = {"public_id": "01JORDER", "reference": "SP-7K2QX", "status": "paid", "method": "bank_transfer", "mode": "live"}
    return Order(**ids | money | zeros | texts | rest, receipt_number=1, placed_at=NOW, paid_at=NOW)


def customer(name: str = "Alice Archer") -> Customer:
    return Customer(1, "01JCUSTOMER", 11, name, "alice@example.test")


def values(**changes: Any) -> dict[str, Any]:
    """The snapshot of Alice's ten yoga sessions, as it comes back from the outbox."""
    links = [ServiceLink("simple-bookings", "1", "Yoga"), ServiceLink("simple-bookings", "2", "Pilates")]
    found = placeholders.studio(site(), customer()) | placeholders.order(site(), order(), version())
    found |= placeholders.package(site(), customer_package(), version(), links)
    return dict(json.loads(json.dumps(found)) | changes)


def row(payload: dict[str, Any] | str, kind: str = "mail", number: int = 1) -> OutboxItem:
    return OutboxItem(number, kind, payload if isinstance(payload, str) else json.dumps(payload), 0, "test-request")


def built(payload: dict[str, Any]) -> dict[str, Any]:
    return items.build(row(payload), DESK)


def mail(**changes: Any) -> dict[str, Any]:
    to = {"name": "Alice Archer", "email": "alice@example.test"}
    return {"template": "package_activated", "to": to, "values": values(), "message_id": "<1@lotus.example>"} | changes


def test_activation_says_what_was_bought_and_how_to_use_it() -> None:
    letter = rendering.render("package_activated", values())
    assert letter.subject == "Your package 10 Yoga Sessions is ready"
    for words in ("10 of 10", "Valid until", "February 20, 2027", "Yoga, Pilates", "Use Package Session", "€350.00"):
        assert words in letter.html


def test_html_is_one_document_with_inlined_styles_that_loads_nothing() -> None:
    html = rendering.render("package_activated", values()).html
    assert html.count("<html") == html.count("</html>") == 1
    assert "background-color: #f5f8f4" in html
    for loading in ("<img", "<link", "<script", "url(", "@import"):
        assert loading not in html


def test_a_package_nobody_ordered_has_no_order_line() -> None:
    letter = rendering.render("package_activated", values(order_reference="", amount=""))
    assert "Order" not in letter.text
    assert "Order" not in letter.html


def test_any_service_and_no_expiry_are_said() -> None:
    found = placeholders.package(site(), customer_package(valid_through=None), version(any_service=True), [])
    letter = rendering.render("package_activated", values(**found))
    assert "For: any service\n" in letter.text
    assert "Valid until: no expiry date\n" in letter.text


@pytest.mark.parametrize(
    ("through", "changes", "locale", "words"),
    [
        (date(2027, 2, 20), {}, "en_US", "February 20, 2027"),
        (date(2027, 2, 20), {}, "en_GB", "February 20, 2027"),
        (date(2027, 2, 20), {}, "de_DE_formal", "Februar 20, 2027"),
        (date(2027, 2, 20), {}, "tlh_QO", "February 20, 2027"),
        (None, {"validity_days": 0}, "en_US", "no expiry date"),
        (None, {"validity_days": 90, "validity_from": "first_use"}, "en_US", "90 days after the first use"),
        (None, {"validity_days": 1, "validity_from": "first_use"}, "en_US", "1 day after the first use"),
    ],
)
def test_expiry_in_words(through: date | None, changes: dict[str, Any], locale: str, words: str) -> None:
    package = customer_package(valid_through=through, starts_at=NOW if through else None)
    assert placeholders.expiry(site(locale=locale), package, version(**changes)) == words


@pytest.mark.parametrize(
    ("changes", "locale", "told"),
    [
        ({}, "en_US", ("", "")),
        ({"net_minor": 32500, "tax_minor": 2500, "tax_rate_bp": 770, "tax_label": "USt."}, "de_DE", ("25,00 €", "USt. 7,7 %")),
        ({"net_minor": 29412, "tax_minor": 5588, "tax_rate_bp": 1900}, "en_US", ("€55.88", "Tax 19 %")),
    ],
)
def test_a_receipt_names_the_tax_where_there_was_any(changes: dict[str, Any], locale: str, told: tuple[str, str]) -> None:
    found = placeholders.receipt(site(locale=locale), replace(order(), **changes))
    amount, name = found["tax_amount"].replace("\u00a0", " "), found["tax_name"].replace("\u00a0", " ")
    assert (amount, name) == told
    letter = rendering.render("receipt", {**values(), **found})
    assert ("Net: " in letter.text) == bool(amount)


def test_what_people_type_is_shown_and_never_obeyed() -> None:
    letter = rendering.render("package_activated", values(customer_name="<b>Al</b> {{ 7*7 }}", package_name="A & <i>B</i>"))
    assert "&lt;b&gt;Al&lt;/b&gt; {{ 7*7 }}" in letter.html
    assert "<i>B" not in letter.html
    assert "Hello <b>Al</b> {{ 7*7 }}," in letter.text


@pytest.mark.parametrize("breaking", ["\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\x00"])
def test_a_subject_is_one_line_whatever_the_package_is_called(breaking: str) -> None:
    name = f"Yoga{breaking}Bcc: everyone@example.test"
    item = built(mail(values=values(package_name=name)))
    assert item["subject"] == "Your package Yoga Bcc: everyone@example.test is ready"
    assert built(mail(to={"name": name, "email": "a@b.test"}))["to"]["name"].isprintable()


@pytest.mark.parametrize("address", ["a@b.test\r\nBcc: x@y.test", "a@b.test\n", "nobody", "", "a b@c.test"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(items.BadItem, match="not an e-mail address"):
        built(mail(to={"name": "", "email": address}))


@pytest.mark.parametrize("template", ["no_such_mail", "../sidecar", "/etc", ""])
def test_a_template_that_does_not_exist_is_named(template: str) -> None:
    with pytest.raises(items.BadItem, match="no mail template"):
        built(mail(template=template))


def test_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(items.BadItem, match="'package_name' is undefined"):
        built(mail(values={"customer_name": "Alice"}))


@pytest.mark.parametrize("payload", ["", "null", "[]", "7", '"text"', "{}", '{"template": 7, "to": 1, "values": []}'])
def test_a_payload_that_is_not_ours_is_refused(payload: str) -> None:
    for kind in items.MAKERS:
        with pytest.raises(items.BadItem):
            items.build(row(payload, kind), DESK)


def test_one_bad_row_stops_no_other() -> None:
    built, broken = items.build_all([row(mail(), number=1), row("broken", number=2), row(mail(), number=3)], DESK)
    assert list(built) == [1, 3]
    assert [bad.id for bad, _ in broken] == [2]


def test_a_row_keeps_its_name_and_no_other_gets_it() -> None:
    first = built(mail())["id"]
    assert first == built(mail())["id"]
    assert first != built(mail(message_id="<2@lotus.example>"))["id"]
    assert first.replace("-", "").isalnum()


def test_message_ids_are_the_same_for_a_resend_and_differ_between_sites() -> None:
    made = mails.message_id("https://lotus.example/shop", "activated:1")
    assert made == mails.message_id("https://lotus.example/shop", "activated:1")
    assert made.endswith("@lotus.example>")
    assert made != mails.message_id("https://other.example", "activated:1")
    assert mails.message_id("http://127.0.0.1:8060", "x").endswith("@127.0.0.1>")
    assert mails.message_id("http://[::1]:8060", "x").endswith("@localhost>")
