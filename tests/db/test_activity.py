"""The list of what staff have done: written with the act, complete, without secrets, never changed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sidecar.domain.activity import ACTS, KINDS, MOST_ITEMS, told
from sidecar.errors import Refused
from sidecar.usecases import activity, catalogue, purchase, redeem, refunds, site_settings, transfers
from sidecar.usecases.refunds import Wish
from tests.db.test_guards import refuse
from tests.studio import ALICE, CAROL, SETTINGS, YOGA_10, Studio, command
from wp_bridge import activity as rows

pytestmark = pytest.mark.admin
DAN = replace(CAROL, wp_user_id=2, name="Dan Dunn")


def listed(studio: Studio, kind: str = "", person: int | None = None) -> list[activity.Entry]:
    found: list[activity.Entry] = []
    after = ""
    while True:
        page = activity.page(studio.rt, kind, person, after)
        found += page.items
        if page.next is None:
            return found
        after = page.next


def newest(studio: Studio) -> dict[str, Any]:
    entry = listed(studio)[0]
    label = entry.thing.label if entry.thing else ""
    return {"who": entry.row.actor_name, "action": entry.row.action, "of": label, "why": entry.row.reason} | entry.details


def test_an_act_is_told_with_who_what_why_and_its_values(studio: Studio) -> None:
    package = studio.add_package()
    assert newest(studio) == {"who": "Carol Clark", "action": "package_create", "of": "10 Yoga Sessions", "why": ""}
    order = purchase.place_order(studio.rt, command("order", ALICE), package, 1, "bank_transfer", "")["order"]
    asked = command("cancel_order", DAN, {"id": order, "reason": "asked to"})
    purchase.cancel_order(studio.rt, asked, order, "asked to")
    thing, reference = listed(studio)[0].thing, studio.one("SELECT reference FROM {p}orders")
    assert thing is not None
    assert (thing.customer_package, thing.customer) == (None, studio.one("SELECT public_id FROM {p}customers")), (
        "where it is found"
    )
    assert newest(studio) == {"who": "Dan Dunn", "action": "cancel_order", "of": reference, "why": "asked to"}


def test_what_customers_and_the_system_do_is_not_in_it(studio: Studio) -> None:
    before = len(listed(studio))
    package = studio.add_package()
    purchase.place_order(studio.rt, command("order", ALICE), package, 1, "bank_transfer", "")
    purchase.place_order(studio.rt, command("order", replace(ALICE, wp_user_id=13)), package, 1, "bank_transfer", "")
    assert [entry.row.action for entry in listed(studio)][: len(listed(studio)) - before] == ["package_create"]


def test_what_is_refused_or_repeated_is_not_in_it(studio: Studio) -> None:
    package = studio.add_package()
    order = purchase.place_order(studio.rt, command("order", ALICE), package, 1, "bank_transfer", "")["order"]
    before = len(listed(studio))
    with pytest.raises(Refused):
        transfers.confirm(studio.rt, command("confirm_transfer", CAROL, {"amount": "3.00"}), order, "3.00", False)
    assert len(listed(studio)) == before
    for _ in range(2):
        asked = command("confirm_transfer", CAROL, {"amount": "350.00"}, key="confirm-0001")
        transfers.confirm(studio.rt, asked, order, "350.00", False)
    assert len(listed(studio)) == before + 1
    assert newest(studio)["amount"] == "350.00"


def test_an_act_that_is_rolled_back_is_not_in_it(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(listed(studio))
    monkeypatch.setattr(rows, "add", _fails)
    with pytest.raises(RuntimeError, match="lost"):
        catalogue.create(studio.rt, command("package_create", CAROL), replace(YOGA_10, any_service=True))
    assert studio.one("SELECT COUNT(*) FROM {p}packages") == 0, "nothing is done that is not told"
    monkeypatch.undo()
    assert len(listed(studio)) == before


def _fails(*_: object) -> None:
    raise RuntimeError("lost")


def test_a_session_used_by_staff_is_told_with_its_booking(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book(status="confirmed", payment_method="on_site")
    request = replace(studio.request(package, booking, who=CAROL), idempotency_key="reserve-0001")
    redeem.redeem(studio.rt, request)
    told_now = newest(studio)
    assert (told_now["action"], told_now["of"]) == ("reserve", "10 Yoga Sessions, Alice Archer")
    assert (told_now["host"], told_now["bookings"]) == ("simple-bookings", [booking])


def test_a_refund_leads_to_its_package(studio: Studio) -> None:
    package = studio.sell()
    asked = command("refund", CAROL, {"rule": "unused_value", "expected": "350.00", "reason": "moved away"})
    refunds.start(studio.rt, asked, package.public_id, Wish("unused_value", None, ""), "350.00", "moved away")
    entry = listed(studio, "refunds")[0]
    assert entry.thing and entry.thing.customer_package == package.public_id
    assert (entry.row.reason, entry.details["expected"]) == ("moved away", "350.00")


def test_settings_are_told_by_name_and_keys_never(studio: Studio) -> None:
    keys = {"enabled": True, "key": "rk_live_topsecret1234", "webhook_secret": "whsec_" + "topsecret" * 4}
    values = SETTINGS | {"cancel_hours": 24, "stripe": keys}
    site_settings.update(studio.rt, command("settings", CAROL, values), values)
    assert newest(studio)["changed"] == ["cancel_hours", "stripe.enabled", "stripe.key", "stripe.webhook_secret"]
    assert "topsecret" not in json.dumps(studio.rows("SELECT * FROM {p}activity"), default=str)


def test_it_is_looked_through_by_kind_and_person_page_by_page(studio: Studio) -> None:
    for number in range(rows.PAGE + 5):
        who = DAN if number % 2 else CAROL
        activity.told(studio.rt, command("access", who, {"changed": [f"Editor: {number}"]}))
    mine = listed(studio, "settings", 2)
    assert {entry.row.actor_name for entry in mine} == {"Dan Dunn"}
    assert len(mine) == (rows.PAGE + 5) // 2
    everything = [entry.row.id for entry in listed(studio)]
    assert everything == sorted(everything, reverse=True)
    assert len(everything) == len(set(everything)) == studio.one("SELECT COUNT(*) FROM {p}activity")
    assert activity.page(studio.rt, "", None, "").people == [(1, "Carol Clark"), (2, "Dan Dunn")]
    assert listed(studio, "refunds") == []


def test_the_list_can_neither_be_changed_nor_thinned(studio: Studio) -> None:
    studio.add_package()
    assert "append-only" in refuse(studio, "UPDATE {p}activity SET reason = 'as I remember it'")
    assert "append-only" in refuse(studio, "DELETE FROM {p}activity")


def test_what_nobody_described_is_listed_all_the_same(studio: Studio) -> None:
    activity.told(studio.rt, command("something_new", CAROL, {"secret": "x"}))
    assert newest(studio) == {"who": "Carol Clark", "action": "something_new", "of": "", "why": ""}


def test_the_rows_of_the_table_are_of_kinds_that_can_be_looked_for() -> None:
    assert {act.kind for act in ACTS.values()} <= set(KINDS)
    many = told(ACTS["settings"], {"changed": ["x" * 999] * 999})["changed"]
    assert isinstance(many, list)
    assert (len(many), len(many[0])) == (MOST_ITEMS, 300)


def test_every_kind_of_thing_is_looked_up_with_one_statement(studio: Studio) -> None:
    """Also what is gone, or never was: it has no name, and the act is listed all the same."""
    studio.add_package()
    one = listed(studio)[0].row
    acts = [replace(one, about=about, subject="7") for about in (*rows.THINGS, "", "mail_kind")]
    assert studio.rt.db.transact(lambda tx: rows.things(tx, acts)) == {}
    assert {act.about for act in ACTS.values()} - set(rows.THINGS) == {"", "booking", "mail", "mail_kind"}
