"""What the use cases put into the outbox, and what the site gets of it."""

import json
from typing import Any

import pytest

from sidecar.runtime import Runtime
from sidecar.usecases import notify
from tests.studio import ALICE, Studio
from tests.worker.site import FakeSite

pytestmark = pytest.mark.mails


def told_of(site: FakeSite, subject: str) -> dict[str, Any]:
    """The one mail of this subject."""
    [item] = [item for item in site.items if item["kind"] == "mail" and subject in item["subject"]]
    return item


def test_a_package_that_is_paid_is_announced_once(rt: Runtime, studio: Studio, site: FakeSite) -> None:
    package = studio.sell()
    [row] = studio.rows("SELECT * FROM {p}outbox WHERE mail = 'package_activated'")
    assert row["dedupe_key"] == f"activated:{package.public_id}"
    assert row["id"] in rt.queue.waiting("jobs.outbox.deliver")
    assert notify.deliver(rt, [row["id"]]) == 1
    [item] = site.items
    assert item["to"] == {"email": ALICE.email, "name": ALICE.name}
    assert item["subject"] == "Your package 10 Yoga Sessions is ready"
    assert "10 of 10" in item["text"]
    assert "Lotus Studio" in item["html"]
    assert item["message_id"] == json.loads(row["payload"])["message_id"]


def test_the_mail_keeps_the_values_of_the_moment(rt: Runtime, studio: Studio, site: FakeSite) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    notify.sweep(rt, offer=False)
    ready, booked = told_of(site, "is ready"), told_of(site, "Booked with your package")
    assert ("10 of 10" in ready["text"], "9 of 10" in booked["text"]) == (True, True)


def test_a_redeemed_booking_is_told_to_its_host(rt: Runtime, studio: Studio, site: FakeSite) -> None:
    booking = studio.book()
    studio.redeem(studio.sell(), booking)
    notify.sweep(rt, offer=False)
    [event] = [item for item in site.items if item["kind"] == "booking_confirmed"]
    assert (event["host"], event["booking"]) == ("simple-bookings", booking)
    told = event["package"]
    assert (told["package_name"], told["remaining"], told["total"]) == ("10 Yoga Sessions", 9, 10)


def test_the_sites_name_is_written_as_its_owner_typed_it(rt: Runtime, studio: Studio, site: FakeSite) -> None:
    """WordPress keeps it as HTML in its options."""
    rename = "UPDATE {wp}options SET option_value = %s WHERE option_name = 'blogname'"
    rt.db.transact(lambda tx: tx.run(rename, ("Lotus &amp; Sons&#039; Studio",)))
    studio.sell()
    rt.db.transact(lambda tx: tx.run(rename, ("Lotus Studio",)))
    notify.sweep(rt, offer=False)
    item = told_of(site, "is ready")
    assert "at Lotus & Sons' Studio has this package." in item["text"]
    assert "Lotus &amp; Sons" in item["html"]
    assert "&amp;amp;" not in item["html"]
