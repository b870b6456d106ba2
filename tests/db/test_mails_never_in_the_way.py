"""A mail that cannot be written stops neither a booking nor money: what it tells of happens, and staff learn of the mail."""

import json
from typing import Any
from unittest import mock

import pytest

from sidecar.domain import placeholders
from sidecar.usecases import corrections, expiry, give_back, refunds
from sidecar.usecases.give_back import StatusEvent
from tests.letters import letters, told
from tests.studio import BOB, CAROL, HOST, Studio, command
from wp_bridge import outbox, settings
from wp_bridge.errors import TransientConflict

pytestmark = [pytest.mark.redemption, pytest.mark.mails]


def unwritten(studio: Studio) -> dict[str, str]:
    """The mails that staff know of, each with its package."""
    rows = studio.rows("SELECT payload FROM {p}staff_notices WHERE kind = 'mail_unwritten' AND resolved_at IS NULL")
    return {facts["mail"]: facts.get("customer_package", "") for facts in (json.loads(row["payload"]) for row in rows)}


def settings_of_the_night(studio: Studio) -> None:
    """Warnings are written at any hour."""
    studio.rt.db.transact(lambda tx: settings.write(tx, {"mail_rules": {"from_hour": 0}}, "test"))


def test_a_booking_at_the_end_of_time_is_paid_although_its_day_cannot_be_written(studio: Studio) -> None:
    """East of Greenwich there is no such day."""
    package = studio.sell()
    for _ in range(2):
        studio.redeem(package, studio.book(starts_at="9999-12-31 23:30", ends_at="9999-12-31 23:40"))
    assert (studio.again(package).balance, letters(studio)) == (8, [])
    assert unwritten(studio) == {"redeemed": package.public_id}, "once, however many there are"


@pytest.mark.parametrize("mistake", [LookupError, TypeError, OverflowError])
def test_whatever_is_told_happens_without_its_mail(studio: Studio, mistake: type[Exception]) -> None:
    with mock.patch.object(placeholders, "studio_alone", side_effect=mistake):
        package = studio.sell()
        booking = studio.book()
        studio.redeem(package, booking)
        assert studio.again(package).balance == 9
        studio.set_booking(booking, "cancelled")
        give_back.observe(studio.rt, StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))
        assert studio.again(package).balance == 10
        corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, 2, paid=False, reason="a gift")
        assert studio.again(package).balance == 12
        begun = refunds.start(studio.rt, command("refund", CAROL), package.public_id, refunds.Wish(), "350.00", "moved")
        refunds.sent(studio.rt, command("refund_sent", CAROL), begun["refund"])
    assert studio.one("SELECT COUNT(*) FROM {p}outbox WHERE kind = 'mail'") == 0
    of_orders = dict.fromkeys(("transfer_chosen", "transfer", "receipt"), "")
    of_package = dict.fromkeys(("package_activated", "redeemed", "given_back", "changed", "refunded"), package.public_id)
    assert unwritten(studio) == of_orders | of_package


def test_a_conflict_at_the_mail_repeats_the_whole_as_ever(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    add, seen = outbox.add, []

    def once_in_conflict(*args: Any) -> int | None:
        seen.append(args)
        if len(seen) == 1:
            raise TransientConflict("deadlock")
        return add(*args)

    with mock.patch.object(outbox, "add", once_in_conflict):
        studio.redeem(package, booking)
    assert (told(studio), studio.again(package).balance, unwritten(studio)) == ([("redeemed", "9")], 9, {})


def test_one_warning_that_cannot_be_written_keeps_nobody_elses_back(studio: Studio) -> None:
    settings_of_the_night(studio)
    odd = studio.sell()
    studio.sell(BOB)
    sql = "UPDATE {p}customer_packages SET starts_at = starts_at - INTERVAL 85 DAY, expires_at = expires_at - INTERVAL 85 DAY"
    studio.rt.db.transact(lambda tx: tx.run(sql))
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customers SET name = 'odd' WHERE id = %s", (odd.customer_id,)))
    wanted = placeholders.studio

    def fails_for_one(site: Any, customer: Any) -> placeholders.Values:
        if customer.name == "odd":
            raise LookupError("odd")
        return wanted(site, customer)

    with mock.patch.object(placeholders, "studio", fails_for_one):
        written = [expiry.warn_due(studio.rt) for _ in range(2)]
    assert written == [1, 0]
    assert [sent.to for sent in letters(studio, "expiring")] == [BOB.email]
    assert unwritten(studio) == {"about_end": odd.public_id}
