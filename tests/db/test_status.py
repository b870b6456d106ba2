"""Status is one rule in two languages: Python for one package, SQL for lists. They must never differ."""

import contextlib
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar.domain.status import status
from tests.studio import Studio
from wp_bridge import customer_packages, listing
from wp_bridge.database import Transaction

DAY = st.sampled_from([None, -1, 1])
FACTS = st.fixed_dictionaries(
    {
        "closed_at": DAY,
        "suspended_by_staff_at": DAY,
        "suspended_by_dispute_at": DAY,
        "blocked_at": DAY,
        "starts_at": DAY,
        "expires_at": DAY,
        "ended_seen_for": DAY,
        "paid_balance": st.integers(0, 2),
        "free_balance": st.integers(0, 2),
        "used": st.integers(0, 2),
        "refunded_sessions": st.integers(0, 2),
        "refund_pending": st.integers(0, 2),
    }
)


class _Undo(Exception):
    pass


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS)
def test_every_package_is_in_the_view_of_its_status_and_in_no_other(studio: Studio, facts: dict) -> None:
    held = _package(studio)
    listed = "SELECT COUNT(*) FROM {p}customer_packages cp WHERE cp.id = %s AND {view}"

    def compare(tx: Transaction) -> None:
        now = tx.now()
        values = {n: now + timedelta(days=v) if n.endswith(("_at", "_for")) and v is not None else v for n, v in facts.items()}
        sets = ", ".join(f"{name} = %s" for name in values)
        tx.run(f"UPDATE {{p}}customer_packages SET {sets} WHERE id = %s", [*values.values(), held])
        found = {view for view, condition in listing.VIEWS.items() if tx.scalar(listed.replace("{view}", condition), (held,))}
        package = customer_packages.get(tx, held)
        state = status(package, tx.now())
        assert found == {"all", state}
        # What the one spending statement and the sale of refunds ask: open, whatever the clock says of it.
        assert package.base_state == ("open" if state in {"active", "not_started", "expired"} else state)
        raise _Undo

    with contextlib.suppress(_Undo):
        studio.rt.db.transact(compare)


def _package(studio: Studio) -> int:
    found = studio.one("SELECT id FROM {p}customer_packages LIMIT 1")
    return int(found) if found else studio.sell().id


def test_every_view_of_the_list_agrees_with_the_status(studio: Studio) -> None:
    held = studio.sell()
    for column, view in (("closed_at", "closed"), ("suspended_by_staff_at", "suspended"), ("expires_at", "expired")):
        studio.rt.db.transact(
            lambda tx, c=column: tx.run(f"UPDATE {{p}}customer_packages SET {c} = UTC_TIMESTAMP(6) WHERE id = %s", (held.id,))
        )
        counts = studio.rt.db.transact(listing.counts)
        assert counts[view] == 1
        assert counts["active"] == 0
        studio.rt.db.transact(
            lambda tx, c=column: tx.run(f"UPDATE {{p}}customer_packages SET {c} = NULL WHERE id = %s", (held.id,))
        )
    assert studio.rt.db.transact(listing.counts)["active"] == 1
