"""Where no real money is taken, every mail says so; and a test stays one once the site has gone live."""

from dataclasses import replace

import pytest

from sidecar import items
from sidecar.runtime import Runtime
from sidecar.usecases import corrections, notify, refunds, sites, transfers
from tests.payments.till import Till
from tests.studio import CAROL, Studio, command
from wp_bridge.records import OutboxItem, load

pytestmark = [pytest.mark.payments, pytest.mark.mails]
SAYS = "Test payments: no real money is taken."


def built(rt: Runtime, studio: Studio) -> dict[str, dict[str, str]]:
    """By kind, as they would go out."""
    rows = studio.rows("SELECT * FROM {p}outbox WHERE mail IS NOT NULL")
    return {row["mail"]: items.build(load(OutboxItem, row), notify.desk(rt)) for row in rows}


def marked(mail: dict[str, str]) -> list[bool]:
    return [mail["subject"].startswith("[Test] "), SAYS in mail["text"], SAYS in mail["html"]]


def test_in_test_mode_every_mail_of_a_sale_says_that_no_real_money_was_taken(till: Till) -> None:
    package = till.studio.sell()
    till.studio.redeem(package, till.studio.book())
    sent = built(till.rt, till.studio)
    assert set(sent) == {"transfer_instructions", "staff_transfer", "package_activated", "receipt", "redeemed"}
    assert all(all(marked(mail)) for mail in sent.values())
    assert sent["receipt"]["subject"] == "[Test] Your receipt for 10 Yoga Sessions"


def test_what_was_bought_in_a_test_is_one_also_after_the_site_went_live(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    package, waiting = till.studio.sell(), till.studio.order(till.studio.add_package())
    till.rt.db.transact(lambda tx: tx.run("DELETE FROM {p}outbox"))
    load_site, house = sites.load, sites.house
    monkeypatch.setattr(sites, "load", lambda *args: replace(load_site(*args), mode="live"))
    monkeypatch.setattr(sites, "house", lambda *args: replace(house(*args), site=sites.load(*args)))
    corrections.adjust(till.rt, command("adjust", CAROL), package.public_id, 1, paid=False, reason="a gift")
    begun = refunds.start(till.rt, command("refund", CAROL), package.public_id, refunds.Wish(), "350.00", "moved away")
    refunds.sent(till.rt, command("refund_sent", CAROL), begun["refund"])
    transfers.confirm(till.rt, command("confirm_transfer", CAROL), waiting, "350.00")
    sent = built(till.rt, till.studio)
    assert set(sent) == {"package_changed", "refunded", "package_activated", "receipt"}
    assert all(all(marked(mail)) for mail in sent.values())
